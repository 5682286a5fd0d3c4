import { readFileSync } from 'node:fs'
import { matcher } from '../match.ts'
import type { LegacyApi, LegacyOperation, LegacyTable } from './table.ts'

/** An operation of an older API, found by method and path. */
export interface LegacyMatch {
  readonly api: LegacyApi
  readonly table: LegacyTable
  readonly operationId: string
  readonly operation: LegacyOperation
  /** The path's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

interface Loaded {
  readonly table: LegacyTable
  readonly match: ReturnType<typeof matcher>
}

const loaded = new Map<LegacyApi, Loaded>()

/** The table of an older API, read once. */
export function legacyTable(api: LegacyApi): LegacyTable {
  return load(api).table
}

/** The operation behind a method and a path, which may have a query string; undefined where the API has none. */
export function matchLegacy(api: LegacyApi, method: string, path: string): LegacyMatch | undefined {
  const { table, match } = load(api)
  if (!path.startsWith(`${table.base}/`)) return undefined
  const found = match(method, path.slice(table.base.length))
  const operation = found && table.operations[found.operationId]
  return operation && { api, table, operationId: found.operationId, operation, parameters: found.parameters }
}

function load(api: LegacyApi): Loaded {
  let known = loaded.get(api)
  if (!known) {
    const table = JSON.parse(readFileSync(new URL(`${api}.json`, import.meta.url), 'utf8')) as LegacyTable
    known = { table, match: matcher(table.operations) }
    loaded.set(api, known)
  }
  return known
}
