import { isJsonObject } from '../../upstream/json/json-object.ts'
import type { Caller } from '../../upstream/wire/credentials.ts'

/** What of a client's `connectionParams` stands for headers, which pages cannot set on a WebSocket. */
export type ShownHeaders = Readonly<Partial<Record<(typeof NAMES)[number], string>>>

const NAMES = ['authorization', 'x-csrf-token'] as const

/** As many characters as node takes for all headers of a request. */
const MAX_LENGTH = 16_384

/** What a header may hold (RFC 9110, 5.5): what holds anything else would end it, and begin another. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Reads them from the params and from `headers` within: names in whatever case. Says what is wrong where one cannot be a
 * header.
 */
export function shownHeaders(params: unknown): ShownHeaders | string {
  const shown: Partial<Record<(typeof NAMES)[number], string>> = {}
  const all = isJsonObject(params) ? params : {}
  const within = Object.entries(all).find(([name]) => name.toLowerCase() === 'headers')?.[1]
  // What stands by itself counts more.
  for (const given of [within, all]) {
    if (!isJsonObject(given)) continue
    for (const [key, value] of Object.entries(given)) {
      const name = NAMES.find((one) => one === key.toLowerCase())
      if (!name || value === null || value === undefined) continue
      if (typeof value !== 'string' || value.length > MAX_LENGTH || !VALUE.test(value)) return `${name} is no header.`
      shown[name] = value
    }
  }
  return shown
}

/** Headers of the upgrade that say nothing of a question that comes later. */
const OF_THE_UPGRADE =
  /^(?:accept-.*|connection|content-.*|expect|keep-alive|last-event-id|sec-websocket-.*|te|trailer|transfer-encoding|upgrade|x-request-id)$/

/**
 * The headers of a question on a WebSocket: those of the upgrade, with what was shown since. Who the caller is by headers of
 * the upgrade, plugins may have decided.
 */
export function questionHeaders(
  ofUpgrade: (name: string) => string | undefined,
  { authorization, cookie }: Caller,
  shown: ShownHeaders,
): (name: string) => string | undefined {
  return (name) => {
    switch (name) {
      case 'authorization':
        return shown.authorization ?? authorization
      case 'cookie':
        return cookie
      case 'x-csrf-token':
        return shown['x-csrf-token'] ?? ofUpgrade(name)
      case 'content-type':
        return 'application/json'
      case 'accept':
        return 'application/json, text/event-stream'
      default:
        return OF_THE_UPGRADE.test(name) ? undefined : ofUpgrade(name)
    }
  }
}
