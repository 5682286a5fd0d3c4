import { notCamundas } from '../../failures/failure.ts'
import type { Multipart } from '../../wire/call.ts'
import type { Wire } from '../dialect.ts'
import type { Query } from '../planning/translation.ts'
import type { EngineList } from './lists.ts'
import { isObject, type Raw } from './objects.ts'

/** One level of a sort as the engine takes it. */
export interface EngineSort {
  sortBy: string
  sortOrder: 'asc' | 'desc'
}

/** Camunda 7's REST API, as one caller asks it for one operation of the contract. Rejects with an UpstreamFailure. */
export class Engine {
  readonly wire: Wire
  /** The operationId. */
  readonly operation: string

  constructor(wire: Wire, operation: string) {
    this.wire = wire
    this.operation = operation
  }

  /** Rows of a list, at most `max`. @param first the index of the first of them */
  async rows(
    list: EngineList,
    query: Query,
    max: number,
    { first = 0, sorting = [] }: { first?: number; sorting?: readonly EngineSort[] } = {},
  ): Promise<Raw[]> {
    const parameters = new URLSearchParams(list.parameters)
    if (first > 0) parameters.set('firstResult', String(first))
    parameters.set('maxResults', String(max))
    return this.objects(await this.#ask(list, list.path, query, sorting, parameters))
  }

  /** How many rows a query finds. */
  async count(list: EngineList, query: Query): Promise<number> {
    const answer = await this.#ask(list, `${list.path}/count`, query, [], new URLSearchParams())
    return this.readable(() => {
      const count = isObject(answer) ? answer.count : undefined
      if (typeof count !== 'number') throw notCamundas('the answer holds no count')
      return count
    })
  }

  /** One object. @param exact whether its numbers must keep their text */
  async object(path: string, exact = false): Promise<Raw> {
    const answer = await this.get(path, { exact })
    return this.readable(() => {
      if (!isObject(answer)) throw notCamundas('the answer is no object')
      return answer
    })
  }

  /** Whatever a path answers. */
  get(path: string, { exact = false, text = false } = {}): Promise<unknown> {
    return this.wire.send({ operation: this.operation, method: 'GET', path, kind: 'read', exact, text })
  }

  /** Carries out a command that the engine answers with 204. */
  async write(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Query): Promise<void> {
    const call = { operation: this.operation, method, path, kind: 'write', answersNothing: true } as const
    await this.wire.send(body === undefined ? call : { ...call, body })
  }

  /** Carries out a command, and reads what the engine answers. @param read as in `readable` */
  async order<T>(
    method: 'POST' | 'DELETE',
    path: string,
    body: Query | Multipart | undefined,
    read: (answer: unknown) => T,
  ): Promise<T> {
    const call = { operation: this.operation, method, path, kind: 'write' } as const
    const answer = await this.wire.send(body === undefined ? call : { ...call, body })
    return this.wire.readable(this.operation, () => read(answer), 'write')
  }

  /** The objects that an answer is a list of. */
  objects(answer: unknown): Raw[] {
    return this.readable(() => {
      if (!Array.isArray(answer) || !answer.every(isObject)) throw notCamundas('the answer is no list of objects')
      return answer
    })
  }

  /** Runs a check of an answer's shape; what it throws becomes an UpstreamFailure without the answer's content. */
  readable<T>(check: () => T): T {
    return this.wire.readable(this.operation, check)
  }

  #ask(
    list: EngineList,
    path: string,
    query: Query,
    sorting: readonly EngineSort[],
    parameters: URLSearchParams,
  ): Promise<unknown> {
    const call = { operation: this.operation, kind: 'read', exact: list.exact ?? false } as const
    if (list.posts) {
      const body = sorting.length > 0 ? { ...query, sorting } : query
      return this.wire.send({ ...call, method: 'POST', path: withParameters(path, parameters), body })
    }
    for (const [name, value] of Object.entries(query)) {
      parameters.set(name, Array.isArray(value) ? value.join(',') : String(value))
    }
    const [sort] = sorting
    if (sort) {
      parameters.set('sortBy', sort.sortBy)
      parameters.set('sortOrder', sort.sortOrder)
    }
    return this.wire.send({ ...call, method: 'GET', path: withParameters(path, parameters) })
  }
}

function withParameters(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A path to an object of the engine's: ids come from clients. */
export const at = (path: string, key: unknown, below = '') => `${path}/${encodeURIComponent(String(key))}${below}`

/** The most bytes of a URL that servers take for sure: Tomcat takes 8 KB with all headers. */
const LONGEST_URL = 6_000

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
