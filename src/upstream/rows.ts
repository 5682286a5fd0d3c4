import { inBatches, settled } from './batches.ts'
import { fillPath } from './catalog/operation.ts'
import type { Batch, Resource, RestFilter } from './catalog/resource.ts'
import { UpstreamFailure } from './failure.ts'
import type { Session } from './session.ts'
import { atLeast, type Version } from './version.ts'

/**
 * Rows by their keys, in the order of the keys: a row, null where there is none, or the error of that key alone.
 * One search where the version takes many keys at once, else a read for each.
 */
export async function loadRows<Row extends object>(
  session: Session,
  resource: Resource<Row>,
  keys: readonly string[],
): Promise<Array<Row | null | Error>> {
  const batch = keys.length > 1 ? batchFor(resource, resource.key, await session.version()) : undefined
  if (!batch) return settled(keys.map((key) => fetchRow(session, resource, key)))
  return inBatches(keys, async (some) => {
    if (some.length === 1) return [await fetchRow(session, resource, some[0] ?? '')]
    const request = {
      search: resource.search,
      filter: batchFilter(batch, resource.key, some),
      query: resource.searchQuery,
    }
    const { rows } = await session.search<Row>(request, resource.key, { limit: some.length })
    const byKey = new Map(rows.map((row) => [String(row[resource.key]), row]))
    return some.map((key) => byKey.get(key) ?? null)
  })
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
  const { cache, client } = session.cluster
  const identity = resource.immutable ? client.identify(session.caller) : ''
  if (resource.immutable) {
    const kept = cache.get(identity, `${get.operation}\n${key}`)
    if (kept) return kept as Row
  }
  const call = { ...get, method: 'GET', kind: 'read', path: fillPath(get.path, { [resource.key]: key }) } as const
  const answer = await client.call(call, session.caller, session.signal).catch((error: unknown) => {
    if (error instanceof UpstreamFailure && error.kind === 'refused' && error.status === 404) return null
    throw error
  })
  if (answer === null) return null
  const row = session.readable(get.operation, () => readRow(resource, answer))
  if (resource.immutable) cache.set(identity, `${get.operation}\n${key}`, row)
  return row
}

/** How a search takes many values of a field on this version; undefined where it does not. */
export function batchFor(resource: Resource<never>, field: string, version: Version): Batch | undefined {
  const batch = resource.many[field]
  return batch && atLeast(version, batch.since) ? batch : undefined
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
