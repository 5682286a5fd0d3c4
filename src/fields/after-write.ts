import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { NotYetVisible, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { carriedRow } from './one.ts'
import { upstreamOf } from './upstream-of.ts'

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 400

/**
 * The object that a command touched, as it is once the command's effect can be read: Camunda's reads lag behind its
 * commands. Waits only when the query asks for more than the key, and no longer than configured; then NotYetVisible.
 * @param keyOf the object's key; null where the command touched none
 * @param isVisible whether a row shows the command's effect; by default that it exists
 */
export function afterWrite<Payload, Row extends object>(
  resource: Resource<Row>,
  operation: string,
  keyOf: (payload: Payload) => string | null | undefined,
  isVisible: (row: Row, payload: Payload) => boolean | Promise<boolean> = () => true,
) {
  return async (payload: Payload, _args: object, context: Context, info: GraphQLResolveInfo): Promise<Row | null> => {
    const key = keyOf(payload)
    if (key === null || key === undefined) return null
    const upstream = upstreamOf(payload, context)
    const known = carriedRow<Row>(info, { [resource.key]: key }, upstream)
    if (known) return known
    return waitFor(upstream, operation, async () => {
      const row = await upstream.freshRow(resource, key)
      return row && (await isVisible(row, payload)) ? row : undefined
    })
  }
}

/** Reads until there is something to answer. Rejects with NotYetVisible when the time to wait runs out. */
export async function waitFor<T>(
  { cancellation, cluster: { readAfterWriteMs } }: Upstream,
  operation: string,
  read: () => Promise<T | undefined>,
): Promise<T> {
  const until = performance.now() + readAfterWriteMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const seen = await read()
    if (seen !== undefined) return seen
    const left = until - performance.now()
    if (left <= 0) throw new NotYetVisible(operation, readAfterWriteMs)
    await sleep(Math.min(pause, left), undefined, cancellation ? { signal: cancellation.signal } : {}).catch(
      (cause) => {
        throw new UpstreamFailure({ kind: 'cancelled', operation, write: false }, cause)
      },
    )
  }
}
