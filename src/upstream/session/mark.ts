import { isRawNumber } from '../json/exact-json.ts'

/**
 * What a gateway of several clusters knows a row's cluster by: rows of all but the default one carry its name. It is a
 * symbol's property, so no answer shows it, and a copy of a row has it too.
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
  // It grows while it is walked; answers may be deeper than a function can call itself.
  for (const value of found) {
    if (typeof value !== 'object' || value === null || isRawNumber(value)) continue
    if (!Array.isArray(value)) marked(value, cluster)
    for (const one of Object.values(value)) if (typeof one === 'object') found.push(one)
  }
}
