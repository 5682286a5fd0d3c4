import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import { asksForPage } from '../request/page.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

/** A browser asks the server first before it sends one of these to another site: GraphQL clients have them. */
const HEADERS = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
]

/** What forms can send, and what scripts of other sites can without asking. */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
])

/**
 * Answers no question that a page of another site can make a browser send, with the cookies of its user, by a form, a
 * link or a simple request. A browser says where a request comes from; where it does not, the question needs a content
 * type or a header for which browsers ask the server first.
 */
export function csrfPrevention(): GatewayPlugin {
  return {
    onArrival(visit) {
      if (!visit.isGraphQL || asksNothing(visit) || cannotBeForged(visit)) return undefined
      return toRefusal(forgeable())
    },
    /** Whatever path or method it came by. */
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
  // What nearly all send needs no closer look.
  if (sent === 'application/json') return true
  const type = sent?.split(';', 1)[0]?.trim().toLowerCase()
  if (type && !SIMPLE_TYPES.has(type)) return true
  // No page can set this header itself. It is there where a page of this very site asks.
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
