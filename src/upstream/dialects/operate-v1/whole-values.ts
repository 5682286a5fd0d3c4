import { NotSupported, UpstreamFailure } from '../../failures/failure.ts'
import { exactNumber } from '../../json/exact-json.ts'
import { searchOnce } from './bare-rows.ts'
import { readOne } from './complete-rows.ts'
import { AMBIGUOUS } from './problem.ts'
import type { Source } from './source.ts'
import type { Row } from './table.ts'
import { variables } from './variable.ts'

/** Replaces values that the search has cut by the whole ones, by a read for each. */
export async function fillWhole(source: Source, rows: readonly Row[]): Promise<void> {
  await Promise.all(
    rows.map(async (row) => {
      if (row.isTruncated !== true) return
      Object.assign(row, await readWhole(source, String(row.variableKey)), { isTruncated: false })
    }),
  )
}

/**
 * A variable with its whole value; null where there is none. By the search, and by the read only where the value is long:
 * where Operate and Tasklist are one process that read fails, for both serve its path.
 */
export async function readVariable(source: Source, key: string): Promise<Row | null> {
  const { rows } = await searchOnce(source, variables, { filter: { key: exactNumber(key) }, size: 1 })
  await fillWhole(source, rows)
  return rows[0] ?? null
}

async function readWhole(source: Source, key: string): Promise<Row> {
  try {
    return await readOne(source, variables, 'getVariable', key)
  } catch (error) {
    if (!(error instanceof UpstreamFailure) || error.problem?.title !== AMBIGUOUS) throw error
    throw NotSupported.byGeneration(
      'The whole value of a long variable',
      source.generation,
      `${AMBIGUOUS}. Run them apart, or do with the beginning of the value.`,
    )
  }
}
