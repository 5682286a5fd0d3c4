import type { IncomingMessage } from 'node:http'

/** A request that the upstream received. */
export interface RecordedCall {
  /** The operationId, or `unknown`. */
  operation: string
  readonly method: string
  /** Without `/v2`, what stands before it, and the query string. */
  readonly path: string
  /** The physical tenant that the path names. */
  readonly physicalTenant: string | undefined
  /** The parameters in the path, decoded. */
  parameters: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | string[]>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON, or the parts of a form by name (files as `{ filename, type, text }`); undefined without a body. */
  body: unknown
  /** The body as it was sent. */
  text: string
  /** True once the client has gone before the answer was complete. */
  aborted: boolean
}

/** The paths of the API, of the API of one physical tenant, and of the cluster's administrator. */
const PATHS = /^(?:(?:\/physical-tenants\/(?<physicalTenant>[^/]+))?\/v2(?=\/)|(?=\/cluster\/v2\/))/

/** Whether a path below the context path is one of the API's. */
export const isOfApi = (path: string): boolean => PATHS.test(path)

/**
 * Reads the head of a request.
 * @param context the path that the cluster is below
 */
export function readCall(request: IncomingMessage, context = ''): RecordedCall {
  const url = new URL(request.url ?? '/', 'http://upstream')
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  const below = url.pathname.startsWith(context) ? url.pathname.slice(context.length) : url.pathname
  return {
    operation: 'unknown',
    method: request.method ?? 'GET',
    path: below.replace(PATHS, ''),
    physicalTenant: PATHS.exec(below)?.groups?.physicalTenant,
    parameters: {},
    query,
    headers: request.headers,
    body: undefined,
    text: '',
    aborted: false,
  }
}

/** Reads the body into the call; returns what is wrong with it, if it cannot be read. */
export async function readBody(request: IncomingMessage, call: RecordedCall): Promise<string | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0) return undefined
  call.text = bytes.toString()
  const type = String(call.headers['content-type'] ?? '')
  try {
    if (type.startsWith('multipart/form-data')) call.body = await readForm(bytes, type)
    else if (type.startsWith('application/x-www-form-urlencoded'))
      call.body = Object.fromEntries(new URLSearchParams(call.text))
    else call.body = JSON.parse(call.text)
    return undefined
  } catch (error) {
    return `the body cannot be read: ${String(error)}`
  }
}

async function readForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
  const parts: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    const values = await Promise.all(
      form.getAll(name).map(async (value) => {
        if (typeof value === 'string') return value
        // A part may be JSON, such as a document's metadata: then it is its value that the contract describes.
        if (value.type.startsWith('application/json') && value.name === 'blob') return JSON.parse(await value.text())
        return { filename: value.name, type: value.type, text: await value.text() }
      }),
    )
    // A list may also come as one part of JSON.
    parts[name] = values.length === 1 && (!LISTS.has(name) || Array.isArray(values[0])) ? values[0] : values
  }
  return parts
}

/** Parts that may be repeated: they are lists even when there is one. */
const LISTS = new Set(['resources', 'files', 'metadataList'])
