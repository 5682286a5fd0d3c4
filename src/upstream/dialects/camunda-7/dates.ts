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
