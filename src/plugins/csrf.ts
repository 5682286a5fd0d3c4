import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import { mediaTypeOf } from '../request/content-type.ts'
import { asksForGraphiQL } from '../request/page.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Arrival } from '../request/visit.ts'

/** Headers for which browsers send a preflight first; GraphQL clients send one of them. */
const HEADERS = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
]

/** Types for which a browser asks first, of those that questions are sent as. A GET has no body, and is sent as JSON alone. */
const TYPES: ReadonlySet<string> = new Set(['application/json', 'application/graphql', 'application/graphql+json'])

/**
 * Answers no question that a page of another site can make a browser send, with the cookies of its user, by a form, a
 * link or a simple request. A browser says where a request comes from; where it does not, the question needs a content
 * type or a header for which browsers ask the server first.
 * @param origins whose pages may ask, as CORS lists them: what they send needs no other proof. `*` lists nobody
 */
export function csrfPrevention(origins: readonly string[]): GatewayPlugin {
  const listed = new Set(origins.filter((origin) => origin !== '*'))
  const everybody = listed.size < origins.length

  function refusalOf({ header, method }: Arrival): Refused | undefined {
    const site = header('sec-fetch-site')
    // No page can set this header itself.
    if (site === 'same-origin') return undefined
    const origin = header('origin')
    if (origin !== undefined && listed.has(origin)) return undefined
    if (!everybody && (site === 'cross-site' || site === 'same-site')) return unlisted()
    return asksFirst(header, method) ? undefined : forgeable()
  }

  return {
    onArrival({ isGraphQL, arrival }) {
      if (!isGraphQL || asksNothing(arrival)) return undefined
      const refused = refusalOf(arrival)
      return refused && toRefusal(refused)
    },
    /** Whatever path or method it came by. */
    onQuestion(question, { isGraphQL, arrival }) {
      const wasSeen = isGraphQL && !asksNothing(arrival)
      const refused = wasSeen ? undefined : refusalOf(arrival)
      if (refused) throw refused
      return question
    },
  }
}

function asksNothing(arrival: Arrival): boolean {
  return arrival.method === 'OPTIONS' || asksForGraphiQL(arrival)
}

/** Whether a browser would have asked before it sent this for a page of another site. */
function asksFirst(header: Arrival['header'], method: string): boolean {
  const type = header('content-type')
  // What nearly all send needs no closer look.
  if (type === 'application/json') return true
  const sent = type === undefined ? '' : mediaTypeOf(type)
  if (method === 'GET' ? sent === 'application/json' : TYPES.has(sent)) return true
  return HEADERS.some((name) => header(name))
}

function forgeable(): Refused {
  return new Refused(
    'CSRF_PREVENTED',
    `A page of another site could have made a browser send this. Send it as application/json, or with a header such as \`${HEADERS[1]}: true\`, or list the page's origin in GATEWAY_CORS_ORIGINS.`,
    { retryable: false },
    { status: 403 },
  )
}

function unlisted(): Refused {
  return new Refused(
    'CSRF_PREVENTED',
    'A page of another site has made a browser send this. Only pages of this site and of those that GATEWAY_CORS_ORIGINS lists may ask, so list its origin there; a client that is no page sends `apollo-require-preflight: true` and no `Sec-Fetch-Site`.',
    { retryable: false },
    { status: 403 },
  )
}
