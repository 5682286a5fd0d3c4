/** Characters of a value that answers, log lines, spans and labels hold at most: enough to recognize it by. */
export const MAX_QUOTED = 80

/** A text in at most so many characters: what a client sent may be megabytes long, and is told back in part alone. */
export function cut(text: string, most = MAX_QUOTED): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** Text of a client's for a message: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text, 60))
}
