import type { Operators } from './operators.ts'

/**
 * Milliseconds since 1970 of RFC 3339 text. Finer digits count as half a millisecond: dates of the older engines are whole
 * milliseconds, so it only matters between which two of them a client's date lies.
 */
export function instantOf(date: string): number {
  const [, beyond = ''] = /\.\d{3}(\d+)/.exec(date) ?? []
  return Date.parse(date) + (/[1-9]/.test(beyond) ? 0.5 : 0)
}

/** The first and the last whole millisecond of a range; undefined where it is open. */
export interface InstantRange {
  from: number | undefined
  to: number | undefined
}

/** The range that operators leave of points in time; `from` is behind `to` where they leave none. */
export function instantRange({ $eq, $gt, $gte, $lt, $lte }: Operators): InstantRange {
  const at = (value: unknown) => (value === undefined ? [] : [instantOf(String(value))])
  const from = [...at($eq).map(Math.ceil), ...at($gte).map(Math.ceil), ...at($gt).map((time) => Math.floor(time) + 1)]
  const to = [...at($eq).map(Math.floor), ...at($lte).map(Math.floor), ...at($lt).map((time) => Math.ceil(time) - 1)]
  return { from: from.length > 0 ? Math.max(...from) : undefined, to: to.length > 0 ? Math.min(...to) : undefined }
}
