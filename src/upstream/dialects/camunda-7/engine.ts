import { isJsonObject } from '../../json/json-object.ts'
import type { Wire } from '../dialect.ts'
import type { EngineList, Query, Raw } from './table.ts'

/** One level of a sort as the engine takes it. */
export interface EngineSort {
  sortBy: string
  sortOrder: 'asc' | 'desc'
}

/** The most bytes of a URL that servers take for sure: Tomcat takes 8 KB with all headers. */
const LONGEST_URL = 6_000

/** Rows of a list, from the `first`-th on (counted from 0), at most `max`. */
export async function fetchRows(
  wire: Wire,
  operation: string,
  list: EngineList,
  query: Query,
  sorting: readonly EngineSort[],
  first: number,
  max: number,
): Promise<Raw[]> {
  const parameters = new URLSearchParams(list.parameters)
  if (first > 0) parameters.set('firstResult', String(first))
  parameters.set('maxResults', String(max))
  const answer = await ask(wire, operation, list, list.path, query, sorting, parameters)
  return wire.readable(operation, () => readRows(answer))
}

/** How many rows a query matches. */
export async function countRows(wire: Wire, operation: string, list: EngineList, query: Query): Promise<number> {
  const answer = await ask(wire, operation, list, `${list.path}/count`, query, [], new URLSearchParams())
  return wire.readable(operation, () => {
    const count = isJsonObject(answer) ? answer.count : undefined
    if (typeof count !== 'number') throw new TypeError('the answer holds no count')
    return count
  })
}

function ask(
  wire: Wire,
  operation: string,
  list: EngineList,
  path: string,
  query: Query,
  sorting: readonly EngineSort[],
  parameters: URLSearchParams,
): Promise<unknown> {
  const call = { operation, kind: 'read', ...(list.exact ? { exact: true } : {}) } as const
  if (list.posts) {
    const body = sorting.length > 0 ? { ...query, sorting } : query
    return wire.send({ ...call, method: 'POST', path: withParameters(path, parameters), body })
  }
  for (const [name, value] of Object.entries(query)) {
    parameters.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const [sort] = sorting
  if (sort) {
    parameters.set('sortBy', sort.sortBy)
    parameters.set('sortOrder', sort.sortOrder)
  }
  return wire.send({ ...call, method: 'GET', path: withParameters(path, parameters) })
}

function withParameters(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Values in as many parts as their length in a URL asks for. */
export function inUrls(values: readonly string[]): string[][] {
  const parts: string[][] = []
  let length = LONGEST_URL
  for (const value of values) {
    length += encodeURIComponent(value).length + 3
    if (length > LONGEST_URL) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(value)
  }
  return parts
}

/** One object of the engine's. */
export async function fetchOne(wire: Wire, operation: string, path: string, exact = false): Promise<Raw> {
  const answer = await wire.send({ operation, method: 'GET', path, kind: 'read', ...(exact ? { exact } : {}) })
  return wire.readable(operation, () => {
    if (!isJsonObject(answer)) throw new TypeError('the answer is no object')
    return answer
  })
}

function readRows(answer: unknown): Raw[] {
  if (!Array.isArray(answer) || !answer.every(isJsonObject)) throw new TypeError('the answer is no list of objects')
  return answer
}
