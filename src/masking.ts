import type { ExecutionResult } from 'graphql'
import { maskError } from 'graphql-yoga'
import { giveErrorId } from './error-ids.ts'
import { toClientError, withUnfitValueHidden } from './errors.ts'

type ResultErrors = NonNullable<ExecutionResult['errors']>

/** The error in the form that clients see: the gateway's own mistakes show nothing but an id, which is in the log. */
export function maskedError(error: unknown, message: string): Error {
  const told = toClientError(error)
  if (told) return told
  const hidden = withUnfitValueHidden(error)
  // Never the development form, which shows stacks.
  const masked = maskError(hidden, message, false)
  if (masked !== hidden) Object.assign((masked as ResultErrors[number]).extensions, { errorId: giveErrorId(error) })
  return masked
}

/** The errors of an answer, as Yoga masks them: what clients see in another form is logged. */
export function maskedErrors(errors: ResultErrors, log: (error: unknown) => void): ResultErrors {
  return errors.map((error) => {
    const shown = maskedError(error, 'Unexpected error.')
    if (shown !== error) log(error)
    return shown as ResultErrors[number]
  })
}
