import { turns } from '../../../admission/turns.ts'
import { UpstreamFailure } from '../../failures/failure.ts'
import type { Wire } from '../dialect.ts'

/**
 * The rows that match. Long lists are filtered in turns, so that other requests are served meanwhile. Rejects with an
 * UpstreamFailure once the caller no longer waits for the rows.
 * @param operation names the search in the error
 */
export async function filterInTurns<Row>(
  { cancellation, owner }: Pick<Wire, 'cancellation' | 'owner'>,
  operation: string,
  rows: readonly Row[],
  matches: (row: Row, index: number) => boolean,
): Promise<Row[]> {
  const matching: Row[] = []
  let index = 0
  await turns.repeat(owner, () => {
    if (cancellation?.isCancelled) throw new UpstreamFailure({ kind: 'cancelled', operation, write: false })
    const row = rows[index]
    if (row === undefined) return false
    if (matches(row, index++)) matching.push(row)
    return true
  })
  return matching
}
