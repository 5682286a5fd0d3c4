import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { notCamundas, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { textOf } from './command.ts'
import { checkCharacters } from './keys.ts'
import { isPresent } from './present.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * What stands in an operation's path and query beside the field's arguments, or in place of them. Throws InvalidInput for
 * what cannot.
 */
type ParametersOf<Args> = (args: Args, info: GraphQLResolveInfo) => Readonly<Record<string, string>>

/** An object that REST has once: the topology, the license, the caller. The field's arguments stand in its address. */
export function read<Row extends object, Args extends object = object>(
  operation: Operation,
  parametersOf?: ParametersOf<Args>,
) {
  return async (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo): Promise<Row> =>
    readFrom<Row>(upstreamOf(source, context), operation, { ...parametersIn(args), ...parametersOf?.(args, info) })
}

/** An object that REST may not have, or not now; null where it says so. */
export function readOrNull<Row extends object, Args extends object = object>(
  operation: Operation,
  parametersOf?: ParametersOf<Args>,
) {
  const resolve = read<Row, Args>(operation, parametersOf)
  return async (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo): Promise<Row | null> =>
    nullIfMissing(resolve(source, args, context, info))
}

/** Reads an object from a cluster. */
export async function readFrom<Row extends object>(
  upstream: Upstream,
  operation: Operation,
  parameters?: Readonly<Record<string, string>>,
): Promise<Row> {
  const answer = await upstream.call(operation, parameters)
  return upstream.readable(operation.operation, () => {
    if (!isObject<Row>(answer)) throw notCamundas('the answer is no object')
    return answer
  })
}

/** Null for what the cluster says is not there. */
export function nullIfMissing<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof UpstreamFailure && error.isNotFound) return null
    throw error
  })
}

/** Throws InvalidInput for what has no place in an address. */
function parametersIn(args: object): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of Object.entries(args)) {
    if (!isPresent(value)) continue
    const text = textOf(value)
    checkCharacters(name, text)
    parameters[name] = text
  }
  return parameters
}

function isObject<Row extends object>(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null
}
