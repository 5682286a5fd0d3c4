/** Why the engine refuses a command. */
export type RejectionType = 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'INVALID_STATE' | 'ALREADY_EXISTS'

/** A command that the engine refuses. */
export class Rejection extends Error {
  readonly type: RejectionType

  constructor(type: RejectionType, message: string) {
    super(message)
    this.name = 'Rejection'
    this.type = type
  }
}

/** Says that no such entity exists, in the engine's words. */
export function noSuch(command: string, entity: string, key: string): Rejection {
  return new Rejection(
    'NOT_FOUND',
    `Expected to ${command} ${entity} with key '${key}', but no such ${entity} was found`,
  )
}
