import type { Cluster } from '../cluster.ts'
import { isObject } from '../json.ts'
import { notFound } from '../problem.ts'

/** One request, read and found to fit the contract. */
export interface Call {
  readonly cluster: Cluster
  /** The path's parameters. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed body; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>
  /** The same with every number's own text, for variables. */
  readonly exact: Readonly<Record<string, unknown>>
  /** The parts of a multipart body. */
  readonly form: FormData | null
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal
}

/** What is answered, with the operation's own status unless it is told; without a body, 204. */
export type Reply =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string; readonly mediaType: string }
  | { readonly bytes: Buffer; readonly mediaType: string; readonly disposition: string }
  | { readonly empty: true }

/** Serves one operation. */
export type Handler = (call: Call) => Reply | Promise<Reply>

/** Handlers by operationId. */
export type Handlers = Readonly<Record<string, Handler>>

export const NO_CONTENT: Reply = { empty: true }

export function json(value: unknown): Reply {
  return { json: value }
}

/** A path parameter; it is there, or the route would not have matched. */
export function pathKey(call: Call, name: string): string {
  return call.path[name] ?? ''
}

/** An exported row by key, or 404. */
export function existing<Row>(table: ReadonlyMap<string, Row>, entity: string, key: string): Row {
  const row = table.get(key)
  if (row) return row
  throw notFound(`${entity} with key '${key}' not found`)
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function integer(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function object(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {}
}
