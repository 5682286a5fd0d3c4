import { ownText } from './memory.ts'

/** Characters of a value that answers, log lines, spans and labels hold at most: enough to recognize it by. */
export const MAX_QUOTED = 80

/**
 * A text cut to at most `most` characters: clients may send megabytes, of which only a part is repeated. Keeps no
 * reference to the long text.
 */
export function cut(text: string, most = MAX_QUOTED): string {
  return text.length > most ? `${ownPart(text.slice(0, most - 1))}…` : text
}

/** Cuts the middle and keeps the end: for sentences that end with what is right. */
export function cutInside(text: string, most: number): string {
  if (text.length <= most) return text
  const half = Math.floor((most - 3) / 2)
  return `${ownPart(text.slice(0, most - 3 - half))} … ${ownPart(text.slice(text.length - half))}`
}

/** A client's text for a message: quoted, and cut if it is long. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text, 60))
}

/** A copy without a reference to the whole. Half of a surrogate pair becomes U+FFFD. */
const ownPart = (part: string) => ownText(part.toWellFormed())
