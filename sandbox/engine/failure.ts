import { FeelError } from './feel.ts'
import type { IncidentErrorType, Job } from './records.ts'

/** Something that stops an element and raises an incident. */
export class Failure extends Error {
  readonly errorType: IncidentErrorType
  readonly job: Job | null

  constructor(errorType: IncidentErrorType, message: string, job: Job | null = null) {
    super(message)
    this.name = 'Failure'
    this.errorType = errorType
    this.job = job
  }
}

/** Reads an error as the failure that it is to a process; any other error is a bug and is thrown on. */
export function asFailure(error: unknown, errorType: IncidentErrorType = 'EXTRACT_VALUE_ERROR'): Failure {
  if (error instanceof Failure) return error
  if (error instanceof FeelError) return new Failure(errorType, error.message)
  throw error
}
