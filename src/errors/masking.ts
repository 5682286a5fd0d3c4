import type { ExecutionResult } from 'graphql'
import { giveErrorId } from './error-ids.ts'
import { type ErrorDisclosure, hiddenError, isForClients, toClientError } from './errors.ts'

type ResultErrors = NonNullable<ExecutionResult['errors']>

/** Makes an answer's errors what clients may see of them. */
export type Mask = (errors: ResultErrors) => ResultErrors

/** The error as clients see it. Mistakes of the gateway show nothing but an id, under which the log has the error. */
export function maskedError(error: unknown, message: string, disclosure: ErrorDisclosure): ResultErrors[number] {
  return (
    toClientError(error, disclosure) ?? (isForClients(error) ? error : hiddenError(error, message, giveErrorId(error)))
  )
}

/** Masks the errors of an answer as Yoga does, and logs those that clients see in another form. */
export function maskedErrors(
  errors: ResultErrors,
  disclosure: ErrorDisclosure,
  log: (error: unknown) => void,
): ResultErrors {
  return errors.map((error) => {
    const shown = maskedError(error, 'Unexpected error.', disclosure)
    if (shown !== error) log(error)
    return shown
  })
}
