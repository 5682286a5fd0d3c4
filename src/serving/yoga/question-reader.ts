import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { Refused } from '../../errors/refused.ts'
import { textOf, withoutMark } from '../../request/body-text.ts'
import { mediaTypeOf } from '../../request/content-type.ts'
import { questionOf } from '../../request/question.ts'
import { quoted } from '../../text/cut.ts'
import { parseExact } from '../../upstream/json/exact-json.ts'
import { readParameters } from './parameters.ts'
import type { Served } from './served.ts'
import { readUpload } from './upload.ts'

/** @param body as it came; undefined where a server in front has read it, or a plugin has put another request in place */
type Reader = (request: Request, body: Buffer | undefined) => unknown

/**
 * Reads questions in each way in which clients send them, in place of Yoga's parsers: as UTF-8 and nothing else, with all
 * digits of their numbers, and with what is wrong in the gateway's words.
 */
export function questionReader(): Plugin<object, Served> {
  return {
    onRequestParse({ request, url, setRequestParser, serverContext: { visit, body } }) {
      const read = readerOf(request, url)
      if (!read) return
      setRequestParser(async (given) => {
        if (given !== request) return asked(await read(given, undefined))
        return asked(visit.json ? visit.json.value : await read(request, body))
      })
    },
  }
}

/** Says of which types questions may be, where neither the gateway nor a plugin of the owner's reads what was sent. */
export function unreadTypes(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (requestParser) return
      setRequestParser(() => {
        throw unsupported(request.headers.get('content-type'))
      })
    },
  }
}

const READERS: Readonly<Record<string, Reader>> = {
  'application/json': readJson,
  'application/graphql+json': readJson,
  'application/graphql': async (request, body) => ({ query: await textFrom(request, body) }),
  'application/x-www-form-urlencoded': async (request, body) => readParameters(await textFrom(request, body)),
  'multipart/form-data': readUpload,
}

function readerOf({ method, headers }: Request, url: URL): Reader | undefined {
  if (method === 'GET') return () => readParameters(url.search.slice(1))
  const type = mediaTypeOf(headers.get('content-type') ?? '')
  return method === 'POST' && Object.hasOwn(READERS, type) ? READERS[type] : undefined
}

async function readJson(request: Request, body: Buffer | undefined): Promise<unknown> {
  const text = await textFrom(request, body)
  try {
    return parseExact(text)
  } catch {
    throw new Refused('BAD_USER_INPUT', 'POST body sent invalid JSON.', { retryable: false }, { status: 400 })
  }
}

async function textFrom(request: Request, body: Buffer | undefined): Promise<string> {
  return body ? textOf(body) : withoutMark(await request.text())
}

/** What was read, for Yoga and the owner's plugins; `questionOf` looks at each question later, for all ways. */
function asked(value: unknown): GraphQLParams | GraphQLParams[] {
  // Which refuses what is no question.
  if (typeof value !== 'object' || value === null) questionOf(value)
  return value as GraphQLParams | GraphQLParams[]
}

function unsupported(type: string | null): Refused {
  const sent = type === null ? 'The body says no type' : `The body is said to be ${quoted(type)}`
  return new Refused(
    'BAD_REQUEST',
    `${sent}, and questions are read as application/json, application/graphql, application/x-www-form-urlencoded or multipart/form-data. Send it as application/json.`,
    { retryable: false },
    {
      status: 415,
      headers: {
        'accept-post': 'application/json, application/graphql, application/x-www-form-urlencoded, multipart/form-data',
      },
    },
  )
}
