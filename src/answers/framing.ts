/** How an answer is put into the body of an HTTP response. */
export interface Framing {
  mediaType: string
  /** The same as a header of the response. */
  headers: Readonly<Record<'content-type', string>>
  /** The type of the answer itself, which decides about the status. */
  answerType: string
  /** What comes before the answer, by its length in bytes, and what comes after it. */
  before(bytes: number): string
  after: string
}

function framing(mediaType: string, rest: Omit<Framing, 'mediaType' | 'headers'>): Framing {
  return { mediaType, headers: Object.freeze({ 'content-type': mediaType }), ...rest }
}

const plain = (answerType: string) =>
  framing(`${answerType}; charset=utf-8`, { answerType, before: () => '', after: '' })

const JSON_ANSWER = plain('application/json')
const RESPONSE_JSON = plain('application/graphql-response+json')

/** One event, then the end, as GraphQL over SSE has it. */
const EVENTS = framing('text/event-stream', {
  answerType: 'application/json',
  before: () => ':\n\nevent: next\ndata: ',
  after: '\n\nevent: complete\ndata:\n\n',
})

/** One of several events. */
export const EVENT = framing('text/event-stream', {
  answerType: 'application/json',
  before: () => 'event: next\ndata: ',
  after: '\n\n',
})

/** A comment between events, so that proxies do not take the connection for dead. */
export const STILL_THERE = ':\n\n'
export const COMPLETE = 'event: complete\ndata:\n\n'

/** The only part, as incremental delivery over HTTP has it. */
const PARTS = framing('multipart/mixed; boundary="-"', {
  answerType: 'multipart/mixed',
  before: (bytes) => `\r\n---\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${bytes}\r\n\r\n`,
  after: '\r\n-----\r\n',
})

/** The framing for a client's `Accept` header; undefined if nothing fits. */
export function framingOf(accept: string | undefined): Framing | undefined {
  const type = answerType(accept)
  if (type === 'application/json') return JSON_ANSWER
  if (type !== undefined) return RESPONSE_JSON
  const accepted = acceptedTypes(accept ?? '')
  if (accepted.includes('text/event-stream') || accepted.includes('text/*')) return EVENTS
  return accepted.includes('multipart/mixed') || accepted.includes('multipart/*') ? PARTS : undefined
}

/** Whether a client takes the answers of a subscription. */
export function takesEvents(accept: string | undefined): boolean {
  return acceptedTypes(accept || '*/*').some((type) => EVENT_TYPES.has(type))
}

const EVENT_TYPES: ReadonlySet<string> = new Set(['text/event-stream', 'text/*', '*/*'])

/** The media type of a plain answer, chosen as Yoga does: the first accepted one; undefined if there is none. */
export function answerType(accept = '*/*'): string | undefined {
  if (accept === '*/*' || accept === 'application/json') return 'application/json'
  for (const type of acceptedTypes(accept)) {
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'application/json'
    if (type === 'application/graphql-response+json') return type
  }
  return undefined
}

function acceptedTypes(accept: string): string[] {
  return accept
    .toLowerCase()
    .replace(/\s/g, '')
    .split(',')
    .flatMap((accepted) => {
      const [type = '', ...parameters] = accepted.split(';')
      const charset = parameters.find((parameter) => parameter.includes('charset='))
      return charset === undefined || charset === 'charset=utf-8' ? [type] : []
    })
}
