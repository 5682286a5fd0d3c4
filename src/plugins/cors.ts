import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

export interface CorsSettings {
  /** Whose pages may ask, such as `https://app.example`; `*` for those of everybody. */
  origins: readonly string[]
  /** Whether they may ask with the cookies of the browser's user. */
  credentials: boolean
  /** Seconds that a browser need not ask again. */
  maxAge: number
}

/** Headers of answers that scripts want to read, beside those that they always may. */
const EXPOSED = 'RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-CSRF-TOKEN, X-Request-Id, traceparent'

/** Lets the pages of listed sites ask, from a browser. Everybody else's get no answer that they could read. */
export function cors({ origins, credentials, maxAge }: CorsSettings): GatewayPlugin {
  const listed = new Set(origins)
  const everybody = listed.has('*')
  return {
    onArrival({ arrival, headers }: Visit) {
      const origin = arrival.header('origin')
      const asksFirst = arrival.method === 'OPTIONS' && arrival.header('access-control-request-method') !== undefined
      // A shared cache must not answer one site with what was said to another.
      if (!everybody) headers.append('vary', asksFirst ? 'Origin, Access-Control-Request-Headers' : 'Origin')
      const allowed = origin !== undefined && (everybody || listed.has(origin))
      if (allowed) {
        headers.set('access-control-allow-origin', everybody ? '*' : origin)
        if (credentials) headers.set('access-control-allow-credentials', 'true')
        if (!asksFirst) headers.set('access-control-expose-headers', EXPOSED)
      }
      if (!asksFirst) return undefined
      if (!allowed) return { status: 204 }
      // Which headers a listed site sends is its own affair: none of them means more here than the site is trusted with.
      const asked = arrival.header('access-control-request-headers')
      return {
        status: 204,
        headers: {
          'access-control-allow-methods': 'GET, POST',
          ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
          'access-control-max-age': String(maxAge),
        },
      }
    },
  }
}
