import { isIPv4 } from 'node:net'
import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Arrival } from '../request/visit.ts'
import { quoted } from '../text/cut.ts'

/** Characters that would end the host name in a URL, so that the rest would become the path. */
const NO_HOST = /[/?#@\\\s]/

/** Probes use a container's IP address, which cannot be listed. They learn only that the gateway is there. */
const PROBES: ReadonlySet<string> = new Set(['/health', '/ready'])

/** The host names of the gateway. */
export interface HostNames {
  /** Host names besides those of this machine; undefined if none are listed. */
  listed: ReadonlySet<string> | undefined
  /** Whether it answers by every name. */
  any: boolean
}

/**
 * Refuses requests whose `Host` and target do not form a proper URL, so that all code sees the same address. If the
 * gateway listens on loopback only, or its names are listed, requests for other hosts are refused, too: by DNS
 * rebinding, a page from elsewhere could point its own name here, and would then have the same origin as the gateway.
 */
export function allowedHosts(names: HostNames): GatewayPlugin {
  // Remember the last result: nearly all requests have the same few names.
  let knownHost = ''
  let knownOwn = ''
  return {
    onArrival({ arrival: { path, host, hosts, onLoopback } }) {
      if (hosts > 1) return improper('it has several headers Host')
      if (!path.startsWith('/')) return improper('its path does not begin with a slash')
      if (host !== knownHost) {
        if (!isHost(host)) return improper('its header Host is no name with perhaps a port')
        knownHost = host
      }
      if (names.any || host === knownOwn) return undefined
      if (!onLoopback && (names.listed === undefined || PROBES.has(path))) return undefined
      if (!isAllowedHost(host, names)) return misdirected(host, onLoopback)
      knownOwn = host
      return undefined
    },
  }
}

const isHost = (host: string) => !NO_HOST.test(host) && (host === '' || URL.canParse(`http://${host}/`))

/** Whether a proper `Host` is this machine or listed. HTTP/1.0 may leave it out, which no browser does. */
export function isAllowedHost(host: string, { listed, any }: HostNames): boolean {
  if (any || host === '') return true
  const name = hostNameOf(host)
  if (name === undefined) return false
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true
  return (isIPv4(name) && name.startsWith('127.')) || listed?.has(name) === true
}

/** The name of a host, as URLs write it, without its port; undefined where it is none. */
export function hostNameOf(host: string): string | undefined {
  const url = URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`) : undefined
  return url?.hostname.replace(/\.$/, '')
}

function improper(what: string) {
  return refusal(
    400,
    `The request does not say properly where it goes: ${what}. It needs a path that begins with a slash, and in one header Host a name and perhaps a port.`,
  )
}

function misdirected(host: string, onLoopback: Arrival['onLoopback']) {
  const why = onLoopback ? 'which listens on this machine alone' : 'which has other names'
  return refusal(
    421,
    `The request is for ${quoted(host)}, and not for this gateway, ${why}. If that is a name of the gateway's, such as a proxy in front of it gives, list it in GATEWAY_ALLOWED_HOSTS.`,
  )
}

const refusal = (status: number, message: string) =>
  toRefusal(new Refused('BAD_USER_INPUT', message, { retryable: false }, { status }))
