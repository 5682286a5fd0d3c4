import { Accepted } from './accept.ts'
import type { Arrival } from './visit.ts'

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
