import { Accepted } from './accept.ts'
import type { Arrival } from './visit.ts'

/** Whether a request is for GraphiQL, its page or one of its files: such a request asks nothing else. */
export function asksForGraphiQL(arrival: Arrival): boolean {
  return fileOf(arrival) !== undefined || asksForPage(arrival)
}

/**
 * The name of the file of GraphiQL's that a request is for; undefined if it is for none. Files are at the address of the
 * page, because that is the one address that every server in front passes on.
 */
export function fileOf({ method, query }: Pick<Arrival, 'method' | 'query'>): string | undefined {
  if (!query.startsWith(FILE) || (method !== 'GET' && method !== 'HEAD')) return undefined
  const name = query.slice(FILE.length)
  // Nothing beside it: no question.
  return /^[\w.-]+$/.test(name) ? name : undefined
}

/** The address of a file, relative to the page. */
export const addressOfFile = (name: string) => `?${FILE}${name}`

const FILE = 'graphiql='

/** Whether a browser asks for the page: such a request asks nothing else. */
export function asksForPage({ method, header }: Pick<Arrival, 'method' | 'header'>): boolean {
  if (method !== 'GET') return false
  const accept = header('accept')
  if (accept === undefined) return false
  const accepted = new Accepted(accept)
  const page = accepted.weightOfNamed('text/html')
  return page > 0 && JSON_TYPES.every((type) => page >= accepted.weightOfNamed(type))
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json']
