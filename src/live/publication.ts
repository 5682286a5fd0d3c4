import { hash } from 'node:crypto'
import type { ExecutionResult } from 'graphql'

/** An answer of a live question, as all of its subscribers get it. */
export interface Publication {
  /**
   * The same for answers that say the same, on every replica: server-sent events carry it, and a client that reconnects
   * names the last one that it has.
   */
  readonly id: string
  readonly result: ExecutionResult
  /** The codes of its errors. */
  readonly codes: readonly string[]
  /** Its JSON: written once for all. */
  readonly json: Buffer
}

/** @param json of the result, whose errors are as clients may see them */
export function publication(result: ExecutionResult, json: Buffer): Publication {
  const { errors } = result
  if (!errors) return { id: idOf(json), result, codes: [], json }
  const codes = errors.map(({ extensions }) => String(extensions?.code))
  // Two errors that say the same may differ in ids and in seconds to wait: these are no news.
  const said = errors.map(({ path }, at) => [codes[at], path])
  return { id: idOf(JSON.stringify([said, result.data])), result, codes, json }
}

const idOf = (content: string | Buffer) => hash('sha256', content, 'base64url').slice(0, 22)
