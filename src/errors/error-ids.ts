import { randomUUID } from 'node:crypto'

/** Keyed by the error, so that the client's answer and the log have the same id. */
const ids = new WeakMap<object, string>()

/** The id of an error that is hidden from clients: they get the id, and the log has the error under it. */
export function giveErrorId(error: unknown): string {
  const known = errorIdOf(error)
  if (known !== undefined) return known
  const id = randomUUID()
  if (isObject(error)) ids.set(error, id)
  return id
}

/** The id that was given to an error; undefined if clients were told the error itself. */
export function errorIdOf(error: unknown): string | undefined {
  return isObject(error) ? ids.get(error) : undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
