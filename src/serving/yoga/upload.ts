import { Refused } from '../../errors/refused.ts'
import { holdsRawNumber } from '../../operation/plain-variables.ts'
import { damaged, withoutMark } from '../../request/body-text.ts'
import { quoted } from '../../text/cut.ts'
import { parseExact } from '../../upstream/json/exact-json.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'

/**
 * Reads a question, or several, with files, as the GraphQL multipart request specification has it. A file may be put only
 * where variables have a null: a list could else be given billions of elements in a few bytes.
 * @param body as it came; undefined where it is not known
 */
export async function readUpload(request: Request, body: Buffer | undefined): Promise<unknown> {
  const form = await readForm(request)
  if (body) refuseDamaged(form, body)
  const operations = readJson(form, 'operations')
  if (operations === undefined) throw refusal('`operations` is missing: it holds the question, as JSON.')
  const map = readJson(form, 'map') ?? {}
  if (!isJsonObject(map)) throw refusal('`map` must be a JSON object with a list of paths for each file.')
  for (const [name, paths] of Object.entries(map)) {
    if (!Array.isArray(paths))
      throw refusal(`\`map\` must have a list of paths for ${quoted(name)}, such as ["variables.file"].`)
    const file = form.get(name)
    if (file === null || typeof file === 'string')
      throw refusal(`\`map\` names ${quoted(name)}, but no part of that name holds a file.`)
    for (const path of paths) put(operations, String(path), file)
  }
  holdsRawNumber(operations)
  return operations
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (error) {
    // The request was given up.
    if (error instanceof DOMException) throw error
    throw refusal(
      `The body cannot be read as multipart/form-data${error instanceof Error ? `: ${error.message}` : '.'}`,
    )
  }
}

function readJson(form: FormData, name: string): unknown {
  const text = form.get(name)
  if (text === null || text === '') return undefined
  try {
    if (typeof text === 'string') return parseExact(withoutMark(text))
  } catch {}
  throw refusal(`\`${name}\` must be JSON, as a text and not as a file.`)
}

/** Puts a file in the place of a null. */
function put(operations: unknown, path: string, file: File): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let found: unknown = operations
  for (const name of names) found = propertyOf(found, name)
  // In a batch the number of the question comes first.
  if (names[Array.isArray(operations) ? 1 : 0] !== 'variables' || propertyOf(found, last) !== null) throw noPlace(path)
  Object.defineProperty(found, last, { value: file, writable: true, enumerable: true, configurable: true })
}

/** Undefined for what is not the value's own: a path could else lead to what all objects inherit. */
function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

function noPlace(path: string): Refused {
  return refusal(
    `each path of \`map\` must lead to a null in the variables of \`operations\`; ${quoted(path)} does not.`,
  )
}

/** Where text is no UTF-8, U+FFFD stands in it, which no part of the body holds. Files are bytes, but have names. */
function refuseDamaged(form: FormData, body: Buffer): void {
  for (const [name, value] of form) {
    const texts = typeof value === 'string' ? [name, value] : [name, value.name]
    for (const text of texts) if (text.includes(LOST) && !isIn(text, body)) throw damaged('A part of the form')
  }
}

const LOST = '\uFFFD'

/** What stands around these signs may be written in other ways in the head of a part. */
const isIn = (text: string, body: Buffer) =>
  text.split(/["%\\/\r\n]/).every((part) => !part.includes(LOST) || body.includes(part))

function refusal(message: string): Refused {
  return new Refused('BAD_REQUEST', message, { retryable: false }, { status: 400 })
}
