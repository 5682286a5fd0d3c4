import type { Context } from '../context.ts'
import { MAX_BATCH } from '../upstream/batches.ts'
import { type VariableRow, variables } from '../upstream/catalog/variable.ts'
import { parseExact } from '../upstream/exact-json.ts'
import { waitFor } from './after-write.ts'

/**
 * The variables of a scope that a command has set, once they can be read. Variables that may have gone to an outer
 * scope are not waited for: which scope takes them is the cluster's to decide.
 * @param local whether they were written to this very scope
 */
export async function writtenVariables(
  context: Context,
  scopeKey: string,
  written: unknown,
  local: boolean,
): Promise<VariableRow[]> {
  const values = Object.entries(written as Record<string, unknown>)
  const names = values.map(([name]) => name).slice(0, MAX_BATCH)
  const request = { search: variables.search, filter: { scopeKey, name: { $in: names } }, query: variables.searchQuery }
  const read = async () =>
    (await context.upstream.search<VariableRow>(request, variables.key, { limit: Math.max(1, names.length) })).rows
  if (names.length === 0) return []
  if (!local) return read()
  return waitFor(context, 'createElementInstanceVariables', async () => {
    const rows = await read()
    const seen = new Map(rows.map((row) => [row.name, comparable(row.value)]))
    const isThere = ([name, value]: [string, unknown]) => seen.get(name) === JSON.stringify(value)
    return values.slice(0, MAX_BATCH).every(isThere) ? rows : undefined
  })
}

/** Value texts differ in white space alone between what was written and what is answered. */
function comparable(text: string): string | undefined {
  try {
    return JSON.stringify(parseExact(text))
  } catch {
    return undefined
  }
}
