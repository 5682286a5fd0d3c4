import type { ExecutionResult } from 'graphql'
import { giveErrorId } from './error-ids.ts'
import { hiddenError, isForClients, toClientError } from './errors.ts'

type ResultErrors = NonNullable<ExecutionResult['errors']>

/** The error in the form that clients see: the gateway's own mistakes show nothing but an id, which is in the log. */
export function maskedError(error: unknown, message: string): ResultErrors[number] {
  return toClientError(error) ?? (isForClients(error) ? error : hiddenError(error, message, giveErrorId(error)))
}

/** The errors of an answer, as Yoga masks them: what clients see in another form is logged. */
export function maskedErrors(errors: ResultErrors, log: (error: unknown) => void): ResultErrors {
  return errors.map((error) => {
    const shown = maskedError(error, 'Unexpected error.')
    if (shown !== error) log(error)
    return shown
  })
}
