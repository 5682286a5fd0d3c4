import { isUtf8Charset, parameterOf, partsOf } from './header-parts.ts'

/** The media type that a header `Content-Type` names, in lower case; the first where it names several. */
export function mediaTypeOf(header: string): string {
  const end = header.search(/[;,]/)
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}

/** The first charset that a header `Content-Type` names and that is not read here; undefined where there is none. */
export function otherCharset(header: string): string | undefined {
  for (const type of partsOf(header, ',')) {
    for (const part of partsOf(type, ';')) {
      const [name, charset] = parameterOf(part)
      if (name === 'charset' && !isUtf8Charset(charset.trim())) return charset
    }
  }
  return undefined
}
