import type { Batch } from '../catalog/operation.ts'
import { readPair } from '../catalog/pair.ts'
import type { Resource, RestFilter, RestSort } from '../catalog/resource.ts'
import { notCamundas, UpstreamFailure } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Session } from '../session/session.ts'
import { inBatches, MAX_BATCH, mayBeOneKey, settled } from './batches.ts'

/**
 * Rows by their keys, in the order of the keys: a row, null where there is none, or the error of that key alone.
 * One search where the version takes many keys at once, or many values of what they are found by; else a read for each.
 * @param foundBy for each key, the value of the resource's `foundBy` field, where it is known
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
    const byKey = await findRows(session, resource, batchFilter(batch, resource.key, some), some.length)
    return wholeOf(session, resource, some, byKey)
  })
}

/** The rows of keys, and the whole ones of those that the search has cut: a read by key cuts nothing. */
async function wholeOf<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
  byKey: ReadonlyMap<string, Row>,
): Promise<Array<Row | null | Error>> {
  const { isCut } = resource
  const isWhole = (key: string) => {
    const row = byKey.get(key)
    return !row || !isCut?.(row)
  }
  if (keys.every(isWhole)) return keys.map((key) => keptOf(session, resource, key, byKey) ?? null)
  return settled(
    keys.map(async (key) =>
      isWhole(key) ? (keptOf(session, resource, key, byKey) ?? null) : fetchRow(session, resource, key),
    ),
  )
}

/** The first rows of a search, by their keys. */
async function findRows<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  filter: RestFilter,
  limit: number,
  sort?: readonly RestSort[],
): Promise<ReadonlyMap<string, Row>> {
  const { key, search, searchQuery } = resource
  const { rows } = await session.search<Row>({ search, filter, sort, query: searchQuery }, key, { limit })
  return new Map(rows.map((row) => [String(row[key]), row]))
}

/** A row out of those that were found, which is kept from now on where it does not change. */
function keptOf<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  key: string,
  byKey: ReadonlyMap<string, Row>,
): Row | undefined {
  const row = byKey.get(key)
  if (row) keep(session, resource, key, row)
  return row
}

/** The limit of a search by `foundBy`, as a multiple of the wanted rows, because other rows have the same value. */
const FOUND_FOR_ONE = 4

/**
 * The same by a field whose values other rows share: the newest rows are likely the wanted ones, and the rest are read
 * by key.
 */
async function findTogether<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
  foundBy: ReadonlyMap<string, string>,
): Promise<Array<Row | null | Error>> {
  const field = resource.foundBy
  const batch = field && (await batchFor(session, resource, field))
  const known = batch ? keys.flatMap((key) => foundBy.get(key) ?? []).slice(0, MAX_BATCH) : []
  if (!batch || known.length < 2) return fetchEach(session, resource, keys)
  const filter = batchFilter(batch, field, [...new Set(known)])
  const limit = Math.min(MAX_BATCH, known.length * FOUND_FOR_ONE)
  const newestFirst = [{ field: resource.key, order: 'DESC' as const }]
  const byKey = await findRows(session, resource, filter, limit, newestFirst).catch(noneWhereReadsMaySucceed)
  return settled(
    keys.map(async (key) => keptOf<Row>(session, resource, key, byKey) ?? (await fetchRow(session, resource, key))),
  )
}

/** If such a search fails, a read by key may succeed, or tell why not. */
function noneWhereReadsMaySucceed(error: unknown): ReadonlyMap<string, never> {
  if (error instanceof Error && mayBeOneKey(error)) return new Map<string, never>()
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
    // Lazy fields are functions that belong to the request that has read the row, so they cannot be cached.
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
  const { get, pair } = resource
  if (pair) return fetchByPair(session, resource, pair, key)
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

/** The same for what a tenant and a name identify. Throws TypeError for a key that is not made of both. */
async function fetchByPair<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  { read }: NonNullable<Resource<Row>['pair']>,
  key: string,
): Promise<Row | null> {
  const named = readPair(key)
  if (!named) throw new TypeError(`${resource.type} has keys of a tenant and a name`)
  const { operation, parameters } = read(named)
  try {
    const answer = await session.call(operation, parameters)
    return session.readable(operation.operation, () => {
      if (!isJsonObject(answer)) throw notCamundas('a read answered no object')
      return readRow(resource, { ...answer, [resource.key]: key })
    })
  } catch (error) {
    if (error instanceof UpstreamFailure && error.isNotFound) return null
    throw error
  }
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
  if (!isRow(resource, answer)) {
    throw notCamundas(`a read answered no object with ${resource.key}`)
  }
  return answer
}

function isRow<Row extends object>(resource: Resource<Row>, answer: unknown): answer is Row {
  return typeof (answer as Record<string, unknown> | null | undefined)?.[resource.key] === 'string'
}
