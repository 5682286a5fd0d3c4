import type { Readable } from 'node:stream'
import type { Places } from '../admission/places.ts'
import { overloaded, Refused } from '../errors/refused.ts'
import { CLUSTER } from '../fields/content-path.ts'
import { checkKey, checkText } from '../fields/keys.ts'
import { requireAt } from '../fields/supported.ts'
import type { Context } from '../request/context.ts'
import { enter } from '../request/entering.ts'
import type { PolicyField } from '../request/permissions.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { HttpStream } from '../upstream/wire/streamed-answer.ts'
import { isPart, isRange, rangeIn, rangeOf } from './byte-range.ts'
import { type ContentMatch, contentAt } from './content-routes.ts'

interface ContentOptions {
  /** Places for contents that are on their way. */
  places: Places
  /** Milliseconds in which a client must read the next piece. */
  maxStallMs: number
  contextOf(visit: Visit): Context
  /** The field of the policy, by its `Type.field`; undefined where there is none. */
  fieldOf(coordinate: string): PolicyField | undefined
}

/** The head of an answer, and its body: whoever has it reads or destroys it. */
export interface Content {
  status: number
  headers: Readonly<Record<string, string>>
  body: Readable
}

/**
 * Finds the content that a request asks for, with the caller's rights: by the policy's rules for the field that tells its
 * path. Rejects with what questions fail with.
 */
export type FindContent = (visit: Visit, query: URLSearchParams) => Promise<Content>

export const contentFinder =
  (options: ContentOptions): FindContent =>
  (visit, query) =>
    find(options, visit, query)

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

async function find(options: ContentOptions, visit: Visit, query: URLSearchParams): Promise<Content> {
  const { method, path } = visit.arrival
  if (!METHODS.has(method)) {
    throw new Refused(
      'BAD_REQUEST',
      `${method} is not served here. Contents are read by GET.`,
      { retryable: false },
      {
        status: 405,
        headers: { allow: 'GET, HEAD' },
      },
    )
  }
  const match = contentAt(path)
  if (!match?.parameters) {
    throw new Refused(
      'BAD_REQUEST',
      'The path is not UTF-8 within percent signs. Ask for the path as `contentUrl` told it.',
      {
        retryable: false,
      },
    )
  }
  const context = options.contextOf(visit)
  const { operation, field } = match
  const coordinate = `${field.type}.${field.name}`
  const known = options.fieldOf(coordinate)
  if (known) context.permissions?.check(known)
  const upstream = upstreamOf(context, query.get(CLUSTER))
  const parameters = checked(operation, match.parameters, query, upstream)
  const leave = await takePlace(options.places, visit)
  try {
    if (operation.since !== undefined) requireAt(upstream, await upstream.version(), coordinate, operation.since)
    const range = rangeAsked(visit)
    const answer = await upstream.open(operation, parameters, options.maxStallMs, range === undefined ? {} : { range })
    answer.body.once('close', leave)
    try {
      return contentOf(answer, range, (check) => upstream.readable(operation.operation, check))
    } catch (error) {
      answer.body.destroy()
      throw error
    }
  } catch (error) {
    leave()
    throw error
  }
}

/**
 * The part that is asked for; undefined for all of it. `If-Range` names a version of the content, and the gateway tells
 * none, so it is another's: the whole is the answer to it (RFC 9110, 13.1.5).
 */
function rangeAsked({ arrival }: Visit): string | undefined {
  const range = arrival.header('range')
  return arrival.method === 'GET' && arrival.header('if-range') === undefined && isRange(range) ? range : undefined
}

function upstreamOf({ upstreams }: Context, name: string | null): Upstream {
  const upstream = upstreams.named(name ?? undefined)
  if (upstream) return upstream
  throw new InvalidInput(
    CLUSTER,
    'this gateway serves no cluster of that name. Ask for the path as `contentUrl` told it.',
  )
}

/** The parameters of the path and the query. Throws InvalidInput for keys that are none. */
function checked(
  { query: names = [] }: Operation,
  inPath: NonNullable<ContentMatch['parameters']>,
  query: URLSearchParams,
  upstream: Upstream,
): Record<string, string> {
  for (const [name, value] of Object.entries(inPath)) {
    if (name.endsWith('Key')) checkKey(name, value, upstream.keys)
    else checkText(name, value)
  }
  const inQuery = names.flatMap((name) => {
    const value = query.get(name)
    return value === null ? [] : [[name, value]]
  })
  return { ...inPath, ...Object.fromEntries(inQuery) }
}

/** Takes a place for a content that is on its way; answers how to give it back. Rejects with Refused where there is none. */
async function takePlace(places: Places, visit: Visit): Promise<() => void> {
  if (!(await enter(places, 1, visit))) {
    throw overloaded(
      'The gateway is handing on as many contents as it has room for. Read them faster, or try again later.',
    )
  }
  let isTaken = true
  return () => {
    if (isTaken) places.give(1, payerOf(visit))
    isTaken = false
  }
}

/**
 * What is sent of the cluster's answer. Its bytes are anybody's: a browser must not run them as a page of this origin, nor
 * let pages of others show them.
 */
function contentOf(
  { status, headers, body }: HttpStream,
  range: string | undefined,
  readable: (check: () => void) => void,
): Content {
  const head: Record<string, string> = {
    'content-type': textOf(headers['content-type']) || 'application/octet-stream',
    'content-disposition': dispositionOf(textOf(headers['content-disposition'])),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  }
  const encoding = textOf(headers['content-encoding'])
  if (encoding) head['content-encoding'] = encoding
  const length = lengthOf(textOf(headers['content-length']))
  const partOf = textOf(headers['content-range'])
  if (status === 416) throw noSuchPart('the content has none of the bytes that it names', partOf)
  if (status === 206) {
    readable(() => {
      if (!isPart(partOf, range)) throw new TypeError('the cluster gave another part than was asked for')
    })
    return { status, headers: { ...head, ...bytes(length), 'content-range': partOf ?? '' }, body }
  }
  // Camunda answers all of it; without its length there is no telling where a range ends.
  if (length === undefined || encoding) return { status: 200, headers: head, body }
  head['accept-ranges'] = 'bytes'
  const asked = rangeOf(range, length)
  if (asked === undefined) return { status: 200, headers: { ...head, ...bytes(length) }, body }
  if (asked === 'unsatisfiable') {
    throw noSuchPart(`the content has ${length} bytes, and none of those`, `bytes */${length}`)
  }
  const { first, last } = asked
  return {
    status: 206,
    headers: { ...head, ...bytes(last - first + 1), 'content-range': `bytes ${first}-${last}/${length}` },
    body: rangeIn(body, asked),
  }
}

const noSuchPart = (why: string, partOf: string | undefined) =>
  new Refused(
    'BAD_REQUEST',
    `Range: ${why}.`,
    { retryable: false },
    { status: 416, headers: partOf === undefined ? {} : { 'content-range': partOf } },
  )

const bytes = (length: number | undefined) => (length === undefined ? {} : { 'content-length': String(length) })

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

function lengthOf(text: string | undefined): number | undefined {
  const length = Number(text)
  return text !== undefined && Number.isSafeInteger(length) && length >= 0 ? length : undefined
}

/** The name that the cluster tells, for a file to be saved: whatever it says, nothing is shown in place. */
function dispositionOf(told: string | undefined): string {
  const name = told?.indexOf(';') ?? -1
  return told === undefined || name < 0 ? 'attachment' : `attachment${told.slice(name)}`
}
