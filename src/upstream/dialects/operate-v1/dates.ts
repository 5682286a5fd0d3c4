/** Operate writes `2026-11-21T11:36:54.488+0000`: RFC 3339 wants a colon in the offset, or a Z. */
export function toRfc3339(date: string): string {
  return date.replace(/([+-]\d{2})(\d{2})$/, (_, hours: string, minutes: string) =>
    minutes === '00' && hours.slice(1) === '00' ? 'Z' : `${hours}:${minutes}`,
  )
}

/** Milliseconds since 1970 as Operate takes a date in filters; it answers any other form with a 500. */
export function toOperateDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000')
}
