import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { MAYBE_ELSEWHERE } from '../upstream/failures/failure.ts'
import { upstreamOf } from './upstream-of.ts'

/** An object that REST has once: the topology, the license, the caller. */
export function read<Row extends object>(operation: Operation) {
  return async (source: unknown, _args: object, context: Context): Promise<Row> => {
    const upstream = upstreamOf(source, context)
    const answer = await upstream.call(operation)
    return upstream.readable(operation.operation, () => {
      if (!isObject<Row>(answer)) throw new TypeError(`the answer is no object, ${MAYBE_ELSEWHERE}`)
      return answer
    })
  }
}

function isObject<Row extends object>(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null
}
