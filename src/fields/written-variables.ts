import { processInstances } from '../upstream/catalog/process-instance.ts'
import { type VariableRow, variables } from '../upstream/catalog/variable.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { MAX_BATCH } from '../upstream/loading/batches.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { waitFor } from './after-write.ts'
import { comparable, comparableText } from './same-json.ts'
import type { TypedVariable } from './typed-variables.ts'

/** What a command has written to a scope. */
interface WrittenVariables {
  elementInstanceKey: string
  variables?: unknown
  typedVariables?: readonly TypedVariable[] | null
  /** Whether they were written to this very scope. */
  local?: boolean | null
}

/**
 * The variables of a scope that a command has set, once they can be read. Variables that the scope does not have may
 * have been written to an outer scope, unless they were set locally, and are not waited for.
 */
export async function writtenVariables(
  upstream: Upstream,
  { elementInstanceKey: scopeKey, variables: written, typedVariables, local }: WrittenVariables,
): Promise<VariableRow[]> {
  // Transient ones are never read.
  const typed = (typedVariables ?? []).filter(({ transient }) => !transient)
  const plain = isJsonObject(written) ? Object.entries(written) : []
  const values = [...plain, ...typed.map(({ name }) => [name, ANY] as const)].slice(0, MAX_BATCH)
  if (values.length === 0) return []
  const names = values.map(([name]) => name)
  const request = { search: variables.search, filter: { scopeKey, name: { $in: names } }, query: variables.searchQuery }
  // A process instance is its own outermost scope.
  const isOutermost = async () => (await upstream.row(processInstances, scopeKey)) !== null
  return waitFor(upstream, 'createElementInstanceVariables', async () => {
    const { rows } = await upstream.search<VariableRow>(request, variables.key, { limit: names.length })
    const whole = await Promise.all(rows.map((row) => wholeRow(upstream, row)))
    const seen = new Map(whole.map((row) => [row.name, comparableText(row.value)]))
    const takesAll = local === true || (seen.size < names.length && (await isOutermost()))
    const isThere = ([name, value]: readonly [string, unknown]) =>
      seen.has(name) ? value === ANY || seen.get(name) === comparable(value) : !takesAll
    return values.every(isThere) ? rows : undefined
  })
}

/** Stands for a value with a type: engines that have types show what is written at once. */
const ANY = Symbol('any value')

/** A row with its whole value: the first patches of 8.8 cut values whatever they are asked. */
async function wholeRow(upstream: Upstream, row: VariableRow): Promise<VariableRow> {
  if (row.isTruncated !== true) return row
  return (await upstream.freshRow(variables, row.variableKey)) ?? row
}
