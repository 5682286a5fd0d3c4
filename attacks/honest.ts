import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Actor } from './actor.ts'
import type { Honest, Report } from './honest.actor.ts'

/** An honest caller, where it is not the usual one. */
export interface Caller {
  headers?: Record<string, string>
  queries?: string[]
}

/** Milliseconds that the honest caller asks at least, and once all is over. */
const WATCHED = 2_500
const AFTERWARDS = 300

/** Does something while an honest caller asks from a process of its own. Answers what came of it, and how that was served. */
export async function besideHonest<Outcome>(
  { port }: { port: number },
  act: () => Promise<Outcome>,
  { headers = {}, queries }: Caller = {},
): Promise<{ outcome: Outcome; report: Report }> {
  const control = createServer((_, response) => response.end('{"data":null}'))
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
  await using honest = new Actor<Honest>(new URL('honest.actor.ts', import.meta.url))
  using _ = { [Symbol.dispose]: () => void control.close().closeAllConnections() }
  const { port: controlPort } = control.address() as AddressInfo
  await honest.call('start', { port, controlPort, headers, ...(queries ? { queries } : {}) })
  const [outcome] = await Promise.all([act(), sleep(WATCHED)])
  await sleep(AFTERWARDS)
  return { outcome, report: await honest.call('stop', undefined) }
}
