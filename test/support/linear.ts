import { expect } from 'vitest'

/** Each is eight times the one before. */
const SIZES = [4_000, 32_000, 256_000]
/** Milliseconds of work within which nothing is told of: a busy machine's caches. The square of the largest takes a minute. */
const FLOOR = 300
/** How much longer eight times as much may take: twice and a half as long each time that it doubles; its square is 64. */
const BOUND = 16
const TRIES = 3

/**
 * Does something with more and more of a text, and fails where it takes far longer than there is more of it. What takes
 * the square of it fails before it takes long.
 */
export async function expectLinear(act: (size: number) => unknown, sizes: readonly number[] = SIZES): Promise<void> {
  let before = Number.POSITIVE_INFINITY
  for (const size of sizes) {
    const most = Math.max(FLOOR, before * BOUND)
    let took = await workOf(() => act(size))
    for (let tries = 1; took > most && tries < TRIES; tries++) took = Math.min(took, await workOf(() => act(size)))
    expect(took, `milliseconds for a size of ${size}, after ${before} for one of an eighth`).toBeLessThan(most)
    before = took
  }
}

/** Milliseconds that something takes of this thread's time. */
export async function workOf(act: () => unknown): Promise<number> {
  // Of this thread alone: what others do on the machine does not count.
  const begun = process.threadCpuUsage()
  await act()
  const { user, system } = process.threadCpuUsage(begun)
  return (user + system) / 1_000
}
