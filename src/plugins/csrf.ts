import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import { asksForPage } from '../request/page.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

/** Headers for which browsers send a preflight first; GraphQL clients send one of them. */
const HEADERS = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
]

/** Content types that forms, and scripts of other sites, can send without a preflight. */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
])

/**
 * Refuses questions that a page of another site could make a browser send with its user's cookies: by a form, a link or
 * a simple request. Browsers say by Sec-Fetch-Site where a request comes from; without it, a question needs a content
 * type or a header that triggers a preflight.
 */
export function csrfPrevention(): GatewayPlugin {
  return {
    onArrival(visit) {
      if (!visit.isGraphQL || asksNothing(visit) || cannotBeForged(visit)) return undefined
      return toRefusal(forgeable())
    },
    /** For every path and method. */
    onQuestion(question, visit) {
      if (!cannotBeForged(visit)) throw forgeable()
      return question
    },
  }
}

function asksNothing({ arrival }: Visit): boolean {
  return arrival.method === 'OPTIONS' || asksForPage(arrival)
}

function cannotBeForged({ arrival: { header } }: Visit): boolean {
  const sent = header('content-type')
  // The usual case.
  if (sent === 'application/json') return true
  const type = sent?.split(';', 1)[0]?.trim().toLowerCase()
  if (type && !SIMPLE_TYPES.has(type)) return true
  // Pages cannot set this header themselves; browsers send it for pages of the same origin.
  if (header('sec-fetch-site') === 'same-origin') return true
  return HEADERS.some((name) => header(name))
}

function forgeable(): Refused {
  return new Refused(
    'CSRF_PREVENTED',
    `A page of another site could have made a browser send this. Send it as application/json, or with a header such as \`${HEADERS[1]}: true\`.`,
    { retryable: false },
    { status: 403 },
  )
}
