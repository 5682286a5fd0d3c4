import { Actor } from './actor.ts'
import type { Attacker } from './attacker.actor.ts'

type Plan<Kind extends keyof Attacker> = Omit<Parameters<Attacker[Kind]>[0], 'port' | 'from' | 'seconds'> & {
  /** Loopback addresses; 127.0.0.2 unless told. */
  from?: readonly string[]
  /** 10 unless told. */
  seconds?: number
}

/** Attacks from a process of its own, for a bounded time, from other addresses than the honest caller's. */
export async function attack<Kind extends keyof Attacker>(
  kind: Kind,
  { port }: { port: number },
  plan: Plan<Kind>,
): Promise<Awaited<ReturnType<Attacker[Kind]>>> {
  await using attacker = new Actor<Attacker>(new URL('attacker.actor.ts', import.meta.url))
  const whole = { port, from: ['127.0.0.2'], seconds: 10, ...plan }
  // The plan is the one of this kind, and what is added all kinds have.
  return await attacker.call(kind, whole as unknown as Parameters<Attacker[Kind]>[0])
}

/** So many addresses, none of which is the honest caller's. */
export const addresses = (count: number) =>
  Array.from({ length: count }, (_, n) => `127.0.${1 + (n >> 7)}.${2 + (n & 127)}`)
