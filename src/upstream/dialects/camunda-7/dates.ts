/** `2026-11-21T12:00:00.000+0000`, as Camunda 7 writes points in time, as RFC 3339 in UTC; null where there is none. */
export function fromEngineDate(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (Number.isNaN(time)) throw new TypeError('a date cannot be read')
  return new Date(time).toISOString()
}

/** Milliseconds since 1970 as Camunda 7 reads them: it takes neither `Z` nor a colon, and wants the milliseconds. */
export const toEngineDate = (time: number) => new Date(time).toISOString().replace('Z', '+0000')

/** RFC 3339 text for Camunda 7. */
export const engineDateOf = (text: string) => toEngineDate(Date.parse(text))

/** The first and the last millisecond of a range; undefined where it is open. */
export interface Milliseconds {
  from: number | undefined
  to: number | undefined
}

/** The range that date operators leave. Camunda 7 knows milliseconds alone, so what lies between two is rounded inwards. */
export function rangeOf({ $eq, $gt, $gte, $lt, $lte }: Readonly<Record<string, unknown>>): Milliseconds {
  const from: number[] = []
  const to: number[] = []
  for (const [value, low, high] of [
    [$eq, 0, 0],
    [$gte, 0, undefined],
    [$gt, 1, undefined],
    [$lte, undefined, 0],
    [$lt, undefined, -1],
  ] as const) {
    if (value === undefined) continue
    const { time, between } = instant(String(value))
    // 12:00:00.0005 lies after .000: what is at or after it starts with .001, and what is before it ends with .000.
    if (low !== undefined) from.push(between ? time + 1 : time + low)
    if (high !== undefined) to.push(between ? time : time + high)
  }
  return { from: from.length > 0 ? Math.max(...from) : undefined, to: to.length > 0 ? Math.min(...to) : undefined }
}

function instant(text: string): { time: number; between: boolean } {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  return { time: Date.parse(text), between: /[1-9]/.test(fraction.slice(3)) }
}
