import { cut } from '../../../text/cut.ts'
import type { Meaning, Problem } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { HttpAnswer } from '../../wire/http.ts'
import { errorDocument } from '../../wire/problem.ts'

/** What the engine's exceptions mean, where its status says something else: by type, code or what the message holds. */
const MEANINGS: ReadonlyArray<[status: number, matches: (error: EngineError) => boolean]> = [
  [409, ({ type }) => type === 'TaskAlreadyClaimedException'],
  // 1 is optimistic locking: another transaction was faster.
  [409, ({ code, message }) => code === 1 || message.includes('ENGINE-03005')],
  [
    409,
    ({ message }) =>
      /ENGINE-13031|\d (executions|process definitions) match|ENGINE-03043|with id '[^']*' is suspended/.test(message),
  ],
  [409, ({ message }) => /is locked by worker|lock that expired/.test(message)],
  [404, ({ message }) => message.includes('MismatchingMessageCorrelationException')],
  [404, ({ type, message }) => !/^(Rest|InvalidRequest)/.test(type) && NOTHING_THERE.test(message)],
  // A value of a type that the engine has no serializer for, such as Xml without Spin.
  [400, ({ status, message }) => status === 500 && message.includes('Cannot find serializer')],
  [404, ({ status, message }) => status === 500 && NOTHING_THERE.test(message) && !/\bdecision\b/i.test(message)],
  [
    404,
    ({ status, message }) =>
      status === 500 &&
      // A decision that is missing is the model's fault: no command names one.
      !/decision|case definition/i.test(message) &&
      /no (deployed )?process definition|No (deployed|job|incident|external task)/i.test(message),
  ],
  [409, ({ type, message }) => type === 'BadUserRequestException' && / already exists$/.test(message)],
  [400, ({ message }) => message.includes('is not a valid resource identifier')],
  [404, ({ message }) => message.startsWith('no deployed decision requirements definition found')],
  [400, ({ status, type }) => status === 500 && /^(BadUserRequest|NotValid|InvalidRequest|Parse)/.test(type)],
  [
    400,
    ({ status, message }) =>
      status === 500 && /ENGINE-17007|lockTime is not|Cannot convert value|Unsupported value type/.test(message),
  ],
  [400, ({ code, message }) => code === VALUE_TOO_LONG || /\bvalue( is)? too long\b/i.test(message)],
]

/** What the engine has, as its messages call it: models have messages of their own, of customers that do not exist. */
const OBJECT =
  '(process |external )?(task|execution|instance|job|incident|definition|deployment|resource|variable|user|group|tenant)'

const NOTHING_THERE = new RegExp(
  `\\b${OBJECT}( \\w+)? is null|\\b(Cannot find|No matching) ${OBJECT}\\b|\\b${OBJECT}( with id)? \\S+ (doesn't|does not) exist|No process definition found`,
  'i',
)

/** What a model's own code or expression failed with, whose words are not the engine's. */
const OF_MODEL = /\b(used in|evaluating) expression\b|\bENGINE-09\d{3}\b/

/** A text that is longer than its column. */
const VALUE_TOO_LONG = 10_002

/** What failed while a transaction ended or its database was lost. Else an exception rolls the transaction back. */
const COMMITTING = /\bcommit|\brollback|roll(ed)? back|connection|link failure|timed? ?out/i

/** What the servers of the REST API (Jersey and CXF, RESTEasy) say of a path that they do not know. */
const UNKNOWN_PATH = /^HTTP 404 Not Found$|^RESTEASY\d+: /

/** Characters that are looked at: messages quote what was sent. */
const MAX_MESSAGE = 4_000

interface EngineError {
  status: number
  type: string
  message: string
  code: unknown
}

/**
 * The meaning of an error answer: `{type, message, code}` of an engine's exception, the text that its JSON reader writes, and
 * 401 without a body. The engine says 500 to much that is no fault of its own, so the status is read from the exception.
 */
export function readProblem(answer: HttpAnswer): Meaning | undefined {
  const { status, headers, body } = answer
  if (status === 401 && body === '') {
    return {
      problem: {
        title: 'Unauthorized',
        status,
        detail: 'Camunda 7 does not know these credentials, or has locked the user after wrong ones.',
      },
    }
  }
  const document = errorDocument(answer)
  const { type, message, code } = document ?? {}
  if (typeof type === 'string' && (typeof message === 'string' || message === null)) {
    const error: EngineError = { status, type, message: cut(message ?? '', MAX_MESSAGE), code }
    const meant = OF_MODEL.test(error.message)
      ? status
      : (MEANINGS.find(([, matches]) => matches(error))?.[0] ?? status)
    // No path of the API is built from what clients write, so this 404 is the address's fault, not a missing object.
    if (type === 'NotFoundException' && UNKNOWN_PATH.test(message ?? '')) return undefined
    const told = problem(error, meant, document ?? {})
    return { status: meant, problem: told, ...(COMMITTING.test(error.message) ? {} : { isUndone: true }) }
  }
  // What its JSON reader refuses; the text names the engine's classes from its second line on.
  if (status === 400 && String(headers['content-type'] ?? '').startsWith('text/plain')) {
    return { problem: { title: 'Bad Request', status, detail: cut(body.split('\n', 1)[0] ?? '', MAX_MESSAGE) } }
  }
  return undefined
}

function problem({ type, message }: EngineError, status: number, document: Record<string, unknown>): Problem {
  const detail = [message.replace(/\b[a-z]+(\.[a-z0-9]+)+\.([A-Z]\w+Exception: )/g, '$2'), details(document)]
    .filter((text) => text !== '')
    .join(' ')
  return { title: type, status, ...(detail ? { detail } : {}) }
}

/** What some exceptions say beside the message: who lacks which right on what, and where a model is wrong. */
function details(document: Record<string, unknown>): string {
  const { userId, missingAuthorizations, details } = document
  if (Array.isArray(missingAuthorizations) && missingAuthorizations.length > 0) {
    const rights = missingAuthorizations
      .filter(isJsonObject)
      .map(
        ({ permissionName, resourceName, resourceId }) => `${permissionName} on ${resourceName} ${resourceId ?? '*'}`,
      )
    return `(user ${userId}: ${rights.length > 1 ? 'one of ' : ''}${rights.join(', ')})`
  }
  if (!isJsonObject(details)) return ''
  return Object.entries(details)
    .flatMap(([resource, report]) =>
      isJsonObject(report) && Array.isArray(report.errors)
        ? report.errors
            .filter(isJsonObject)
            .map((error) => `${resource} line ${error.line}, column ${error.column}: ${error.message}`)
        : [],
    )
    .join(' ')
}
