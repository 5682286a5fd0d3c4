import { check } from '../check.ts'
import type { Node } from '../table.ts'
import { type CheckedRequest, checkBody, checkQuery } from '../validate.ts'
import type { LegacyMatch } from './load.ts'

/** A request as it came, its headers too, to be held against the table of an older API. */
export interface LegacyRequest extends CheckedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** An answer as it goes, to be held against the table of an older API. */
export interface CheckedAnswer {
  readonly status: number
  /** The media type, with or without parameters; undefined where there is no body. */
  readonly media: string | undefined
  /** Parsed, if it is JSON; undefined where there is none. */
  readonly body: unknown
}

/**
 * Holds a request against the operation that it is for. Returns what is wrong with it, a sentence each: the older APIs
 * ignore what they do not know, and then do or answer something else than was asked for.
 */
export function checkLegacyRequest(match: LegacyMatch, request: LegacyRequest): string[] {
  const { table, operation, parameters } = match
  return [
    ...Object.entries(operation.parameters ?? {}).flatMap(([name, field]) =>
      check(table, field, parameters[name], `path ${name}`),
    ),
    ...checkQuery(table, operation, request.query ?? {}),
    ...checkBody(table, operation, request),
    ...checkMedia(match, request),
    ...checkTogether(match, request.body),
  ]
}

/**
 * Holds an answer against the operation that it is for: its status must be one of those that there are, its media type
 * and its body those that go with it. Returns what is wrong, a sentence each.
 */
export function checkLegacyAnswer(match: LegacyMatch, { status, media, body }: CheckedAnswer): string[] {
  const { table, operationId, operation } = match
  const path = `answer ${status} of ${operationId}`
  const types: Readonly<Record<string, Node>> = {
    ...table.anywhere[status],
    ...(operation.problems.includes(status) ? { 'application/problem+json': { ref: 'Problem' } } : {}),
    ...operation.answers[status],
  }
  const isEmpty = operation.answers[status] !== undefined && Object.keys(types).length === 0
  if (isEmpty) return body === undefined ? [] : [`${path} must have no body`]
  if (Object.keys(types).length === 0) return [`${path} is not a status of this operation`]
  const type = types[plain(media)]
  if (!type) return [`${path} is ${media ?? 'without a body'}, not ${Object.keys(types).join(' or ')}`]
  return check(table, type, body, path)
}

/** Whether the caller takes what the operation answers, and sends the media type where it is asked for. */
function checkMedia({ operation }: LegacyMatch, { headers }: LegacyRequest): string[] {
  const problems: string[] = []
  const sent = String(headers['content-type'] ?? '')
  if (operation.needsMedia && !sent.startsWith(operation.body?.media ?? ''))
    problems.push(`content-type is ${sent || 'missing'}, not ${operation.body?.media}`)
  const answered = Object.entries(operation.answers).flatMap(([status, answer]) =>
    status.startsWith('2') ? Object.keys(answer) : [],
  )
  const accept = headers.accept === undefined ? '*/*' : String(headers.accept)
  if (answered.length > 0 && !answered.some((media) => accepts(accept, media)))
    problems.push(`accept is ${accept}, without ${answered.join(' or ')}`)
  return problems
}

function accepts(accept: string, media: string): boolean {
  const ranges = accept.split(',').map(plain)
  return ranges.some((range) => range === '*/*' || range === media || range === `${media.split('/')[0]}/*`)
}

const plain = (media: string | undefined) => (media?.split(';')[0] ?? '').trim()

/** Members of the body that exclude each other, and those of which one must be there. */
function checkTogether({ operation }: LegacyMatch, body: unknown): string[] {
  const given = (names: readonly string[]) => names.filter((name) => memberAt(body, name.split('.')) !== undefined)
  return [
    ...(operation.atMostOne ?? [])
      .filter((names) => given(names).length > 1)
      .map((names) => `body has ${given(names).join(' and ')}; only one of ${names.join(', ')} may be there`),
    ...(operation.atLeastOne ?? [])
      .filter((names) => given(names).length === 0)
      .map((names) => `body has none of ${names.join(', ')}`),
  ]
}

function memberAt(value: unknown, [name, ...path]: readonly string[]): unknown {
  if (name === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return memberAt((value as Record<string, unknown>)[name], path)
}
