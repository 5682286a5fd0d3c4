import { InvalidInput } from '../upstream/failure.ts'

// Camunda's keys are 64-bit integers written as text; the contract allows up to 25 characters.
const KEY = /^-?[0-9]{1,24}$/

/** Throws InvalidInput for text that cannot be one of Camunda's keys. */
export function checkKey(argument: string, key: string): void {
  if (!KEY.test(key)) {
    throw new InvalidInput(
      argument,
      `${quoted(key)} is not a key. A key is made of digits, such as "2251799813685249".`,
    )
  }
}

/** Text of the client's for a message: in quotes, and cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

/** The global id of an object: opaque for clients. */
export function toGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`).toString('base64url')
}

/** Reads a global id. Throws InvalidInput for text that is none. */
export function fromGlobalId(argument: string, id: string): { type: string; key: string } {
  const [type, key, ...rest] = Buffer.from(id, 'base64url').toString().split(':')
  if (!type || !key || rest.length > 0 || toGlobalId(type, key) !== id) {
    throw new InvalidInput(
      argument,
      `${quoted(id)} is not an id of this API. Give the \`id\` of an object as it was answered.`,
    )
  }
  return { type, key }
}
