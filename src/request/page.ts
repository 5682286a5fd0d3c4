import type { Arrival } from './visit.ts'

/** Whether a browser asks for the page: such a request asks nothing else. */
export function asksForPage({ method, header }: Pick<Arrival, 'method' | 'header'>): boolean {
  if (method !== 'GET') return false
  const accept = header('accept')?.toLowerCase()
  if (accept === undefined) return false
  const page = weightOf(accept, 'text/html')
  return page > 0 && JSON_TYPES.every((type) => page >= weightOf(accept, type))
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json']

/** How much a media type is wanted, from 0 to 1, by a header in lower case; 0 where it is not named. */
function weightOf(accept: string, type: string): number {
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim())
    if (name !== type) continue
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    return weight === undefined ? 1 : Number(weight.slice(2)) || 0
  }
  return 0
}
