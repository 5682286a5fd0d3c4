import { exactNumber, isRawNumber } from '../../json/exact-json.ts'
import { instantOf } from '../rows/instant.ts'
import type { Kind, RowField, Value } from '../rows/row.ts'
import { toOperateDate, toRfc3339 } from './dates.ts'

/** How Operate holds one field of the contract, and what it can do with it. */
export interface Field extends RowField {
  /** Operate's own name. */
  as: string
  kind: Exclude<Kind, 'id'>
  /** Whether Operate filters by it; it ignores filters that it does not know and answers everything. */
  filters: boolean
  /** Whether Operate sorts by it: only where no row lacks it, because Operate cannot page on from a missing value. */
  sorts: boolean
  /** For choices and flags: all values there are, the contract's to Operate's. */
  choices?: ReadonlyMap<Value, Value>
  /** The only values that filters take: by any other the rows are read and held against it here. */
  taken?: ReadonlySet<Value>
  /** Where rows may lack it: the field that says which do, by its values. */
  presence?: { field: string; present: readonly Value[]; missing: readonly Value[] }
  /** The most characters of a value that Operate holds: it does not find longer ones. */
  longest?: number
}

const field = (kind: Field['kind'], as: string): Field => ({ as, kind, filters: true, sorts: true })

export const key = (as: string): Field => field('key', as)
export const text = (as: string): Field => field('text', as)
export const number = (as: string): Field => field('number', as)
export const date = (as: string): Field => field('date', as)

/** Sorts by a flag are two searches: what a boolean's sort value looks like is up to Operate's storage. */
export const flag = (as: string): Field => ({
  ...field('flag', as),
  sorts: false,
  choices: new Map([
    [false, false],
    [true, true],
  ]),
})

/** Values of an enum: those that are written otherwise there, `{ TERMINATED: 'CANCELED' }`, or simply all. */
export const choice = (as: string, choices: Readonly<Record<string, string>> | readonly string[]): Field => ({
  ...field('choice', as),
  choices: new Map(Array.isArray(choices) ? choices.map((name) => [name, name]) : Object.entries(choices)),
})

/** Rows may lack it, and no filter tells which do. */
export const optional = (of: Field): Field => ({ ...of, sorts: false })

/** Operate shows it, but neither filters nor sorts by it. */
export const shown = (of: Field): Field => ({ ...of, filters: false, sorts: false })

/** The contract's value of a value of Operate's; null where it is missing. */
export function fromOperate({ kind, choices }: Field, value: unknown): Value {
  if (value === undefined || value === null) return kind === 'flag' ? false : null
  switch (kind) {
    case 'key':
      return isRawNumber(value) ? value.rawJSON : String(value)
    case 'date':
      return toRfc3339(String(value))
    case 'choice':
      for (const [ours, theirs] of choices ?? []) if (theirs === value) return ours
      return String(value)
    case 'number':
    case 'flag':
      return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
    default:
      return String(value)
  }
}

/** Operate's value of one of the contract; undefined for one that no row there has. */
export function toOperate({ kind, choices }: Field, value: Value): unknown {
  switch (kind) {
    case 'key':
      return exactNumber(String(value))
    case 'date':
      return Number.isInteger(instantOf(String(value))) ? toOperateDate(instantOf(String(value))) : undefined
    case 'choice':
    case 'flag':
      return choices?.get(value)
    default:
      return value
  }
}
