import type { IncomingMessage } from 'node:http'
import { isObject, parseExact } from '../json.ts'
import { badRequest, Problem } from '../problem.ts'

/** What Camunda accepts by default. */
const MAX_BODY_BYTES = 4 * 1024 * 1024

/** A request's body, in the forms in which it is used. */
export interface Body {
  /** Parsed JSON; undefined when there is no body. */
  readonly json: unknown
  /** The same, each number with its own text. */
  readonly exact: unknown
  readonly form: FormData | null
}

/** Reads a request's body. Throws a Problem when it is too large, or not what its media type says. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const bytes = await readBytes(request)
  const mediaType = request.headers['content-type'] ?? ''
  if (mediaType.startsWith('multipart/form-data'))
    return { json: undefined, exact: undefined, form: await readForm(bytes, mediaType) }
  if (bytes.length === 0) return { json: undefined, exact: undefined, form: null }
  if (!mediaType.startsWith('application/json')) {
    throw new Problem(415, 'Unsupported Media Type', `Content-Type '${mediaType}' is not supported.`)
  }
  const text = bytes.toString()
  try {
    const json: unknown = JSON.parse(text)
    return { json, exact: isObject(json) ? parseExact(text) : json, form: null }
  } catch {
    throw badRequest('Failed to read request')
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // What is too much is still read, so that the client gets to see the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (size > MAX_BODY_BYTES) {
    throw new Problem(413, 'Payload Too Large', `Maximum request size of ${MAX_BODY_BYTES} bytes exceeded`)
  }
  return Buffer.concat(chunks)
}

async function readForm(bytes: Buffer, mediaType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': mediaType } }).formData()
  } catch {
    throw badRequest('Failed to parse multipart servlet request')
  }
}
