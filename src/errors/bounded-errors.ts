import type { ExecutionResult } from 'graphql'
import { cut, cutInside } from '../text/cut.ts'
import { cutValues } from '../text/cut-values.ts'
import { actedOn } from './error-code.ts'
import { countErrors, errorsLeftOut, isInOwnWords, reworded } from './errors.ts'

type AnswerError = NonNullable<ExecutionResult['errors']>[number]

/** The most errors of an answer; one more then says how many there are. */
const MAX_ERRORS = 100
/** The most bytes of JSON for all errors: in an answer with data, where each row may have one, and in one without. */
const MAX_BYTES = 32_000
const MAX_BYTES_REFUSED = 8_000
/** Bytes of one. */
const MAX_BYTES_EACH = 4_000

/** Characters of a message; and of one by which GraphQL refuses a question, because it quotes the question's values. */
const MAX_MESSAGE = 1_000
const MAX_REFUSAL = 300
/** Characters of a path that is told in full: clients use it to find what is missing in the data. */
const MAX_PATH = 500

/** The answer with its errors cut to a few kilobytes, however many there are and whatever they quote. */
export function withBoundedErrors(result: ExecutionResult): ExecutionResult {
  const { errors } = result
  if (!errors) return result
  const told = boundedErrors(errors, 'data' in result ? MAX_BYTES : MAX_BYTES_REFUSED)
  return told.every((error, index) => error === errors[index]) ? result : { ...result, errors: told }
}

function boundedErrors(errors: readonly AnswerError[], maxBytes: number): AnswerError[] {
  const told: AnswerError[] = []
  let bytes = 0
  for (const error of errors) {
    const short = shortened(error)
    bytes += sizeOf(short)
    if (told.length === MAX_ERRORS || bytes > maxBytes) break
    told.push(short)
  }
  if (told.length < errors.length) told.push(errorsLeftOut(told.length, countErrors(errors), httpOf(errors)))
  return told
}

function shortened(error: AnswerError): AnswerError {
  const message = isInOwnWords(error) ? cutInside(error.message, MAX_MESSAGE) : shortMessage(error)
  const path = shortPath(error.path)
  const extensions = withoutCaught(error.extensions)
  const isShort = message === error.message && path === error.path && extensions === error.extensions
  const short = isShort && !hasManyPlaces(error) ? error : reworded(error, { message, path, extensions })
  if (sizeOf(short) <= MAX_BYTES_EACH) return short
  return reworded(short, { message: cutInside(message, MAX_REFUSAL), path, extensions: factsOf(extensions) })
}

/** Errors of validation have no path or no code, and quote what the client sent: so they are cut shorter. */
function shortMessage({ message, path, extensions }: AnswerError): string {
  if (!path) return cutInside(cutValues(message), MAX_REFUSAL)
  return cutInside(extensions.code === undefined ? cutValues(message) : message, MAX_MESSAGE)
}

function shortPath(path: AnswerError['path']): AnswerError['path'] {
  if (!path || path.reduce<number>((sum, one) => sum + String(one).length, 0) <= MAX_PATH) return path
  return path.map((one) => (typeof one === 'string' ? cut(one) : one))
}

const hasManyPlaces = ({ locations }: AnswerError) => (locations?.length ?? 0) > 10

/** Removes `originalError`, which Yoga adds for bodies that cannot be read: it is for the log. */
function withoutCaught(extensions: AnswerError['extensions']): AnswerError['extensions'] {
  if (!('originalError' in extensions)) return extensions
  const { originalError: _, http, ...told } = extensions
  // Yoga answers 200 to a client's mistake unless there is an original error.
  return { ...told, http: { ...(typeof http === 'object' ? http : {}), spec: false } }
}

/** Shortens extensions that are too long: keeps plain values only, cut. */
function factsOf(extensions: AnswerError['extensions']): Record<string, unknown> {
  const facts = Object.entries(extensions).flatMap(([name, value]): Array<[string, unknown]> => {
    if (name === 'http') return [[name, value]]
    if (typeof value === 'string') return [[name, cut(value)]]
    return typeof value === 'object' ? [] : [[name, value]]
  })
  return Object.fromEntries(facts.slice(0, 20).map(([name, value]) => [cut(name), value]))
}

/** The highest status among all errors, including those that are left out, with its headers. */
function httpOf(errors: readonly AnswerError[]): object | undefined {
  let highest: { status?: unknown } | undefined
  for (const { extensions } of errors) {
    const http: unknown = extensions.http
    if (typeof http === 'object' && http !== null && statusOf(http) > statusOf(highest)) highest = http
  }
  return highest
}

function statusOf(http: { status?: unknown } | undefined): number {
  return typeof http?.status === 'number' ? http.status : 0
}

/** Bytes of an error as it goes over the wire. */
const sizeOf = (error: AnswerError) => Buffer.byteLength(JSON.stringify(shown(error)))

/** An answer for somebody else to write: each of its errors has a code. */
export function withCodes(result: ExecutionResult): ExecutionResult {
  const { errors } = result
  if (!errors) return result
  const coded = errors.map((error) => {
    const { message, path, extensions } = error
    return reworded(error, { message, path, extensions: { ...extensions, ...actedOn(extensions) } })
  })
  return { ...result, errors: coded }
}

/** An error without what is for the HTTP answer alone. */
export function shown(error: AnswerError): object {
  const { extensions, ...rest } = error.toJSON()
  const { http: _, unexpected: __, ...told } = extensions ?? {}
  return { ...rest, extensions: { ...told, ...actedOn(told) } }
}
