import { quoted } from '../text/cut.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

/** Characters of the longest texts that are looked at: keys of Camunda 7 have 64, ids are these as base64 with a type. */
const LONGEST_KEY = 1_000
const LONGEST_ID = 2_000

/** Throws InvalidInput for text that cannot be a key of this generation. */
export function checkKey(argument: string, key: string, { pattern, rule }: KeyForm): void {
  if (key.length > LONGEST_KEY || !pattern.test(key))
    throw new InvalidInput(argument, `${quoted(key)} is not a key. ${rule}`)
}

/** The global id of an object: opaque for clients. */
export function toGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`).toString('base64url')
}

/** Reads a global id. Throws InvalidInput for text that is none. */
export function fromGlobalId(argument: string, id: string): { type: string; key: string } {
  // A key may hold colons itself: definitions of Camunda 7 do.
  const text = id.length > LONGEST_ID ? '' : Buffer.from(id, 'base64url').toString()
  const [, type, key] = /^(\w+):(.+)$/s.exec(text) ?? []
  if (!type || !key || toGlobalId(type, key) !== id) {
    throw new InvalidInput(
      argument,
      `${quoted(id)} is not an id of this API. Give the \`id\` of an object as it was answered.`,
    )
  }
  return { type, key }
}
