import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a process may take to end by itself, in ms. */
const PATIENCE = 20_000

/** For Java: the first compiler alone. Engines start in four fifths of the time, and tests are too short for the second. */
export const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] as const

/** What is set for the tests or for a gateway is not meant for an engine, and Spring reads every variable. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG']

/** The processes of one engine, with a folder for what they write. */
export class Processes {
  readonly folder: string
  readonly #running = new Map<ChildProcess, Promise<string>>()
  #stopping = false

  constructor(folder: string) {
    this.folder = folder
  }

  /** Runs a program to its end, with all variables of this process. Throws with what it wrote last when it fails. */
  async run(name: string, file: string, args: readonly string[], env: Record<string, string>): Promise<void> {
    const ended = await this.#spawn(name, file, args, { ...process.env, ...env })
    if (ended !== 'exit code 0') throw new Error(`${name} failed (${ended}):\n${this.#written(name)}`)
  }

  /**
   * Starts a program and waits until `isReady` says so. Throws with what the program wrote last when it ends before that
   * or takes longer than `timeout` ms. Calls `onEnd` when it ends later, unasked.
   */
  async start(
    name: string,
    [file, ...args]: readonly [string, ...string[]],
    options: { isReady(): Promise<boolean>; timeout: number; onEnd(text: string): void },
  ): Promise<void> {
    const inherited = INHERITED.map((variable) => [variable, process.env[variable]])
    const ended = this.#spawn(name, file, args, Object.fromEntries(inherited))
    let gone: string | undefined
    let isReady = false
    void ended.then((text) => {
      gone = `${name} has ended (${text}):\n${this.#written(name)}`
      if (isReady && !this.#stopping) options.onEnd(gone)
    })
    const end = performance.now() + options.timeout
    while (!isReady) {
      if (gone) throw new Error(gone)
      if (performance.now() > end) {
        throw new Error(`${name} was not ready after ${options.timeout / 1000} s:\n${this.#written(name)}`)
      }
      isReady = await options.isReady().catch(() => false)
      if (!isReady) await sleep(100)
    }
  }

  /** Ends all of them, first with a request, then by force. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(
      [...this.#running].toReversed().map(async ([child, ended]) => {
        child.kill('SIGTERM')
        const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
        await ended
        clearTimeout(force)
      }),
    )
  }

  /** Answers how it ended. */
  #spawn(name: string, file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
    if (this.#stopping) throw new Error(`${name} is not started: its engine is being stopped`)
    const log = openSync(this.#log(name), 'w')
    const child = spawn(file, args, { cwd: this.folder, env, stdio: ['ignore', log, log] })
    closeSync(log)
    const ended = new Promise<string>((resolve) => {
      child.once('error', ({ message }) => resolve(message))
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    }).finally(() => this.#running.delete(child))
    this.#running.set(child, ended)
    return ended
  }

  #log(name: string): string {
    return join(this.folder, `${name}.log`)
  }

  #written(name: string): string {
    return readFileSync(this.#log(name), 'utf8').split('\n').slice(-40).join('\n')
  }
}

/** Whether an address answers a GET with success. Rejects when nothing answers. */
export async function isUp(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
}
