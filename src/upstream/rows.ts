import { inBatches, settled } from './batches.ts'
import type { Batch, Resource, RestFilter } from './catalog/resource.ts'
import type { Session } from './session.ts'

/**
 * Rows by their keys, in the order of the keys: a row, null where there is none, or the error of that key alone.
 * One search where the version takes many keys at once, else a read for each.
 */
export async function loadRows<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
): Promise<Array<Row | null | Error>> {
  const batch = keys.length > 1 ? await batchFor(session, resource, resource.key) : undefined
  if (!batch) return settled(keys.map((key) => fetchRow(session, resource, key)))
  const kept = resource.immutable && resource.get ? keptRows<Row>(session, resource.get.operation, keys) : undefined
  if (kept && kept.size > 0) {
    const others = keys.filter((key) => !kept.has(key))
    const loaded = others.length > 0 ? await loadRows(session, resource, others) : []
    return keys.map((key) => kept.get(key) ?? loaded[others.indexOf(key)] ?? null)
  }
  return inBatches(keys, async (some) => {
    if (some.length === 1) return [await fetchRow(session, resource, some[0] ?? '')]
    const request = {
      search: resource.search,
      filter: batchFilter(batch, resource.key, some),
      query: resource.searchQuery,
    }
    const { rows } = await session.search<Row>(request, resource.key, { limit: some.length })
    const byKey = new Map(rows.map((row) => [String(row[resource.key]), row]))
    if (resource.immutable && resource.get) {
      const { identity, cluster } = session
      for (const [key, row] of byKey) cluster.cache.set(identity, `${resource.get.operation}\n${key}`, row)
    }
    return some.map((key) => byKey.get(key) ?? null)
  })
}

/** Rows that do not change, as far as they are kept for this caller. */
function keptRows<Row extends object>(session: Session, operation: string, keys: readonly string[]): Map<string, Row> {
  const { identity, cluster } = session
  const rows = new Map<string, Row>()
  for (const key of keys) {
    const row = cluster.cache.get(identity, `${operation}\n${key}`)
    if (row) rows.set(key, row as Row)
  }
  return rows
}

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
  const { cache } = session.cluster
  const identity = resource.immutable ? session.identity : ''
  if (resource.immutable) {
    const kept = cache.get(identity, `${get.operation}\n${key}`)
    if (kept) return kept as Row
  }
  const answer = await session.get(get, resource.key, key)
  if (answer === null) return null
  const row = session.readable(get.operation, () => readRow(resource, answer))
  if (resource.immutable) cache.set(identity, `${get.operation}\n${key}`, row)
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
