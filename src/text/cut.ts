/** Characters of a value that answers, log lines, spans and labels hold at most: enough to recognize it by. */
export const MAX_QUOTED = 80

/**
 * A text in at most so many characters: what a client sent may be megabytes long, and is told back in part alone. Nothing
 * of the long one is kept.
 */
export function cut(text: string, most = MAX_QUOTED): string {
  return text.length > most ? `${copied(text.slice(0, most - 1))}…` : text
}

/** The same with its end: for sentences, which say there what is right. */
export function cutInside(text: string, most: number): string {
  if (text.length <= most) return text
  const half = Math.floor((most - 3) / 2)
  return `${copied(text.slice(0, most - 3 - half))} … ${copied(text.slice(text.length - half))}`
}

/** Text of a client's for a message: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text, 60))
}

/** A text for keeping: V8's part of a longer text would keep all of that. A half of a sign at its end becomes U+FFFD. */
export function copied(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
