import { expect, vi } from 'vitest'
import { addresses, attack } from '../../../attacks/attack.ts'
import type { Report } from '../../../attacks/honest.actor.ts'
import { besideHonest, type Caller } from '../../../attacks/honest.ts'
import { ask } from '../../../attacks/text.ts'
import { CONTAINER, type Gateway } from './gateway.ts'

/** Milliseconds for what takes a quarter of a second on a machine that does nothing else, and this one may. */
export const WITH_ROOM = 1_000

/**
 * Milliseconds for what half a second is asked for and not reached yet, because hundreds of connections move gigabytes at
 * the same time, or all arrive in one moment: see docs/performance.md.
 */
export const NOT_REACHED = 2_500

/** What must hold. */
export interface Bounds extends Caller {
  /** MB of memory. */
  memory?: number
  /** Milliseconds for 99 of 100 of the honest caller's answers, beside what the machine itself takes. */
  p99?: number
}

/** Does something while an honest caller asks. Fails when the process ends meanwhile. */
export async function watch<Outcome>(
  gateway: Gateway,
  act: () => Promise<Outcome>,
  caller: Caller = {},
): Promise<{ outcome: Outcome; report: Report }> {
  const watched = besideHonest(gateway, act, caller)
  // Whoever has gone is not asked any more.
  const end = await Promise.race([watched, gateway.exited])
  if (typeof end === 'object') return end
  watched.catch(() => {})
  throw new Error(`The process ended with ${end}, having held ${gateway.most()} MB: ${cause(gateway.written())}`)
}

/**
 * What must hold whatever strangers do: the process lives, an honest caller is answered as ever, memory stays below its
 * bound, and afterwards nothing is left of them.
 */
export async function survive<Outcome>(
  gateway: Gateway,
  act: () => Promise<Outcome>,
  bounds: Bounds = {},
): Promise<Outcome> {
  const { outcome, report } = await watch(gateway, act, bounds)
  const found = problems(report, gateway.most(), bounds)
  if (found.length > 0) expect.fail(found.join('; '))
  await vi.waitFor(async () => expect(await gateway.reading('gateway_requests_in_flight')).toBe(0), { timeout: 5_000 })
  return outcome
}

function problems({ asked, failures, p99, longest, noise }: Report, most: number, bounds: Bounds): string[] {
  const { memory = CONTAINER, p99: patience = 500 } = bounds
  const found = Object.entries(failures).map(([what, times]) => `${times} of ${asked} honest questions: ${what}`)
  if (p99 > patience + noise) {
    found.push(`the honest caller's p99 was ${p99} ms, the longest ${longest} ms, with a noise of ${noise} ms`)
  }
  if (most > memory) found.push(`memory went up to ${most} MB`)
  return found
}

/** The line that says why a process ended, out of all that V8 writes then. */
const cause = (written: string) => /^.*(FATAL ERROR|Error:).*$/m.exec(written)?.[0] ?? written.slice(-500)

/** Five hundred small questions at once, from many callers: how they were answered, by status. */
export async function crowd(gateway: Gateway): Promise<Record<string, number>> {
  const plan = { request: ask('{ __typename }'), times: 500, atOnce: 500, from: addresses(50) }
  return (await attack('flood', gateway, plan)).statuses
}
