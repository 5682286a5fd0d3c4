import { UpstreamFailure } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { MAX_SIZE, readBare, searchOnce } from './bare-rows.ts'
import { processDefinitions } from './process-definition.ts'
import type { Source } from './source.ts'
import type { Row } from './table.ts'

/** From so many unknown definitions on, all that the cluster has are asked for by one search. */
const MANY = 4

/**
 * Fills fields of rows from their process definitions, which never change and are kept for callers of the same rights.
 * Null where the definition is gone or not for the caller.
 * @param names the row's name of a field to the definition's
 */
export async function fillFromDefinitions(
  source: Source,
  names: Readonly<Record<string, string>>,
  rows: readonly Row[],
): Promise<void> {
  const keys = [...new Set(rows.map((row) => row.processDefinitionKey))].filter((key) => typeof key === 'string')
  const found = new Map<string, Row | null>()
  for (const key of keys) {
    const kept = recall(source, key)
    if (kept) found.set(key, kept)
  }
  if (keys.length - found.size >= MANY) {
    const all = await searchOnce(source, processDefinitions, { size: MAX_SIZE })
    for (const row of all.rows) {
      keep(source, row)
      found.set(String(row.processDefinitionKey), row)
    }
  }
  const missing = keys.filter((key) => !found.has(key))
  await Promise.all(missing.map(async (key) => found.set(key, await definition(source, key))))
  for (const row of rows) {
    const own = found.get(String(row.processDefinitionKey))
    for (const [name, theirs] of Object.entries(names)) row[name] = own?.[theirs] ?? null
  }
}

/** A process definition by its key; null where it is gone or not for the caller. */
async function definition(source: Source, key: string): Promise<Row | null> {
  try {
    const row = await readBare(source, processDefinitions, 'getProcessDefinition', key)
    keep(source, row)
    return row
  } catch (error) {
    if (error instanceof UpstreamFailure && (error.status === 404 || error.status === 403)) return null
    throw error
  }
}

const nameOf = (key: string) => `definition\n${key}`

function recall({ wire }: Source, key: string): Row | undefined {
  const kept = wire.cache.get(wire.identity, nameOf(key))
  return isJsonObject(kept) ? kept : undefined
}

function keep({ wire }: Source, row: Row): void {
  wire.cache.set(wire.identity, nameOf(String(row.processDefinitionKey)), row)
}
