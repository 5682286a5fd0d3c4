/** How connections leave the gateway, whomever they go to. */
export interface Outgoing {
  /** Addresses of the proxies for http and for https; undefined for none. */
  httpProxy?: string | undefined
  httpsProxy?: string | undefined
  /** Hosts that are connected to directly: names, which stand for the hosts below them too, with ports or without; `*` for all. */
  noProxy?: string | undefined
  /** PEM file of authorities that are trusted beside those that Node knows. */
  caPath?: string | undefined
}

/** The proxy that connections to an origin go through; undefined where they go there directly. */
export function proxyOf(origin: string, { httpProxy, httpsProxy, noProxy = '' }: Outgoing): string | undefined {
  const { protocol, hostname, port } = new URL(origin)
  const proxy = protocol === 'https:' ? httpsProxy : httpProxy
  if (!proxy) return undefined
  const host = bare(hostname)
  const at = port || (protocol === 'https:' ? '443' : '80')
  return noProxy.split(/[\s,]+/).some((entry) => isMeant(entry.toLowerCase(), host, at)) ? undefined : proxy
}

/** Without the brackets of IPv6. */
const bare = (host: string) => host.toLowerCase().replace(/^\[|\]$/g, '')

function isMeant(entry: string, host: string, port: string): boolean {
  if (entry === '') return false
  if (entry === '*') return true
  const [, name = '', wanted] = /^(\[[^\]]*\]|[^:]*|[^[]*:[^[]*:[^[]*?)(?::(\d+))?$/.exec(entry) ?? []
  if (wanted !== undefined && wanted !== port) return false
  const meant = bare(name).replace(/^\*?\./, '')
  return meant !== '' && (host === meant || host.endsWith(`.${meant}`))
}
