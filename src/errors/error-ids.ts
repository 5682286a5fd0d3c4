import { randomUUID } from 'node:crypto'

/** By the error, so that whoever tells the client and whoever writes the log name the same. */
const ids = new WeakMap<object, string>()

/** The id of an error that clients must not see: they are told the id, and the log has the error by it. */
export function giveErrorId(error: unknown): string {
  const known = errorIdOf(error)
  if (known !== undefined) return known
  const id = randomUUID()
  if (isObject(error)) ids.set(error, id)
  return id
}

/** The id that was given to an error; undefined where clients were told what it is. */
export function errorIdOf(error: unknown): string | undefined {
  return isObject(error) ? ids.get(error) : undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
