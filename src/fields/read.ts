import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'

/** An object that REST has once: the topology, the license, the caller. */
export function read<Row extends object>(operation: Operation) {
  return async (_: unknown, _args: object, { upstream }: Context): Promise<Row> => {
    const answer = await upstream.call(operation)
    return upstream.readable(operation.operation, () => {
      if (!isObject<Row>(answer)) throw new TypeError('the answer is no object')
      return answer
    })
  }
}

function isObject<Row extends object>(answer: unknown): answer is Row {
  return typeof answer === 'object' && answer !== null
}
