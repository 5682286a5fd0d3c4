import type { Visit } from '../../request/visit.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'
import type { LazyYoga } from '../yoga/yoga.ts'

/** Answers as JSON, or the errors of what is refused. */
type YogaAnswers =
  | { errors: readonly object[]; status: number }
  | { each: AsyncIterable<string> | Iterable<string>; isStream: boolean; status: number }

interface AskedOfYoga {
  visit: Visit
  question: unknown
  /** Of the headers that the connection was opened with. */
  headerNames: readonly string[]
  /** Aborted when nobody wants the answer any more. */
  signal: AbortSignal
}

/** What each question has, whatever the connection was opened with. */
const ALWAYS = ['accept', 'authorization', 'content-type', 'x-csrf-token']

/**
 * Asks Yoga as if the question had come by a request of its own, so that each hook of the owner's plugins sees it, from
 * `onRequest` to `onResponse`.
 */
export async function answersOfYoga(
  yoga: LazyYoga,
  { visit, question, headerNames, signal }: AskedOfYoga,
): Promise<YogaAnswers> {
  const { arrival } = visit
  const text = JSON.stringify(question)
  visit.json = { value: question }
  const headers = new Headers()
  for (const name of new Set([...headerNames, ...ALWAYS])) {
    const value = arrival.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  const request = new Request(`http://${arrival.host || 'localhost'}${arrival.path}`, {
    method: arrival.method,
    headers,
    body: text,
    signal,
  })
  const response = await yoga.fetch(request, visit, Buffer.from(text))
  const { status } = response
  if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.body)
    return { each: events(response.body), isStream: true, status }
  const body = await response.text()
  const answer = parsed(body)
  if (!isJsonObject(answer) || !('data' in answer || 'errors' in answer))
    return { errors: [onlyStatus(status)], status }
  if ('data' in answer) return { each: [body], isStream: false, status }
  return { errors: Array.isArray(answer.errors) ? answer.errors : [onlyStatus(status)], status }
}

/** The data of the server-sent events that hold answers, until there are no more. */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const data = lines.flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      if (data.length > 0 && lines.includes('event: next')) yield data.join('\n')
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'RATE_LIMITED',
}

/** An error that tells the status of what is no answer of GraphQL, such as one of the owner's plugins. */
export function onlyStatus(status: number): object {
  const code = CODES[status] ?? (status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST')
  const retryable = code === 'RATE_LIMITED'
  return { message: `The request was answered with status ${status}.`, extensions: { code, retryable, status } }
}
