import { LAST_DATE_MS } from '../upstream/json/last-date.ts'

/**
 * A date that Camunda tells in milliseconds since 1970, as all others here; null for none. What lasts "for ever" ends after
 * the last date.
 */
export function dateOf(milliseconds: number | null | undefined): string | null {
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return null
  return new Date(Math.max(-LAST_DATE_MS, Math.min(milliseconds, LAST_DATE_MS))).toISOString()
}
