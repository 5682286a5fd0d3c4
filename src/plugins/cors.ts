import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

export interface CorsSettings {
  /** Whose pages may ask, such as `https://app.example`; `*` for those of everybody. */
  origins: readonly string[]
  /** Whether they may ask with the cookies of the browser's user. */
  credentials: boolean
  /** Seconds that browsers cache a preflight. */
  maxAge: number
}

/** Response headers that scripts may read, besides the safelisted ones. */
const EXPOSED =
  'Accept-Ranges, Content-Disposition, Content-Range, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-CSRF-TOKEN, X-Request-Id, traceparent'

/** Lets pages of the listed origins ask from a browser. Pages of other origins cannot read the answers. */
export function cors({ origins, credentials, maxAge }: CorsSettings): GatewayPlugin {
  const listed = new Set(origins)
  const everybody = listed.has('*')
  return {
    onArrival({ arrival, headers }: Visit) {
      const origin = arrival.header('origin')
      const asksFirst = arrival.method === 'OPTIONS' && arrival.header('access-control-request-method') !== undefined
      // A shared cache must not serve one origin's answer to another.
      if (!everybody) headers.append('vary', asksFirst ? 'Origin, Access-Control-Request-Headers' : 'Origin')
      const allowed = origin !== undefined && (everybody || listed.has(origin))
      if (allowed) {
        headers.set('access-control-allow-origin', everybody ? '*' : origin)
        if (credentials) headers.set('access-control-allow-credentials', 'true')
        if (!asksFirst) headers.set('access-control-expose-headers', EXPOSED)
      }
      if (!asksFirst) return undefined
      if (!allowed) return { status: 204 }
      // A listed origin may send any header: none of them grants more than the origin is trusted with.
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
