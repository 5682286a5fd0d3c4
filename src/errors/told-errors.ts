import type { ExecutionResult } from 'graphql'
import { cut, cutInside } from '../text/cut.ts'
import { cutValues } from '../text/cut-values.ts'
import { actedOn } from './error-code.ts'
import { countErrors, errorsLeftOut, isInOwnWords, reworded } from './errors.ts'

type ToldError = NonNullable<ExecutionResult['errors']>[number]

/** Of an answer's errors so many are told, and one more that says how many there are. */
const MAX_ERRORS = 100
/** Bytes of JSON that errors take at most beside data, where each may be one row's, and where nothing was executed. */
const MAX_BYTES = 32_000
const MAX_BYTES_REFUSED = 8_000
/** Bytes of one. */
const MAX_BYTES_EACH = 4_000

/** Characters of a message, and of one by which GraphQL refuses a question: it holds values of that question's. */
const MAX_MESSAGE = 1_000
const MAX_REFUSAL = 300
/** Characters of a path that is told letter by letter: clients look by it for what is missing in the data. */
const MAX_PATH = 500

/** An answer as it is told: however many errors it has, and whatever was sent, they take some kilobytes. */
export function withToldErrors(result: ExecutionResult): ExecutionResult {
  const { errors } = result
  if (!errors) return result
  const told = toldErrors(errors, 'data' in result ? MAX_BYTES : MAX_BYTES_REFUSED)
  return told.every((error, index) => error === errors[index]) ? result : { ...result, errors: told }
}

function toldErrors(errors: readonly ToldError[], maxBytes: number): ToldError[] {
  const told: ToldError[] = []
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

function shortened(error: ToldError): ToldError {
  const message = isInOwnWords(error) ? cutInside(error.message, MAX_MESSAGE) : shortMessage(error)
  const path = shortPath(error.path)
  const extensions = withoutCaught(error.extensions)
  const isShort = message === error.message && path === error.path && extensions === error.extensions
  const short = isShort && !hasManyPlaces(error) ? error : reworded(error, { message, path, extensions })
  if (sizeOf(short) <= MAX_BYTES_EACH) return short
  return reworded(short, { message: cutInside(message, MAX_REFUSAL), path, extensions: factsOf(extensions) })
}

/** GraphQL refuses documents and variables before anything has a path, and gives no code for a value of an argument. */
function shortMessage({ message, path, extensions }: ToldError): string {
  if (!path) return cutInside(cutValues(message), MAX_REFUSAL)
  return cutInside(extensions.code === undefined ? cutValues(message) : message, MAX_MESSAGE)
}

function shortPath(path: ToldError['path']): ToldError['path'] {
  if (!path || path.reduce<number>((sum, one) => sum + String(one).length, 0) <= MAX_PATH) return path
  return path.map((one) => (typeof one === 'string' ? cut(one) : one))
}

const hasManyPlaces = ({ locations }: ToldError) => (locations?.length ?? 0) > 10

/** What was caught is for the log: Yoga tells it of bodies that cannot be read. */
function withoutCaught(extensions: ToldError['extensions']): ToldError['extensions'] {
  if (!('originalError' in extensions)) return extensions
  const { originalError: _, http, ...told } = extensions
  // Yoga answers 200 to what is the client's own mistake, unless something was caught.
  return { ...told, http: { ...(typeof http === 'object' ? http : {}), spec: false } }
}

/** Of extensions that are too long: what is no list or object, cut. */
function factsOf(extensions: ToldError['extensions']): Record<string, unknown> {
  const facts = Object.entries(extensions).flatMap(([name, value]): Array<[string, unknown]> => {
    if (name === 'http') return [[name, value]]
    if (typeof value === 'string') return [[name, cut(value)]]
    return typeof value === 'object' ? [] : [[name, value]]
  })
  return Object.fromEntries(facts.slice(0, 20).map(([name, value]) => [cut(name), value]))
}

/** The status and headers of all of them, also of those that are left out. */
function httpOf(errors: readonly ToldError[]): object | undefined {
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
const sizeOf = (error: ToldError) => Buffer.byteLength(JSON.stringify(shown(error)))

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
export function shown(error: ToldError): object {
  const { extensions, ...rest } = error.toJSON()
  const { http: _, unexpected: __, ...told } = extensions ?? {}
  return { ...rest, extensions: { ...told, ...actedOn(told) } }
}
