import { Rejection, type RejectionType } from '../engine/rejection.ts'
import { Problem } from '../problem.ts'

const STATUS: Readonly<Record<RejectionType, number>> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  INVALID_STATE: 409,
  ALREADY_EXISTS: 409,
}

/** The engine's name for the command of an operation, as its rejections quote it, where it is not its first word. */
const COMMANDS: Readonly<Record<string, string>> = {
  createElementInstanceVariables: 'UPDATE',
  throwJobError: 'THROW_ERROR',
  unassignUserTask: 'ASSIGN',
}

/** An error as the problem that it is to the client; null when it is a bug of ours. */
export function asProblem(error: unknown, operationId: string): Problem | null {
  if (error instanceof Problem) return error
  if (!(error instanceof Rejection)) return null
  const command = COMMANDS[operationId] ?? operationId.replace(/[A-Z].*$/, '').toUpperCase()
  return new Problem(
    STATUS[error.type],
    error.type,
    `Command '${command}' rejected with code '${error.type}': ${error.message}`,
  )
}
