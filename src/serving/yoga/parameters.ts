import { Refused } from '../../errors/refused.ts'
import { holdsRawNumber } from '../../operation/plain-variables.ts'
import { damaged, withoutMark } from '../../request/body-text.ts'
import { ownText } from '../../text/memory.ts'
import { parseExact } from '../../upstream/json/exact-json.ts'

/** A question has five; whoever sends it may have some of their own. */
const MAX_FIELDS = 100

/**
 * Reads the parameters of a question from an address or a form, which have all other fields for themselves.
 * @param text as it was sent. Fields by the million would take minutes
 */
export function readParameters(text: string): object {
  if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) throw tooMany()
  if (isDamaged(text)) throw damaged('The query of the address, or the form,')
  const fields = new URLSearchParams(text)
  const query = fields.get('query')
  return {
    // A piece of an address or a form holds on to all of it.
    query: query === null ? undefined : ownText(query),
    operationName: fields.get('operationName') ?? undefined,
    documentId: fields.get('documentId') ?? undefined,
    variables: readJson('variables', fields),
    extensions: readJson('extensions', fields),
  }
}

/** Bytes above those of ASCII, as they are written in addresses and forms: signs of other letters are made of these alone. */
const HIGH_BYTES = /(?:%[89a-f][\da-f])+/gi

/** Whether bytes are no UTF-8: `URLSearchParams` would put U+FFFD in their place. */
function isDamaged(text: string): boolean {
  try {
    for (const [bytes] of text.matchAll(HIGH_BYTES)) decodeURIComponent(bytes)
    return false
  } catch {
    return true
  }
}

function readJson(name: string, fields: URLSearchParams): unknown {
  const text = withoutMark(fields.get(name) ?? '')
  if (text === '') return undefined
  const value = parsed(name, text)
  // Whoever works on it would use up the stack.
  holdsRawNumber(value)
  return value
}

function parsed(name: string, text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    const message = `\`${name}\` must be a JSON object, and its text is no JSON. Leave it out where there is none.`
    throw new Refused('BAD_USER_INPUT', message, { retryable: false }, { status: 400 })
  }
}

function tooMany(): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    `The address or form has more than ${MAX_FIELDS} fields, but a question is in five: query, variables, operationName, extensions, documentId.`,
    { retryable: false },
    { status: 400 },
  )
}
