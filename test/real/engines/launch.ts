import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sweep } from './data.ts'
import { ENGINES, type Engines, type Kind } from './engines.ts'
import type { Message } from './serve.ts'

/** Longer than an engine takes to end its processes by force, in ms. */
const PATIENCE = 40_000

/** An engine that this process has launched. */
export interface Launched<Address> extends AsyncDisposable {
  readonly address: Address
  /** Ends it and everything that it started. */
  stop(): Promise<void>
}

/**
 * Launches an engine as a process of its own and waits until it is ready, which takes some 7 s, and more when it has
 * to be built first. It ends with this process, even if this process is killed: it notices that the channel between
 * them is closed. Throws with the engine's words when it does not start.
 */
export async function launch<K extends Kind>(kind: K): Promise<Launched<Engines[K]>> {
  const { program, args } = ENGINES[kind]
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C reaches only this process, and what is left of the group can be killed by its id.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    if (child.connected) child.disconnect()
    const force = setTimeout(() => kill(child.pid), PATIENCE)
    await ended
    clearTimeout(force)
    // Only a program that was killed itself leaves something here.
    kill(child.pid)
    sweep()
  }
  try {
    const address = await new Promise<object>((resolve, reject) => {
      child.once('message', (message: Message) =>
        'address' in message ? resolve(message.address) : reject(new Error(message.failure)),
      )
      child.once('error', reject)
      void ended.then(() => reject(new Error(`${kind} has ended before it was ready`)))
    })
    // Each program says in its own file what it tells.
    return { address: address as Engines[K], stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function kill(group: number | undefined): void {
  if (!group) return
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
