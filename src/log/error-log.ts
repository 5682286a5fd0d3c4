import { errorIdOf } from '../error-ids.ts'
import { toLogEntry } from '../errors.ts'
import type { Logger } from './logger.ts'

/** Writes errors that clients see in another form, with the id that clients are told; leaves out what they were told. */
export function errorLog(logger: Logger): (error: unknown) => void {
  return (error) => {
    const entry = toLogEntry(error)
    const errorId = errorIdOf(error)
    if (entry === undefined && errorId === undefined) return
    const facts = errorId === undefined ? {} : { errorId }
    if (entry instanceof Error) logger.error({ err: withoutValue(entry), ...facts }, 'unexpected error')
    else logger.error(facts, typeof entry === 'string' ? entry : `unexpected error: ${String(entry)}`)
  }
}

/** GraphQL quotes a value that does not fit its type: it may be one of a variable's. */
function withoutValue(error: Error): Error {
  const message = error.message.replace(/( cannot represent [^:]*): .*/s, '$1.')
  if (message === error.message) return error
  const plain = new Error(message)
  if (error.stack !== undefined) plain.stack = error.stack.replace(error.message, () => message)
  return plain
}
