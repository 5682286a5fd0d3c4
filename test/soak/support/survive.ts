import { setTimeout as sleep } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import type { Attacker } from './attacker.thread.ts'
import { CONTAINER, type Gateway } from './gateway.ts'
import type { Honest, Report } from './honest.thread.ts'
import { ask } from './text.ts'
import { Thread } from './thread.ts'

type Plan<Kind extends keyof Attacker> = Omit<Parameters<Attacker[Kind]>[0], 'port' | 'from' | 'seconds'> & {
  /** Loopback addresses; 127.0.0.2 unless told. */
  from?: readonly string[]
  /** 20 unless told. */
  seconds?: number
}

/** Attacks from a thread of its own, for a bounded time, from other addresses than the honest caller's. */
export async function attack<Kind extends keyof Attacker>(
  kind: Kind,
  gateway: Gateway,
  plan: Plan<Kind>,
): Promise<Awaited<ReturnType<Attacker[Kind]>>> {
  await using attacker = new Thread<Attacker>('attacker.thread.ts')
  const whole = { port: gateway.port, from: ['127.0.0.2'], seconds: 20, ...plan }
  // The plan is the one of this kind, and what is added all kinds have.
  return await attacker.call(kind, whole as unknown as Parameters<Attacker[Kind]>[0])
}

/** So many addresses, none of which is the honest caller's. */
export const addresses = (count: number) =>
  Array.from({ length: count }, (_, n) => `127.0.${1 + (n >> 7)}.${2 + (n & 127)}`)

/** Five hundred small questions at once, from many callers: how they were answered, by status. */
export async function crowd(gateway: Gateway): Promise<Record<string, number>> {
  const plan = { request: ask('{ __typename }'), times: 500, atOnce: 500, from: addresses(50) }
  return (await attack('flood', gateway, plan)).statuses
}

/** An honest caller, where it is not the usual one. */
export interface Caller {
  headers?: Record<string, string>
  queries?: string[]
}

/** What must hold. */
export interface Bounds extends Caller {
  /** MB of memory. */
  memory?: number
  /** Milliseconds for 99 of 100 of the honest caller's answers. */
  p99?: number
}

/** Milliseconds that an honest caller may wait at most, in 99 of 100 cases: machines stumble. */
const PATIENCE = 500
/** Milliseconds that the honest caller asks at least. */
const WATCHED = 3_000

/** Does something while an honest caller asks. Fails when the process ends meanwhile. */
export async function watch<Outcome>(
  gateway: Gateway,
  act: () => Promise<Outcome>,
  { headers = {}, queries }: Caller = {},
): Promise<{ outcome: Outcome; report: Report }> {
  await using honest = new Thread<Honest>('honest.thread.ts')
  await honest.call('start', { port: gateway.port, headers, ...(queries ? { queries } : {}) })
  const acted = Promise.all([act(), sleep(WATCHED)])
  // Whoever has gone is not asked any more.
  const end = await Promise.race([acted, gateway.exited])
  if (!Array.isArray(end)) {
    acted.catch(() => {})
    throw new Error(`The process ended with ${end}, having held ${gateway.most()} MB: ${cause(gateway.written())}`)
  }
  await sleep(PATIENCE)
  return { outcome: end[0], report: await honest.call('stop', undefined) }
}

/**
 * What must hold whatever strangers do: the process lives, an honest caller is answered as ever, memory stays below its
 * bound, and afterwards nothing is left of them.
 */
export async function survive<Outcome>(
  gateway: Gateway,
  attack: () => Promise<Outcome>,
  bounds: Bounds = {},
): Promise<Outcome> {
  const { outcome, report } = await watch(gateway, attack, bounds)
  expect(problems(report, gateway.most(), bounds)).toEqual([])
  await vi.waitFor(async () => expect(await gateway.reading('gateway_requests_in_flight')).toBe(0), { timeout: 5_000 })
  return outcome
}

function problems({ asked, failures, p99, longest }: Report, most: number, bounds: Bounds): string[] {
  const { memory = CONTAINER, p99: patience = PATIENCE } = bounds
  const found = Object.entries(failures).map(([what, times]) => `${times} of ${asked} honest questions: ${what}`)
  if (p99 > patience) found.push(`the honest caller's p99 was ${p99} ms, the longest ${longest} ms`)
  if (most > memory) found.push(`memory went up to ${most} MB`)
  return found
}

/** The line that says why a process ended, out of all that V8 writes then. */
const cause = (written: string) => /^.*(FATAL ERROR|Error:).*$/m.exec(written)?.[0] ?? written.slice(-500)
