import { ownText } from './memory.ts'

/** Characters of a value that answers, log lines, spans and labels hold at most: enough to recognize it by. */
export const MAX_QUOTED = 80

/**
 * A text in at most so many characters: what a client sent may be megabytes long, and is told back in part alone. Nothing
 * of the long one is kept.
 */
export function cut(text: string, most = MAX_QUOTED): string {
  return text.length > most ? `${ownPart(text.slice(0, most - 1))}…` : text
}

/** The same with its end: for sentences, which say there what is right. */
export function cutInside(text: string, most: number): string {
  if (text.length <= most) return text
  const half = Math.floor((most - 3) / 2)
  return `${ownPart(text.slice(0, most - 3 - half))} … ${ownPart(text.slice(text.length - half))}`
}

/** Text of a client's for a message: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text, 60))
}

/** A part that keeps nothing of the whole. Half of a sign, where it was cut, becomes U+FFFD. */
const ownPart = (part: string) => ownText(part.toWellFormed())
