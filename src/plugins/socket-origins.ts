import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Arrival } from '../request/visit.ts'
import { quoted } from '../text/cut.ts'
import type { CorsSettings } from './cors.ts'

/**
 * Whose pages may open a WebSocket: browsers let every page open one anywhere, with the cookies of its user, and ask nobody
 * first. This site's own pages may, and those that CORS lists; programs that are no browsers say no origin. Pages that
 * CORS lets ask without credentials ask here without those that the browser has added, too.
 */
export function socketOrigins(cors: CorsSettings | undefined): GatewayPlugin {
  const listed = new Set(cors?.origins)
  const everybody = listed.has('*')
  return {
    onArrival(visit) {
      const { arrival, isUpgrade } = visit
      if (!isUpgrade) return undefined
      const origin = arrival.header('origin')
      const site = arrival.header('sec-fetch-site')
      const isElsewhere = site === 'cross-site' || site === 'same-site'
      const isOwn = !isElsewhere && (origin === undefined || isOriginOf(arrival, origin))
      if (isOwn) return undefined
      if (!everybody && (origin === undefined || !listed.has(origin))) return toRefusal(unlisted(origin))
      if (!cors?.credentials) visit.caller = { ...visit.caller, authorization: undefined, cookie: undefined }
      return undefined
    },
  }
}

/** Whether an origin is the host that a request is for. Which scheme it came by, a proxy in front may not tell. */
function isOriginOf({ host }: Arrival, origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: own } = new URL(origin)
  const asked = `${protocol}//${host}/`
  return own !== '' && URL.canParse(asked) && new URL(asked).host === own
}

function unlisted(origin: string | undefined): Refused {
  const page = origin === undefined ? 'A page of another site' : `A page of ${quoted(origin)}`
  return new Refused(
    'CSRF_PREVENTED',
    `${page} has made a browser open this WebSocket. Only pages of this site and of those that GATEWAY_CORS_ORIGINS lists may, so list its origin there; behind a proxy that changes \`Host\`, list this site's own, too.`,
    { retryable: false },
    { status: 403 },
  )
}
