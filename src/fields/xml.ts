import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { notCamundas } from '../upstream/failures/failure.ts'
import { upstreamOf } from './upstream-of.ts'

/** The XML that something was deployed as. It never changes, so it is cached. */
export function xml<Parent extends object>(
  operation: Operation,
  parametersOf: (parent: Parent) => Record<string, string>,
) {
  return async (parent: Parent, _args: object, context: Context): Promise<string | null> => {
    const upstream = upstreamOf(parent, context)
    const answer = await upstream.document(operation, parametersOf(parent))
    return upstream.readable(operation.operation, () => {
      if (typeof answer !== 'string' && answer !== undefined) throw notCamundas('the answer is no XML text')
      return answer ?? null
    })
  }
}
