import { UpstreamFailure } from '../failures/failure.ts'

/** The most keys of one `$in`: Oracle takes no more, and Camunda does not split for it. */
export const MAX_BATCH = 1_000

/** How many extra calls may be spent on finding the keys that make a batch fail. */
const ISOLATION_CALLS = 24

/**
 * Loads keys in batches of at most 1,000. A batch that the cluster refuses is split in halves until the keys that it
 * refuses stand alone, so that a key that fails fails alone; failures that would hit every call (no connection, no
 * rights, overload) are not multiplied that way.
 */
export async function inBatches<T>(
  keys: readonly string[],
  load: (keys: readonly string[]) => Promise<Array<T | Error>>,
): Promise<Array<T | Error>> {
  const budget = { calls: ISOLATION_CALLS }
  if (keys.length <= MAX_BATCH) return await isolate(keys, load, budget)
  const batches: Array<Promise<Array<T | Error>>> = []
  for (let start = 0; start < keys.length; start += MAX_BATCH) {
    batches.push(isolate(keys.slice(start, start + MAX_BATCH), load, budget))
  }
  return (await Promise.all(batches)).flat()
}

async function isolate<T>(
  keys: readonly string[],
  load: (keys: readonly string[]) => Promise<Array<T | Error>>,
  budget: { calls: number },
): Promise<Array<T | Error>> {
  try {
    return await load(keys)
  } catch (error) {
    const failure = asError(error)
    if (keys.length === 1 || !mayBeOneKey(failure) || budget.calls < 2) return keys.map(() => failure)
    budget.calls -= 2
    return (await Promise.all(inHalves(keys).map((half) => isolate(half, load, budget)))).flat()
  }
}

/** The first and the second half of keys. */
export function inHalves(keys: readonly string[]): Array<readonly string[]> {
  const middle = Math.ceil(keys.length / 2)
  return [keys.slice(0, middle), keys.slice(middle)]
}

/** What each call brings for itself: its answer, or its error. */
export function settled<T>(calls: Array<Promise<T>>): Promise<Array<T | Error>> {
  const [only] = calls
  if (only && calls.length === 1) return only.then(alone, (error: unknown) => [asError(error)])
  return Promise.all(calls.map((call) => call.catch(asError)))
}

const alone = <T>(answer: T): Array<T | Error> => [answer]

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

/** Whether a call for many keys may have failed because of one of them. */
export function mayBeOneKey(failure: Error): boolean {
  if (!(failure instanceof UpstreamFailure) || failure.isBackPressure) return false
  // Fewer have a smaller answer.
  if (failure.kind === 'oversized') return failure.rule === 'answerBytes'
  // Redirects and pages of something else at the address come for every key.
  if (failure.kind === 'unreadable') return failure.status === undefined || failure.status === 200
  return failure.kind === 'refused' && [400, 403, 404, 413, 500].includes(failure.status ?? 0)
}
