import { InvalidInput } from '../upstream/failures/failure.ts'
import { MAX_BATCH } from '../upstream/loading/batches.ts'

/** The most elements of a list in the arguments: as many keys as the cluster takes. */
const MAX_LIST = MAX_BATCH

/** Throws InvalidInput for a list that is too long. */
export function checkLength(argument: string, list: readonly unknown[]): void {
  if (list.length <= MAX_LIST) return
  throw new InvalidInput(argument, `at most ${MAX_LIST} are possible, this has ${list.length}. Ask in parts.`)
}
