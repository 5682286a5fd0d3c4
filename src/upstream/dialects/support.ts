import type { Operation } from '../catalog/operation.ts'
import type { RestFilter, RestOperator } from '../catalog/resource.ts'
import { NotSupported } from '../failures/failure.ts'
import { operatorsOf } from './rows/operators.ts'
import type { SearchRequest } from './search.ts'

/** What an older generation can do of one search of the contract. */
export interface SearchSupport {
  /** The fields that can be filtered by, with the operators of each; `$eq` is also a bare value. */
  filters: Readonly<Record<string, readonly RestOperator[]>>
  sorts: readonly string[]
  /** Whether alternatives can be asked for. */
  or?: boolean
}

/** What a generation can do of the contract, by operationId. What is not named here is refused before any call. */
export interface Support {
  generation: string
  searches: Readonly<Record<string, SearchSupport>>
  /** The operations that are not searches, reads by key included. */
  operations: ReadonlySet<string>
  /** What a client can do instead, by what was refused: an operationId, or `operationId.filter` and the like. */
  instead?: Readonly<Record<string, string>>
}

/** Throws NotSupported for an operation that the generation lacks. */
export function checkOperation(support: Support, { operation }: Pick<Operation, 'operation'>): void {
  if (!support.operations.has(operation)) refuse(support, operation, operation)
}

/** Throws NotSupported for a search that the generation lacks, or the first filter, operator or sort that it cannot do. */
export function checkSearch(support: Support, { search: { operation }, filter = {}, sort = [] }: SearchRequest): void {
  const can = support.searches[operation]
  if (!can) refuse(support, operation, operation)
  checkFilter(support, operation, can, filter, 'filter')
  for (const { field } of sort) {
    if (!can.sorts.includes(field)) refuse(support, `sort: ${field}`, `${operation}.${field}`)
  }
}

function checkFilter(support: Support, operation: string, can: SearchSupport, filter: RestFilter, path: string): void {
  for (const [field, value] of Object.entries(filter)) {
    if (field === '$or') {
      if (!can.or || !Array.isArray(value)) refuse(support, `${path}.or`, `${operation}.or`)
      for (const [index, one] of value.entries()) checkFilter(support, operation, can, one, `${path}.or[${index}]`)
      continue
    }
    const operators = Object.hasOwn(can.filters, field) ? can.filters[field] : undefined
    if (!operators) refuse(support, `${path}.${field}`, `${operation}.${field}`)
    for (const operator of Object.keys(operatorsOf(value))) {
      if (operators.some((known) => known === operator)) continue
      refuse(support, `${path}.${field}.${operator.slice(1)}`, `${operation}.${field}`)
    }
  }
}

function refuse({ generation, instead }: Support, what: string, name: string): never {
  throw NotSupported.byGeneration(what, generation, instead?.[name])
}
