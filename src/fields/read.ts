import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { MAYBE_ELSEWHERE, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { upstreamOf } from './upstream-of.ts'

/** What stands in an operation's path and query, made of a field's arguments. Throws InvalidInput for what cannot. */
type ParametersOf<Args> = (args: Args) => Readonly<Record<string, string>>

/** An object that REST has once: the topology, the license, the caller. */
export function read<Row extends object, Args extends object = object>(
  operation: Operation,
  parametersOf?: ParametersOf<Args>,
) {
  return async (source: unknown, args: Args, context: Context): Promise<Row> =>
    readFrom<Row>(upstreamOf(source, context), operation, parametersOf?.(args))
}

/** An object that REST may not have, or not now; null where it says so. */
export function readOrNull<Row extends object, Args extends object = object>(
  operation: Operation,
  parametersOf?: ParametersOf<Args>,
) {
  return async (source: unknown, args: Args, context: Context): Promise<Row | null> =>
    nullIfMissing(readFrom<Row>(upstreamOf(source, context), operation, parametersOf?.(args)))
}

/** Reads an object from a cluster. */
export async function readFrom<Row extends object>(
  upstream: Upstream,
  operation: Operation,
  parameters?: Readonly<Record<string, string>>,
): Promise<Row> {
  const answer = await upstream.call(operation, parameters)
  return upstream.readable(operation.operation, () => {
    if (!isObject<Row>(answer)) throw new TypeError(`the answer is no object, ${MAYBE_ELSEWHERE}`)
    return answer
  })
}

/** Null for what the cluster says is not there. */
export function nullIfMissing<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof UpstreamFailure && error.kind === 'refused' && error.status === 404) return null
    throw error
  })
}

function isObject<Row extends object>(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null
}
