import { type Call, Multipart } from '../wire/call.ts'

/** What a command has touched, as far as it says so. */
export interface Touched {
  /** The operationId. */
  operation: string
  /** The keys of objects. */
  keys: readonly string[]
  /** The fields that name what it has made: the lists of objects that have them may have grown. */
  made: readonly string[]
}

/** Is told what commands have touched. */
export interface Touching {
  /** Whether anybody listens: finding out takes as long as writing the command's JSON. */
  isWanted(): boolean
  tell(touched: Touched): void
}

/** What names an object in Camunda's JSON. Values are bounded: one of megabytes is no name. */
const KEY =
  /"(\w*[kK]ey|username|groupId|roleId|tenantId|mappingRuleId|clientId|documentId|listenerId|id|name)":"([^"\\]{1,512})"/g

/** Thousands of objects have the same of these: they say nothing of what is touched. */
const SHARED = /Definition|Requirements|^tenantId$|^formKey$/

/** The keys that a text of JSON holds. */
export function keysIn(json: string): Set<string> {
  const keys = new Set<string>()
  for (const [, field = '', key] of json.matchAll(KEY)) if (key && !SHARED.test(field)) keys.add(key)
  return keys
}

/** The longest name that there is, in characters. */
const MAX_NAME = 512

/** Keys that are told of one command: a batch names thousands. */
const MAX_KEYS = 200

/** Says what a command has touched, by its path, its body and its answer. */
export function touchedBy({ operation, kind, path, method, body }: Call, answer: unknown): Touched {
  const [withoutQuery = ''] = path.split('?')
  const inPath = withoutQuery.split('/').filter(Boolean).map(decoded)
  const given = body === undefined || body instanceof Multipart ? '' : JSON.stringify(body)
  // A poll names nothing there.
  const named = kind === 'poll' ? [] : inPath.slice(1)
  const keys = new Set([...named, ...keysIn(given), ...keysIn(JSON.stringify(answer) ?? '')])
  const made =
    method === 'POST' ? [given === '' ? undefined : body, answer].flatMap((one) => namesOfNew(one, inPath)) : []
  return { operation, keys: [...keys].slice(0, MAX_KEYS), made: [...new Set(made)] }
}

/** The fields of an object that name something which the path does not name. */
function namesOfNew(object: unknown, inPath: readonly string[]): string[] {
  if (typeof object !== 'object' || object === null) return []
  return Object.entries(object).flatMap(([field, value]) => {
    const isName = typeof value === 'string' && value.length <= MAX_NAME && !inPath.includes(value)
    return isName && keysIn(JSON.stringify({ [field]: value })).size > 0 ? [field] : []
  })
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
