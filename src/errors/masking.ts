import type { ExecutionResult } from 'graphql'
import { giveErrorId } from './error-ids.ts'
import { hiddenError, isForClients, type Telling, toClientError } from './errors.ts'

type ResultErrors = NonNullable<ExecutionResult['errors']>

/** The error in the form that clients see: the gateway's own mistakes show nothing but an id, which is in the log. */
export function maskedError(error: unknown, message: string, telling: Telling): ResultErrors[number] {
  return (
    toClientError(error, telling) ?? (isForClients(error) ? error : hiddenError(error, message, giveErrorId(error)))
  )
}

/** The errors of an answer, as Yoga masks them: what clients see in another form is logged. */
export function maskedErrors(errors: ResultErrors, telling: Telling, log: (error: unknown) => void): ResultErrors {
  return errors.map((error) => {
    const shown = maskedError(error, 'Unexpected error.', telling)
    if (shown !== error) log(error)
    return shown
  })
}
