import type { Plugin } from 'graphql-yoga'
import { Refused } from '../../errors/refused.ts'
import { quoted } from '../../text/cut.ts'
import { readAs } from './read-as.ts'

/** A question has four; clients may add some of their own. */
const MAX_FIELDS = 100

/**
 * Checks forms and uploads before Yoga processes them: millions of fields would take it minutes. A file may stand only
 * where the question has a null, as the GraphQL multipart request specification says; otherwise a few bytes could make
 * a list of billions of elements.
 */
export function forms(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (!requestParser) return
      const type = request.headers.get('content-type') ?? ''
      if (type.startsWith('application/x-www-form-urlencoded')) {
        setRequestParser((form) => requestParser(readAs(form, 'text', async () => withFewFields(await form.text()))))
      } else if (type.startsWith('multipart/form-data')) {
        setRequestParser((form) => requestParser(readAs(form, 'formData', async () => mapped(await form.formData()))))
      }
    },
  }
}

function withFewFields(form: string): string {
  if (form.split('&', MAX_FIELDS + 1).length <= MAX_FIELDS) return form
  throw new Refused(
    'BAD_USER_INPUT',
    `The form has more than ${MAX_FIELDS} fields, but a question is in four: query, variables, operationName, extensions.`,
    { retryable: false },
    { status: 400 },
  )
}

/** Throws an Error, which Yoga reports as a faulty upload. */
function mapped(form: FormData): FormData {
  const operations = readJson(form.get('operations'))
  const map = readJson(form.get('map'))
  // Yoga reports everything else that is wrong with these two.
  for (const path of Object.values(map ?? {}).flat()) {
    if (operations === undefined || isNullAt(operations, String(path))) continue
    throw new Error(`each path of \`map\` must lead to a null in \`operations\`; ${quoted(String(path))} does not.`)
  }
  return form
}

function readJson(text: unknown): object | undefined {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function isNullAt(operations: object, path: string): boolean {
  let found: unknown = operations
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return false
    found = (found as Record<string, unknown>)[name]
  }
  return found === null
}
