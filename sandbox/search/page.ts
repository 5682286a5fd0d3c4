import { badRequest, invalidArgument, unreadableProperty } from '../problem.ts'
import type { PageVariant, SearchRules } from './rules.ts'

const DEFAULT_LIMIT = 100
const MAX_WINDOW = 10_000

/** Which part of the result is asked for. */
export interface PageRequest {
  readonly limit: number
  readonly from: number
  readonly after?: string
  readonly before?: string
}

/**
 * Reads `page`. At most one of `from`, `after` and `before` may be there; `forwardOnly` leaves `after` alone.
 * Throws a Problem for anything that Camunda refuses.
 */
export function parsePage<Row>(page: unknown, rules: SearchRules<Row>, forwardOnly: boolean): PageRequest {
  if (page === null || page === undefined) return { limit: rules.defaultLimit ?? DEFAULT_LIMIT, from: 0 }
  if (typeof page !== 'object' || Array.isArray(page)) throw unreadableProperty('page')
  const request = page as Record<string, unknown>
  checkVariants(request, rules, forwardOnly)

  const window = rules.maxWindow ?? MAX_WINDOW
  const limit = count(request.limit, 'page.limit', rules.defaultLimit ?? DEFAULT_LIMIT)
  const from = count(request.from, 'page.from', 0)
  // Camunda's search index refuses both with its own words, which are not part of the contract; these are ours.
  if (limit > window) throw invalidArgument(`The value for page.limit is '${limit}' but must not exceed ${window}.`)
  if (from + limit > window) {
    throw invalidArgument(`The values for page.from and page.limit reach row ${from + limit}, beyond ${window}.`)
  }
  const after = text(request.after, 'page.after')
  const before = text(request.before, 'page.before')
  return { limit, from, ...(after === undefined ? {} : { after }), ...(before === undefined ? {} : { before }) }
}

function checkVariants<Row>(request: Record<string, unknown>, rules: SearchRules<Row>, forwardOnly: boolean): void {
  const offered: readonly string[] = rules.page ?? (['from', 'after', 'before'] satisfies PageVariant[])
  const asked = Object.keys(request).filter((name) => request[name] !== null && request[name] !== undefined)
  for (const name of asked) if (name !== 'limit' && !offered.includes(name)) throw unreadableProperty(name)
  if (asked.filter((name) => name !== 'limit').length > 1) {
    throw badRequest('Only one of [from, after, before] is allowed.')
  }
  const refused = forwardOnly ? asked.find((name) => name === 'from' || name === 'before') : undefined
  if (refused) throw invalidArgument(`page.${refused} is not supported with this filter: it pages forward only.`)
}

function count(value: unknown, path: string, fallback: number): number {
  if (value === null || value === undefined) return fallback
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unreadableProperty(path)
  if (value < 0) throw invalidArgument(`The value for ${path} is '${value}' but must be a non-negative number.`)
  return value
}

function text(value: unknown, path: string): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'string') throw unreadableProperty(path)
  return value
}
