import type { RestFilter } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import { operatorsOf } from '../rows/operators.ts'
import { readMatching } from './pages.ts'
import type { Source } from './source.ts'
import { variables } from './variable.ts'

/**
 * The keys of the process instances that have all of these variables, in any scope, or undefined where the filter asks for
 * none. Operate's instances know no variables, but its variables know their instance: one search for each.
 */
export async function instancesWith(source: Source, asked: unknown): Promise<string[] | undefined> {
  if (!Array.isArray(asked)) return undefined
  const found = await Promise.all(asked.map((one: RestFilter) => instancesOf(source, one)))
  const [first = new Set<string>(), ...others] = found
  return [...first].filter((key) => others.every((keys) => keys.has(key)))
}

async function instancesOf(source: Source, { name, value }: RestFilter): Promise<Set<string>> {
  if (operatorsOf(value).$exists !== undefined) {
    throw NotSupported.byGeneration(
      'filter.variables.value.exists',
      source.generation,
      'Compare the value, as by `neq` with one that it never has.',
    )
  }
  const rows = await readMatching(source, variables, { name, value })
  return new Set(rows.map((row) => String(row.processInstanceKey)))
}
