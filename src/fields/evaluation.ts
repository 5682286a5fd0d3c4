import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { MAYBE_ELSEWHERE } from '../upstream/failures/failure.ts'
import { withoutNulls } from './command.ts'
import { factsOf } from './facts.ts'
import { checkArguments } from './input.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * What the cluster makes of a field's arguments without changing anything: they become the body of one call.
 * @param check throws InvalidInput for arguments that the schema's types allow and Camunda does not
 */
export function evaluation<Args extends object, Answer extends object>(
  operation: Operation,
  check?: (args: Args) => void,
) {
  return async (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo): Promise<Answer> => {
    const upstream = upstreamOf(source, context)
    await checkArguments(factsOf(info), args, upstream)
    check?.(args)
    const answer = await upstream.call(operation, {}, withoutNulls(args))
    return upstream.readable(operation.operation, () => {
      if (!isObject<Answer>(answer)) throw new TypeError(`the answer is no object, ${MAYBE_ELSEWHERE}`)
      return answer
    })
  }
}

function isObject<Answer extends object>(answer: unknown): answer is Answer {
  return typeof answer === 'object' && answer !== null
}
