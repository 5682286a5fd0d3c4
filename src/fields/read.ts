import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { InvalidInput, MAYBE_ELSEWHERE } from '../upstream/failures/failure.ts'
import { isPresent } from './present.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * An object that REST has once: the topology, the license, the caller. The field's arguments are parameters of the
 * operation's query.
 * @param also parameters that follow from what is asked for
 */
export function read<Row extends object>(
  operation: Operation,
  also?: (info: GraphQLResolveInfo) => Readonly<Record<string, string>>,
) {
  return async (source: unknown, args: object, context: Context, info: GraphQLResolveInfo): Promise<Row> => {
    const upstream = upstreamOf(source, context)
    const answer = await upstream.call(operation, { ...parametersIn(args), ...also?.(info) })
    return upstream.readable(operation.operation, () => {
      if (!isObject<Row>(answer)) throw new TypeError(`the answer is no object, ${MAYBE_ELSEWHERE}`)
      return answer
    })
  }
}

/** Throws InvalidInput for what has no place in an address. */
function parametersIn(args: object): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of Object.entries(args)) {
    if (!isPresent(value)) continue
    const text = String(value)
    if (!text.isWellFormed())
      throw new InvalidInput(name, 'half of a surrogate pair is no text. Give whole characters.')
    parameters[name] = text
  }
  return parameters
}

function isObject<Row extends object>(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null
}
