import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { resolveLazy } from '../upstream/catalog/lazy.ts'
import { pairKey } from '../upstream/catalog/pair.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { NotYetVisible, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { Written } from './command.ts'
import { carriedRow } from './one.ts'
import { upstreamOf } from './upstream-of.ts'

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 400

/** How a row tells what became of a command. */
interface Effect<Row, Payload> {
  /** Whether it shows what was asked for. By default that it exists. */
  isVisible?: (row: Row, payload: Payload) => boolean | Promise<boolean>
  /** What the command may change. A row in which this has come to read differently is past the command. */
  changes?: (row: Row) => unknown
  /** Whether it is between two states, and will go on by itself. */
  isMoving?: (row: Row) => boolean
  /**
   * Whether what the row says may be what the cluster has made of the command, though it is not what was asked for:
   * listeners may correct it. Then it is the answer when the time to wait runs out.
   */
  isCorrection?: (row: Row) => boolean
}

/**
 * The object that a command touched, as it is once the command's effect can be read: Camunda's reads lag behind its
 * commands. Its key is what the command answered or was given in the field of the key's name; null where there is none.
 * Waits only when the query asks for more than the key, and no longer than configured; then NotYetVisible.
 */
export function afterWrite<Payload extends Written<object>, Row extends object>(
  resource: Resource<Row>,
  effect: Effect<Row, Payload> = {},
) {
  return async (payload: Payload, _args: object, context: Context, info: GraphQLResolveInfo): Promise<Row | null> => {
    const key = touched(payload, resource)
    if (key === undefined) return null
    const upstream = upstreamOf(payload, context)
    const known = carriedRow<Row>(info, { ...pairOf(payload, resource), [resource.key]: key }, upstream)
    if (known) return known
    const { isVisible = () => true, isMoving = () => false, isCorrection = () => false } = effect
    const hasMovedOn = watch(effect)
    return waitFor(
      upstream,
      payload.operation,
      async () => {
        const row = await upstream.freshRow(resource, key)
        if (!row) return undefined
        const moved = await hasMovedOn(row)
        return !isMoving(row) && (moved || (await isVisible(row, payload))) ? row : undefined
      },
      {
        async last() {
          // What was read last.
          const row = await upstream.row(resource, key)
          if (!row) return undefined
          return (await isVisible(row, payload)) || (!isMoving(row) && isCorrection(row)) ? row : undefined
        },
      },
    )
  }
}

/** Tells rows that are past a command: in states between, or other than the first one was. */
function watch<Row, Payload>({ changes, isMoving }: Effect<Row, Payload>): (row: Row) => Promise<boolean> {
  let first: string | undefined
  let hasMoved = false
  return async (row) => {
    if (!changes || hasMoved) return hasMoved
    const now = JSON.stringify(await resolved(changes(row)))
    first ??= now
    hasMoved = now !== first || isMoving?.(row) === true
    return hasMoved
  }
}

/** Values of a row, which older generations may have to ask for. A missing one is null. */
async function resolved(values: unknown): Promise<unknown> {
  if (!Array.isArray(values)) return (await resolveLazy(values)) ?? null
  return Promise.all(values.map(resolved))
}

/**
 * True once reads do not find any more what a command has removed. Waits like `afterWrite`.
 * @param by the field that the command goes by, where it is not the rows' own key: then it removes all rows that have it
 */
export function gone<Payload extends Written<object>, Row extends object>(
  resource: Resource<Row>,
  by: keyof Row & string = resource.key,
) {
  return async (payload: Payload, _args: object, context: Context): Promise<true> => {
    const key = touched(payload, resource, by)
    if (key === undefined) return true
    const upstream = upstreamOf(payload, context)
    const request = { search: resource.search, filter: { [by]: key } }
    const isThere = async () => {
      if (by === resource.key) return (await upstream.freshRow(resource, key)) !== null
      return (await upstream.search<Row>(request, resource.key, { limit: 1 })).rows.length > 0
    }
    return waitFor(upstream, payload.operation, async () => ((await isThere()) ? undefined : true))
  }
}

/** The key of the object that a command touched. @param field where it stands, in what the command answered or was given */
function touched<Row extends object>(
  payload: Written<object>,
  resource: Resource<Row>,
  field: string = resource.key,
): string | undefined {
  const pair = pairOf(payload, resource)
  if (pair) {
    const [tenant, name] = Object.values(pair)
    return typeof name === 'string' ? pairKey([tenant ?? null, name]) : undefined
  }
  return textOf(payload, field) ?? textOf(payload.input, field)
}

/** The tenant and the name that a command was given, by the names of their fields; undefined for what has a key. */
function pairOf<Row extends object>(
  payload: Written<object>,
  { search }: Resource<Row>,
): Record<string, string | null> | undefined {
  return search.pair && Object.fromEntries(search.pair.map((field) => [field, textOf(payload.input, field) ?? null]))
}

/** A field of an object that holds text. */
function textOf(object: object, field: string): string | undefined {
  const found: unknown = Object.entries(object).find(([name]) => name === field)?.[1]
  return typeof found === 'string' ? found : undefined
}

/** How long to wait, and what then. */
interface Patience<T> {
  /** Milliseconds; as configured unless told. */
  withinMs?: number
  /** What to answer then all the same. */
  last?: () => Promise<T | undefined>
  /** What to fail with then. */
  inVain?: () => NotYetVisible
}

/** Reads until there is something to answer. Rejects with NotYetVisible when the time to wait runs out. */
export async function waitFor<T>(
  { cancellation, cluster }: Upstream,
  operation: string,
  read: () => Promise<T | undefined>,
  { withinMs = cluster.readAfterWriteMs, last, inVain }: Patience<T> = {},
): Promise<T> {
  const until = performance.now() + withinMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const seen = await read()
    if (seen !== undefined) return seen
    const left = until - performance.now()
    if (left <= 0) {
      const unasked = await last?.()
      if (unasked !== undefined) return unasked
      throw cluster.withName(inVain?.() ?? NotYetVisible.within(withinMs, operation))
    }
    await sleep(Math.min(pause, left), undefined, cancellation ? { signal: cancellation.signal } : {}).catch(
      (cause) => {
        throw new UpstreamFailure({ kind: 'cancelled', operation, write: false }, cause)
      },
    )
  }
}
