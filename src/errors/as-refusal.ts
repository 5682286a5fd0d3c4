import { toClientError } from './errors.ts'

/** A plugin's refusal as a GraphQL error for the client. Other errors are mistakes of the gateway and are thrown on. */
export function asRefusal(error: unknown) {
  const refusal = toClientError(error)
  if (!refusal) throw error
  return refusal
}
