import { UpstreamFailure } from '../../../failures/failure.ts'
import type { Engine } from '../engine.ts'

/** What the engine would refuse if it were asked as the contract asks: seen before the call that would do it. */
export function refusal({ operation }: Engine, status: number, detail: string): UpstreamFailure {
  const title = status === 404 ? 'NOT_FOUND' : status === 409 ? 'INVALID_STATE' : 'INVALID_ARGUMENT'
  return new UpstreamFailure({ kind: 'refused', operation, write: true, status, problem: { title, status, detail } })
}
