/** The media type that a header `Content-Type` names, in lower case; the first where it names several. */
export function mediaTypeOf(header: string): string {
  const end = header.search(/[;,]/)
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}

const CHARSET = /[;,]\s*charset\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/gi

/** The first charset that a header `Content-Type` names and that is not read here; undefined where there is none. */
export function otherCharset(header: string): string | undefined {
  for (const [, quoted, plain] of header.matchAll(CHARSET)) {
    const charset = (quoted ?? plain ?? '').trim()
    if (!READ.has(charset.toLowerCase())) return charset
  }
  return undefined
}

/** ASCII is a part of UTF-8. */
const READ: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', ''])
