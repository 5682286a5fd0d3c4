import { toClientError } from './errors.ts'

/** Refusals are for clients to read; anything else that a plugin throws is a mistake of the gateway's and is thrown on. */
export function asRefusal(error: unknown) {
  const refusal = toClientError(error)
  if (!refusal) throw error
  return refusal
}
