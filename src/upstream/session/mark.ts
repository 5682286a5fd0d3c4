import { isRawNumber } from '../json/exact-json.ts'

/**
 * Marks which cluster a row came from, in gateways of several: rows of all but the default one carry its name. It is a
 * symbol property, so answers never show it, and copies of a row have it too.
 */
const MARK = Symbol('cluster')

interface Marked {
  [MARK]?: string
}

/** The name of the cluster that an object came from; undefined for the default one. */
export function markOf(source: unknown): string | undefined {
  return typeof source === 'object' && source !== null ? (source as Marked)[MARK] : undefined
}

/** Marks an object as one of a cluster's. */
export function marked<T extends object>(object: T, cluster: string): T {
  const mark: Marked = object
  mark[MARK] = cluster
  return object
}

/** Marks an answer with all objects that are in it. */
export function markAll(answer: unknown, cluster: string): void {
  const found = [answer]
  // The list grows while it is walked. No recursion: answers may be nested too deeply for it.
  for (const value of found) {
    if (typeof value !== 'object' || value === null || isRawNumber(value)) continue
    if (!Array.isArray(value)) marked(value, cluster)
    for (const one of Object.values(value)) if (typeof one === 'object') found.push(one)
  }
}
