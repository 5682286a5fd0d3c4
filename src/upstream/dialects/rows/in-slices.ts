import { setImmediate } from 'node:timers/promises'
import { UpstreamFailure } from '../../failure.ts'
import type { Wire } from '../dialect.ts'

/** Milliseconds of work after which others have their turn. */
const SLICE = 10

/**
 * The rows that meet a condition, which may take long for many rows: others have their turn meanwhile. Rejects with an
 * UpstreamFailure once nobody waits for the rows any more.
 * @param operation names the search in the error
 */
export async function filterInSlices<Row>(
  wire: Pick<Wire, 'cancellation'>,
  operation: string,
  rows: readonly Row[],
  meets: (row: Row, index: number) => boolean,
): Promise<Row[]> {
  const found: Row[] = []
  let begun = performance.now()
  for (const [index, row] of rows.entries()) {
    if (meets(row, index)) found.push(row)
    if (performance.now() - begun < SLICE) continue
    await setImmediate()
    if (wire.cancellation?.isCancelled) throw new UpstreamFailure({ kind: 'cancelled', operation, write: false })
    begun = performance.now()
  }
  return found
}
