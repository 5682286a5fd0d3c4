import { inBatches, MAX_BATCH, mayBeOneKey, settled } from './batches.ts'
import type { Batch, Resource, RestFilter } from './catalog/resource.ts'
import type { Session } from './session.ts'

/**
 * Rows by their keys, in the order of the keys: a row, null where there is none, or the error of that key alone.
 * One search where the version takes many keys at once, or many values of what they are found by; else a read for each.
 * @param foundBy what is known of the rows' values of the resource's `foundBy`, by their keys
 */
export function loadRows<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
  foundBy?: ReadonlyMap<string, string>,
): Promise<Array<Row | null | Error>> {
  return keys.length === 1 ? fetchEach(session, resource, keys) : loadTogether(session, resource, keys, foundBy)
}

function fetchEach<Row extends object>(session: Session, resource: Resource<Row>, keys: readonly string[]) {
  return settled(keys.map((key) => fetchRow(session, resource, key)))
}

async function loadTogether<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
  foundBy: ReadonlyMap<string, string> | undefined,
): Promise<Array<Row | null | Error>> {
  const batch = await batchFor(session, resource, resource.key)
  if (!batch) return foundBy ? findTogether(session, resource, keys, foundBy) : fetchEach(session, resource, keys)
  return inBatches(keys, async (some) => {
    if (some.length === 1) return [await fetchRow(session, resource, some[0] ?? '')]
    const request = {
      search: resource.search,
      filter: batchFilter(batch, resource.key, some),
      query: resource.searchQuery,
    }
    const { rows } = await session.search<Row>(request, resource.key, { limit: some.length })
    const byKey = new Map(rows.map((row) => [String(row[resource.key]), row]))
    for (const [key, row] of byKey) keep(session, resource, key, row)
    return some.map((key) => byKey.get(key) ?? null)
  })
}

/** Rows that a search by `foundBy` is asked for, as a multiple of those that are wanted: others have the same value. */
const FOUND_FOR_ONE = 4

/** The same by a field whose values others share: the newest rows are likely the wanted ones, and what is not among them is read by its key. */
async function findTogether<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
  foundBy: ReadonlyMap<string, string>,
): Promise<Array<Row | null | Error>> {
  const { foundBy: field, key: keyField, search } = resource
  const batch = field && (await batchFor(session, resource, field))
  const known = keys.filter((key) => foundBy.has(key)).slice(0, MAX_BATCH)
  if (!batch || known.length < 2) return fetchEach(session, resource, keys)
  const values = [...new Set(known.map((key) => foundBy.get(key) ?? ''))]
  const request = {
    search,
    filter: batchFilter(batch, field, values),
    query: resource.searchQuery,
    sort: [{ field: keyField, order: 'DESC' as const }],
  }
  const limit = Math.min(MAX_BATCH, known.length * FOUND_FOR_ONE)
  const found = await session.search<Row>(request, keyField, { limit }).catch(noRowsIfRefused)
  const byKey = new Map(found.rows.map((row) => [String(row[keyField]), row]))
  const load = (key: string) => {
    const row = byKey.get(key)
    if (!row) return fetchRow(session, resource, key)
    keep(session, resource, key, row)
    return Promise.resolve(row)
  }
  return settled(keys.map(load))
}

/** What such a search does not answer, a read by its key may, or say why not. */
function noRowsIfRefused(error: unknown): { rows: [] } {
  if (error instanceof Error && mayBeOneKey(error)) return { rows: [] }
  throw error
}

/** What is kept of a row that does not change. */
interface KeptRow<Row> {
  row: Row
  /** The fields that this row has and that could not be kept. */
  without: readonly string[]
}

/**
 * A row that does not change, where it is kept for this caller; undefined where it is not, or not as far as it is wanted.
 * @param wants whether a field of it is wanted
 */
export function keptRow<Row extends object>(
  session: Session,
  { immutable, get, changes = [] }: Resource<Row>,
  key: string,
  wants: (field: string) => boolean,
): Row | undefined {
  if (!immutable || !get || changes.some(wants)) return undefined
  const kept = session.cluster.cache.get(session.identity, nameOf(get, key)) as KeptRow<Row> | undefined
  return kept?.without.some(wants) ? undefined : kept?.row
}

function keep<Row extends object>(
  { identity, cluster }: Session,
  { immutable, get, changes = [] }: Resource<Row>,
  key: string,
  row: Row,
): void {
  if (!immutable || !get) return
  const changing: readonly string[] = changes
  const kept: Array<[string, unknown]> = []
  const without: string[] = []
  for (const [field, value] of Object.entries(row)) {
    if (changing.includes(field)) continue
    // What is asked for when it is wanted is asked by the request that has read the row, and holds all of that.
    if (typeof value === 'function') without.push(field)
    else kept.push([field, value])
  }
  cluster.cache.set(identity, nameOf(get, key), { row: Object.fromEntries(kept), without })
}

const nameOf = ({ operation }: { operation: string }, key: string) => `${operation}\n${key}`

/** One row by its key, by a call of its own; null where there is none. */
export async function fetchRow<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  key: string,
): Promise<Row | null> {
  const { get } = resource
  if (!get) {
    const request = { search: resource.search, filter: { [resource.key]: key }, query: resource.searchQuery }
    return (await session.search<Row>(request, resource.key, { limit: 1 })).rows[0] ?? null
  }
  const answer = await session.get(get, resource.key, key)
  if (answer === null) return null
  const row = session.readable(get.operation, () => readRow(resource, answer))
  keep(session, resource, key, row)
  return row
}

/** How a search takes many values of a field on this cluster; undefined where it does not. */
export async function batchFor(session: Session, resource: Resource<never>, field: string): Promise<Batch | undefined> {
  return session.cluster.dialect.batch(resource, field, await session.version())
}

/** A filter for many values of one field. */
export function batchFilter(batch: Batch, field: string, values: readonly string[]): RestFilter {
  if (batch.by === '$in') return { [field]: { $in: values } }
  return { $or: values.map((value) => ({ [field]: value })) }
}

function readRow<Row extends object>(resource: Resource<Row>, answer: unknown): Row {
  if (!isRow(resource, answer)) throw new TypeError(`a read answered no object with ${resource.key}`)
  return answer
}

function isRow<Row extends object>(resource: Resource<Row>, answer: unknown): answer is Row {
  return typeof (answer as Record<string, unknown> | null | undefined)?.[resource.key] === 'string'
}
