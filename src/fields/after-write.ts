import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { NotYetVisible, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { Written } from './command.ts'
import { carriedRow } from './one.ts'
import { upstreamOf } from './upstream-of.ts'

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 400

/**
 * The object that a command touched, as it is once the command's effect can be read: Camunda's reads lag behind its
 * commands. Its key is what the command answered or was given in the field of the key's name; null where there is none.
 * Waits only when the query asks for more than the key, and no longer than configured; then NotYetVisible.
 * @param isVisible whether a row shows the command's effect; by default that it exists
 */
export function afterWrite<Payload extends Written<object>, Row extends object>(
  resource: Resource<Row>,
  isVisible: (row: Row, payload: Payload) => boolean | Promise<boolean> = () => true,
) {
  return async (payload: Payload, _args: object, context: Context, info: GraphQLResolveInfo): Promise<Row | null> => {
    const key = touched(payload, resource)
    if (key === undefined) return null
    const upstream = upstreamOf(payload, context)
    const known = carriedRow<Row>(info, { [resource.key]: key }, upstream)
    if (known) return known
    return waitFor(upstream, payload.operation, async () => {
      const row = await upstream.freshRow(resource, key)
      return row && (await isVisible(row, payload)) ? row : undefined
    })
  }
}

/** True once reads do not find any more what a command has removed. Waits like `afterWrite`. */
export function gone<Payload extends Written<object>, Row extends object>(resource: Resource<Row>) {
  return async (payload: Payload, _args: object, context: Context): Promise<true> => {
    const key = touched(payload, resource)
    if (key === undefined) return true
    const upstream = upstreamOf(payload, context)
    return waitFor(upstream, payload.operation, async () =>
      (await upstream.freshRow(resource, key)) ? undefined : true,
    )
  }
}

/** The key of the object that a command touched. */
function touched(payload: Written<object>, { key }: Pick<Resource<never>, 'key'>): string | undefined {
  const answered: unknown = Object.entries(payload).find(([name]) => name === key)?.[1]
  const found = answered ?? Object.entries(payload.input).find(([name]) => name === key)?.[1]
  return typeof found === 'string' ? found : undefined
}

/** Reads until there is something to answer. Rejects with NotYetVisible when the time to wait runs out. */
export async function waitFor<T>(
  { cancellation, cluster }: Upstream,
  operation: string,
  read: () => Promise<T | undefined>,
): Promise<T> {
  const { readAfterWriteMs } = cluster
  const until = performance.now() + readAfterWriteMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const seen = await read()
    if (seen !== undefined) return seen
    const left = until - performance.now()
    if (left <= 0) throw cluster.withName(new NotYetVisible(operation, readAfterWriteMs))
    await sleep(Math.min(pause, left), undefined, cancellation ? { signal: cancellation.signal } : {}).catch(
      (cause) => {
        throw new UpstreamFailure({ kind: 'cancelled', operation, write: false }, cause)
      },
    )
  }
}
