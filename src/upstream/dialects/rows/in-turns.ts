import { turns } from '../../../admission/turns.ts'
import { UpstreamFailure } from '../../failures/failure.ts'
import type { Wire } from '../dialect.ts'

/**
 * The rows that meet a condition, which may take long for many rows: others have their turn meanwhile. Rejects with an
 * UpstreamFailure once nobody waits for the rows any more.
 * @param operation names the search in the error
 */
export async function filterInTurns<Row>(
  { cancellation, owner }: Pick<Wire, 'cancellation' | 'owner'>,
  operation: string,
  rows: readonly Row[],
  meets: (row: Row, index: number) => boolean,
): Promise<Row[]> {
  const found: Row[] = []
  let index = 0
  await turns.repeat(owner, () => {
    if (cancellation?.isCancelled) throw new UpstreamFailure({ kind: 'cancelled', operation, write: false })
    const row = rows[index]
    if (row === undefined) return false
    if (meets(row, index++)) found.push(row)
    return true
  })
  return found
}
