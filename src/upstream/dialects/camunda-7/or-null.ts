import { UpstreamFailure } from '../../failures/failure.ts'

/** Whether a call failed because what it names is not there, or hidden from the caller. */
export function isMissing(error: unknown): boolean {
  return error instanceof UpstreamFailure && error.isNotFound
}

/** What a read answers; null where there is nothing. */
export async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
