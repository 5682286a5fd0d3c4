import type { RestFilter, RestOperator } from '../../catalog/resource.ts'
import { type Operators, operatorsOf } from '../rows/operators.ts'

/** What an engine's own search is asked: its names and values. */
export type Query = Readonly<Record<string, unknown>>

/** What an engine is asked for one filter of the contract. */
export interface Translation {
  /** Any of them may hold, but no row is found by two; none where no row can match. */
  queries: readonly Query[]
  /** Operators that rows are filtered by here, because the engine has no filter for them or finds too much. */
  rest?: Operators
}

/**
 * How a filter by one field is put into the engine's terms. Answers undefined for operators that the engine cannot do, so
 * that rows are filtered here.
 * @param context what is needed to look something up for it
 */
export type Translate<Context> = (
  operators: Operators,
  context: Context,
) => Translation | undefined | Promise<Translation | undefined>

export interface FilterRule<Context = unknown> {
  /** The operators that the engine itself can do. */
  operators: readonly RestOperator[]
  translate: Translate<Context>
}

/** What matches no row. */
export const NONE: Translation = { queries: [] }

/** What every row matches. */
export const ALL: Translation = { queries: [{}] }

/** A filter in the engine's terms. */
export interface TranslatedFilter {
  /** No row is found by two of them. */
  queries: readonly Query[]
  /** What the engine cannot filter by: rows are filtered by it here. Empty where the engine finds exactly the rows. */
  rest: RestFilter
}

/**
 * Translates a filter of the contract, whose fields must all hold.
 * @param ruleOf the rule of a field, if the engine can do anything for it
 * @param tooMany the error for so many queries, as a few lists of values may make
 */
export async function translateFilter<Context>(
  filter: RestFilter,
  ruleOf: (field: string) => Translate<Context> | undefined,
  context: Context,
  tooMany: (queries: number) => Error,
): Promise<TranslatedFilter> {
  let queries: readonly Query[] = [{}]
  const rest: RestFilter = {}
  for (const [field, value] of Object.entries(filter)) {
    const translation = await ruleOf(field)?.(operatorsOf(value), context)
    if (translation) queries = cross(queries, translation.queries, tooMany)
    if (!translation || translation.rest) rest[field] = translation?.rest ?? value
  }
  return { queries, rest }
}

/** The most queries that are put together of lists of values, before those that exclude each other are left out. */
const MAX_CROSSED = 100_000

/** The queries for what two lists of queries ask for together. */
export function cross(
  left: readonly Query[],
  right: readonly Query[],
  tooMany: (queries: number) => Error,
): readonly Query[] {
  // A thousand values of each of a few fields would be more queries than memory has room for.
  if (left.length * right.length > MAX_CROSSED) throw tooMany(left.length * right.length)
  return left.flatMap((one) => right.map((other) => both(one, other)).filter((query) => query !== undefined))
}

/** A query for what two ask for; undefined where no row can be both. */
function both(left: Query, right: Query): Query | undefined {
  const query: Record<string, unknown> = { ...left }
  for (const [name, value] of Object.entries(right)) {
    const other = query[name]
    if (Array.isArray(other) && Array.isArray(value)) {
      const known = new Set(value)
      const common = other.filter((one) => known.has(one))
      if (common.length === 0) return undefined
      query[name] = common
    } else if (other !== undefined && other !== value) return undefined
    else query[name] = value
  }
  return query
}
