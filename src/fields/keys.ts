import { quoted } from '../text/cut.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import { InvalidInput } from '../upstream/failure.ts'

/** Throws InvalidInput for text that cannot be a key of this generation. */
export function checkKey(argument: string, key: string, { pattern, rule }: KeyForm): void {
  if (!pattern.test(key)) throw new InvalidInput(argument, `${quoted(key)} is not a key. ${rule}`)
}

/** The global id of an object: opaque for clients. */
export function toGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`).toString('base64url')
}

/** Reads a global id. Throws InvalidInput for text that is none. */
export function fromGlobalId(argument: string, id: string): { type: string; key: string } {
  // A key may hold colons itself: definitions of Camunda 7 do.
  const [, type, key] = /^(\w+):(.+)$/s.exec(Buffer.from(id, 'base64url').toString()) ?? []
  if (!type || !key || toGlobalId(type, key) !== id) {
    throw new InvalidInput(
      argument,
      `${quoted(id)} is not an id of this API. Give the \`id\` of an object as it was answered.`,
    )
  }
  return { type, key }
}
