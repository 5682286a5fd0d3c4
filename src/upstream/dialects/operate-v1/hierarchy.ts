import { NotSupported } from '../../failures/failure.ts'
import { readMatching } from './pages.ts'
import { MAX_BRANCHES } from './plan.ts'
import { processInstances } from './process-instance.ts'
import type { Source } from './source.ts'

/**
 * The keys of an instance and of all that it called, directly or not, level by level. Throws NotSupported where they are
 * more than can be asked for.
 */
export async function hierarchyOf(source: Source, processInstanceKey: string): Promise<string[]> {
  const keys = [processInstanceKey]
  for (let level = keys.slice(); level.length > 0; ) {
    const called = await readMatching(source, processInstances, { parentProcessInstanceKey: { $in: level } })
    level = called.map((row) => String(row.processInstanceKey))
    keys.push(...level)
    if (keys.length > MAX_BRANCHES) {
      throw NotSupported.byGeneration(
        `A hierarchy of more than ${MAX_BRANCHES} process instances`,
        source.generation,
        'Ask for the incidents of each instance.',
      )
    }
  }
  return keys
}
