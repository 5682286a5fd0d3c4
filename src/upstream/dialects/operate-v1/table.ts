import type { RestOperator } from '../../catalog/resource.ts'
import type { SearchSupport } from '../support.ts'
import type { Field } from './fields.ts'
import type { Source } from './source.ts'

/** A row in the contract's shape. */
export type Row = Record<string, unknown>

/** One resource of Operate's, by the contract's names. */
export interface Table {
  /** The contract's operationId of the search. */
  operation: string
  /** Below `/v1`. */
  path: string
  /** The contract's field that identifies a row. */
  key: string
  fields: Readonly<Record<string, Field>>
  /** The field that versions of one thing share: then the newest can be asked for by `isLatestVersion`. */
  versionsOf?: string
  /** What the contract has of each row and Operate nowhere: always the same. */
  constants?: Readonly<Row>
  /** Fields that are filled from the row's process definition: the row's name to the definition's. */
  fromDefinition?: Readonly<Record<string, string>>
  /** The last touch, from a row's own values and what Operate answered. */
  finish?: (row: Row, item: Readonly<Record<string, unknown>>) => void
  /** How it is searched, where that is not by Operate itself. */
  ask?: (source: Source, search: WireSearch) => Promise<Answered>
}

/** A search as it goes over the wire. */
export interface WireSearch {
  filter?: Row
  size: number
  sort?: ReadonlyArray<{ field: string; order: 'ASC' | 'DESC' }>
  searchAfter?: readonly unknown[]
}

/** What a search answers, as it came. */
export interface Answered {
  items: unknown[]
  total: number
}

const OPERATORS: Readonly<Record<Field['kind'], readonly RestOperator[]>> = {
  key: ['$eq', '$neq', '$exists', '$in', '$notIn'],
  text: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'],
  choice: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'],
  number: ['$eq', '$neq', '$exists', '$in', '$gt', '$gte', '$lt', '$lte'],
  date: ['$eq', '$neq', '$exists', '$in', '$gt', '$gte', '$lt', '$lte'],
  flag: ['$eq'],
}

/** What can be asked of a table: every field that its rows show, for what Operate cannot do is done here. */
export function supportOf({ fields, versionsOf }: Table): SearchSupport {
  return {
    filters: {
      ...Object.fromEntries(Object.entries(fields).map(([name, { kind }]) => [name, OPERATORS[kind]])),
      ...(versionsOf === undefined ? {} : { isLatestVersion: ['$eq'] }),
    },
    sorts: Object.keys(fields),
    or: true,
  }
}
