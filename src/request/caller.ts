import { hash } from 'node:crypto'
import { isIP, isIPv4, isIPv6 } from 'node:net'
import { networkOf } from '../admission/network.ts'
import type { Caller } from '../upstream/wire/credentials.ts'
import type { Arrival, Visit } from './visit.ts'

/** Camunda's name of the cookie that holds a browser's session. */
const SESSION = /(?:^|;\s*)camunda-session=([^;]*)/

/** Whose requests one rate limit counts together. */
export interface CountedCaller {
  name: string
  /** False if anybody could have made up the name: then the address pays as well. */
  isProven: boolean
}

/**
 * Named by the subject of a verified token; else, if callers ask with their own rights, by a hash of their credentials;
 * else by their address.
 */
export function countedCallerOf({ claims, caller, arrival }: Visit, forwards: boolean, proxies: number): CountedCaller {
  if (claims?.sub !== undefined) return { name: hashed(`subject ${claims.iss ?? ''} ${claims.sub}`), isProven: true }
  const shown = shownBy(caller)
  if (shown && forwards) return { name: hashed(`shown ${shown}`), isProven: false }
  return { name: addressOf(arrival, proxies), isProven: true }
}

/** The credentials that a caller shows the cluster: a secret. */
export function shownBy({ authorization, cookie }: Caller): string | undefined {
  return authorization ?? (cookie && (SESSION.exec(cookie)?.[1] ?? cookie))
}

/**
 * The network that a request comes from: an IPv4 address, or the first half of an IPv6 address, because the second is
 * its owner's to choose.
 * @param proxies how many proxies stand in front of the gateway, each of which adds the address that it was asked from
 */
export function addressOf({ address = 'unknown', header }: Arrival, proxies: number): string {
  const forwarded = proxies > 0 ? header('x-forwarded-for')?.split(',').at(-proxies) : undefined
  const seen = forwarded === undefined ? undefined : addressIn(forwarded)
  return `address ${networkOf(seen ?? address)}`
}

/**
 * The address that a proxy has written, perhaps with a port; undefined if it is not an address, so that nobody can make
 * up a name.
 */
function addressIn(text: string): string | undefined {
  const written = text.trim()
  if (isIP(written) !== 0) return written
  const end = written.startsWith('[') ? written.indexOf(']') : written.indexOf(':')
  const plain = written.startsWith('[') ? written.slice(1, end) : written.slice(0, end)
  if (end < 0) return undefined
  return (written.startsWith('[') ? isIPv6(plain) : isIPv4(plain)) ? plain : undefined
}

const hashed = (text: string) => hash('sha256', text, 'base64url')
