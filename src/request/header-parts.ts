/** Splits a header at a sign, but not where it stands in a text in quotes. Parts have no space around them. */
export function partsOf(header: string, sign: ',' | ';'): string[] {
  if (!header.includes('"')) return header.split(sign).map((part) => part.trim())
  const parts: string[] = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < header.length; index++) {
    const one = header[index]
    if (isQuoted && one === '\\') index++
    else if (one === '"') isQuoted = !isQuoted
    else if (one === sign && !isQuoted) {
      parts.push(header.slice(start, index).trim())
      start = index + 1
    }
  }
  parts.push(header.slice(start).trim())
  return parts
}

/** The name of a parameter in lower case, and its value, whether or not it stands in quotes. */
export function parameterOf(part: string): [name: string, value: string] {
  const at = part.indexOf('=')
  if (at < 0) return [part.toLowerCase(), '']
  const value = part.slice(at + 1).trim()
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"')
  return [part.slice(0, at).trim().toLowerCase(), isQuoted ? value.slice(1, -1).replaceAll('\\', '') : value]
}

/** Whether a charset is UTF-8 or a part of it, as ASCII is. */
export function isUtf8Charset(charset: string): boolean {
  return READ.has(charset.toLowerCase())
}

const READ: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', ''])
