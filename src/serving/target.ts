import type { IncomingMessage } from 'node:http'

/** An address with its scheme, host and perhaps a port, and then a path or a query. */
const ABSOLUTE = /^https?:\/\/([^/?#]+)/i

/**
 * Takes a request's target in its absolute form for what it says, as every server must (RFC 9112, 3.2.2): then it is the
 * target that says whom the request is for, and `Host` counts no more, for whoever looks at the request.
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url = '' } = request
  if (url.startsWith('/')) return
  const [start, authority] = ABSOLUTE.exec(url) ?? []
  if (start === undefined || authority === undefined) return
  const rest = url.slice(start.length)
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  // Names and passwords are nobody's address.
  request.headers.host = authority.slice(authority.lastIndexOf('@') + 1)
}
