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

/**
 * Milliseconds since 1970 of RFC 3339 text. What lies between two milliseconds is a half more: Operate's dates are whole
 * milliseconds, so all that counts is between which two it lies.
 */
export function instant(date: string): number {
  const [, rest = ''] = /\.\d{3}(\d+)/.exec(date) ?? []
  return Date.parse(date) + (/[1-9]/.test(rest) ? 0.5 : 0)
}
