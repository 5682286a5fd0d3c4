import { quoted } from '../text/cut.ts'
import { readPair } from '../upstream/catalog/pair.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

/** The longest key that is accepted: keys of Camunda 7 have 64 characters, names of users may have hundreds. */
const MAX_KEY_LENGTH = 1_000
/** The longest id: a key of up to three bytes per character, in base64 with a cluster and a type. */
const MAX_ID_LENGTH = MAX_KEY_LENGTH * 4 + 500

/** Whether this is a text that can be a key of this form. Half of a surrogate pair has no place in a path. */
export const mayBeKey = (key: unknown, { pattern, isValid }: KeyForm): key is string =>
  typeof key === 'string' &&
  key.length <= MAX_KEY_LENGTH &&
  pattern.test(key) &&
  key.isWellFormed() &&
  isValid?.(key) !== false

/** Throws InvalidInput for text that cannot be a key of this generation. */
export function checkKey(argument: string, key: string, form: KeyForm): void {
  if (!mayBeKey(key, form)) throw new InvalidInput(argument, `${quoted(key)} is not a key. ${form.rule}`)
}

/** Throws InvalidInput for text that is none: on its way to the cluster it would silently become another one. */
export function checkCharacters(argument: string, text: string): void {
  if (!text.isWellFormed()) {
    throw new InvalidInput(argument, 'half of a surrogate pair is no text. Give whole characters.')
  }
}

/** What identifies users, groups and the like: any text. `.` and `..` would change the path. */
export const TEXT: KeyForm = {
  pattern: /^(?!\.{1,2}$).+$/s,
  rule: 'Give the text that identifies it, such as a user name. It is not empty, and not `.` or `..`.',
}

/** What identifies objects by a tenant and a name, within a global id. */
const PAIR: KeyForm = {
  pattern: TEXT.pattern,
  rule: 'Give the `id` of an object as it was answered.',
  isValid: (key) => {
    const [tenant, name] = readPair(key) ?? [null, '']
    return mayBeKey(name, TEXT) && (tenant === null || mayBeKey(tenant, TEXT))
  },
}

/** Throws InvalidInput for what identifies nothing. */
export const checkText = (argument: string, text: string): void => checkKey(argument, text, TEXT)

/** What the keys of a kind of object look like. */
export function keyFormOf<Row extends object>(
  { key, get, keyIsText, pair }: Resource<Row>,
  upstream: { keys: KeyForm },
): KeyForm {
  if (pair) return PAIR
  if (!keyIsText) return upstream.keys
  const pattern = upstream.keys.followsContract && get?.forms?.[key]
  return pattern ? likeThis(pattern) : TEXT
}

const forms = new Map<string, KeyForm>()

/** The form of keys that the contract has a pattern of. */
function likeThis(pattern: string): KeyForm {
  let form = forms.get(pattern)
  if (!form) {
    form = { pattern: new RegExp(pattern), rule: `It is like ${pattern}: give it as it was answered.` }
    forms.set(pattern, form)
  }
  return form
}

/** What a global id names. */
export interface GlobalId {
  /** The name of its cluster; undefined for the default one. */
  cluster: string | undefined
  type: string
  key: string
}

/**
 * The global id of an object: opaque for clients. Within it stands `Type:key`, or `cluster~Type:key`. Neither a type nor a
 * cluster's name has a colon or a tilde, so whatever stands after the first colon is the key, even if it looks like an id.
 * @param cluster the name that its rows carry; undefined for the default one
 */
export function toGlobalId(type: string, key: string, cluster?: string): string {
  const text = `${type}:${key}`
  return Buffer.from(cluster === undefined ? text : `${cluster}~${text}`).toString('base64url')
}

/** Reads a global id. Throws InvalidInput for text that is none. */
export function fromGlobalId(argument: string, id: string): GlobalId {
  const text = id.length > MAX_ID_LENGTH ? '' : Buffer.from(id, 'base64url').toString()
  const [, cluster, type, key] = /^(?:([\w.-]+)~)?(\w+):(.+)$/s.exec(text) ?? []
  if (!type || !key || toGlobalId(type, key, cluster) !== id) {
    throw new InvalidInput(
      argument,
      `${quoted(id)} is not an id of this API. Give the \`id\` of an object as it was answered.`,
    )
  }
  return { cluster, type, key }
}
