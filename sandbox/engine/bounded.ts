import { createContext, Script } from 'node:vm'

const place = createContext({ work: (): unknown => undefined })
const script = new Script('work()')

/** Whether work was ended because it took too long: its error is of the script's own world. */
export const isTooLong = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Does work that must not keep the one thread for ever, and ends it where it takes longer. */
export function within<T>(ms: number, work: () => T): T {
  const outer = place.work
  place.work = work
  try {
    // What a script calls counts as its own time, wherever it was defined; and it gives what the work gives.
    return script.runInContext(place, { timeout: ms }) as T
  } finally {
    place.work = outer
  }
}
