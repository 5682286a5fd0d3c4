import { InvalidInput } from '../upstream/failures/failure.ts'
import { MAX_BATCH } from '../upstream/loading/batches.ts'

/** The most elements of a list that is given as an argument or within one: as many as the cluster takes of keys. */
const MAX_LIST = MAX_BATCH

/** Throws InvalidInput for a list that is too long. */
export function checkLength(argument: string, list: readonly unknown[]): void {
  if (list.length <= MAX_LIST) return
  throw new InvalidInput(argument, `at most ${MAX_LIST} are possible, this has ${list.length}. Ask in parts.`)
}
