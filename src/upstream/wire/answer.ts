import { type Failure, MAYBE_ELSEWHERE, type Meaning, UpstreamFailure } from '../failures/failure.ts'
import { parseExact } from '../json/exact-json.ts'
import type { Excess } from './answer-books.ts'
import type { Call } from './call.ts'
import { ConnectionFailure } from './connection-failure.ts'
import type { HttpAnswer } from './http.ts'
import { passableHeader } from './passable-header.ts'

/**
 * Reads an answer: its parsed body, undefined if it has none. Throws an UpstreamFailure for everything else.
 * @param readProblem what an error answer of this generation means
 */
export function readAnswer(
  call: Call,
  answer: HttpAnswer,
  readProblem: (answer: HttpAnswer) => Meaning | undefined,
): unknown {
  const { status } = answer
  if (status >= 200 && status < 300) return readBody(call, answer)
  if (status >= 300 && status < 400) {
    throw callFailure(call, {
      kind: 'unreadable',
      status,
      reason: 'the address redirects, so it may not be that of the REST API',
    })
  }
  const meaning = readProblem(answer)
  if (!meaning && call.answersAt?.includes(status) && String(answer.headers['content-type'] ?? '').includes('json')) {
    return readBody(call, answer)
  }
  if (!meaning && status === 404) {
    // Camunda's 404s are problem documents; one without comes from something else at this address.
    throw callFailure(call, {
      kind: 'unreadable',
      status,
      reason: 'nothing of Camunda is at this path, so the address may be wrong',
    })
  }
  const retryAfter = readRetryAfter(answer.headers['retry-after'])
  const challenge = status === 401 ? passableHeader(answer.headers['www-authenticate']) : undefined
  throw callFailure(call, {
    kind: 'refused',
    status: meaning?.status ?? status,
    ...(meaning ? { problem: meaning.problem } : {}),
    ...(meaning?.isUndone ? { isUndone: true } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(challenge === undefined ? {} : { challenge }),
  })
}

function readBody(call: Call, { status, headers, body }: HttpAnswer): unknown {
  if (call.answersNothing && status !== 204) {
    const reason = `it has the status ${status} where Camunda answers 204, ${MAYBE_ELSEWHERE}`
    throw callFailure(call, { kind: 'unreadable', status, reason })
  }
  if (body === '') return undefined
  if (!String(headers['content-type'] ?? '').includes('json')) {
    // HTML is not from Camunda: a login page or the like.
    if (call.text && !/^text\/html/i.test(String(headers['content-type'] ?? ''))) return body
    throw callFailure(call, { kind: 'unreadable', status, reason: `the answer is not JSON, ${MAYBE_ELSEWHERE}` })
  }
  try {
    return call.exact ? parseExact(body) : JSON.parse(body)
  } catch {
    throw callFailure(call, { kind: 'unreadable', status, reason: 'the answer is not complete JSON' })
  }
}

/** Seconds: from a number of seconds or an HTTP date, which starts with the day of the week. */
export function readRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  const seconds = /^[a-z]{3},/i.test(value) ? (Date.parse(value) - Date.now()) / 1000 : Number(value || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : undefined
}

/** The failure of a call that got no answer. */
export function connectionFailure(call: Call, error: unknown): UpstreamFailure {
  if (!(error instanceof ConnectionFailure)) return callFailure(call, { kind: 'broken' }, error)
  const { kind, excess, reason } = error
  if (!excess) return callFailure(call, { kind, ...(reason === undefined ? {} : { reason }) }, error)
  const { status } = excess
  if (status >= 300) {
    return callFailure(call, { kind: 'unreadable', status, reason: 'the answer is larger than the gateway will hold' })
  }
  return excessFailure(call, excess, status)
}

/** The failure of a call whose answer is too large to hold. */
export function excessFailure(call: Call, { kind, rule, limit, value }: Excess, status = 200): UpstreamFailure {
  return callFailure(call, {
    kind,
    status,
    rule,
    limit,
    value,
    ...(kind === 'overloaded' ? { retryAfter: 1 } : {}),
  })
}

/** The failure of a call, as far as its facts are known. */
export function callFailure(
  call: Pick<Call, 'operation' | 'kind'>,
  facts: Omit<Failure, 'operation' | 'write'>,
  cause?: unknown,
) {
  return new UpstreamFailure({ operation: call.operation, write: call.kind !== 'read', ...facts }, cause)
}
