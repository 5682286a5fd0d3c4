import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Where Node keeps what it has compiled: processes that are started by the dozen start faster. */
const COMPILED = join(tmpdir(), 'camunda-graphql-gateway-compiled')

export interface RunOptions {
  /** All variables of the process; of the tests' own only those that every process needs are passed on. */
  env?: Record<string, string>
  cwd?: string
  /** Signals go to all processes that it has started too, as Ctrl-C in a terminal does. */
  group?: boolean
  /** An open file in place of a pipe to the test: then `out` stays empty. */
  stdout?: number
}

/** A process of Node that a test has started. Disposing of it kills it. */
export interface Command extends AsyncDisposable {
  readonly pid: number
  /** What it has written so far. */
  readonly out: string
  readonly err: string
  /** The exit code, or the name of the signal that ended it. */
  readonly exited: Promise<number | string>
  kill(signal: NodeJS.Signals): void
  /** From now on nobody reads its standard output, until `readOn`. */
  stopReading(): void
  readOn(): void
  /** Nobody will ever read its standard output again, and it can know. */
  closeOutput(): void
  /** Waits until its standard output holds a match. Fails when the process ends before, or after `timeout` ms. */
  printed(pattern: RegExp, timeout?: number): Promise<string>
}

/** Runs a file by this Node, such as `src/main.ts` of the project. */
export function run(file: string, args: readonly string[] = [], options: RunOptions = {}): Command {
  return new Running(file, args, options)
}

class Running implements Command {
  out = ''
  err = ''
  readonly exited: Promise<number | string>
  readonly #child: ChildProcess
  readonly #shown: string
  readonly #group: boolean

  constructor(
    file: string,
    args: readonly string[],
    { env = {}, cwd = ROOT, group = false, stdout = undefined }: RunOptions,
  ) {
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env
    this.#shown = `${file} ${args.join(' ')}`
    this.#child = spawn(process.execPath, [file, ...args], {
      cwd,
      env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), NODE_COMPILE_CACHE: COMPILED, ...env },
      stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
      detached: group,
    })
    this.#group = group
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text
    })
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code, signal) => resolve(code ?? signal ?? 'ended'))
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#group) this.#child.kill(signal)
    else {
      try {
        process.kill(-this.pid, signal)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  }

  stopReading(): void {
    this.#child.stdout?.pause()
  }

  readOn(): void {
    this.#child.stdout?.resume()
  }

  closeOutput(): void {
    this.#child.stdout?.destroy()
  }

  async printed(pattern: RegExp, timeout = 20_000): Promise<string> {
    const end = performance.now() + timeout
    while (performance.now() < end) {
      const found = pattern.exec(this.out)
      if (found) return found[0]
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) break
      await sleep(20)
    }
    throw new Error(`${this.#shown} did not print ${pattern}.\nstdout: ${this.out}\nstderr: ${this.err}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL')
    await this.exited.catch(() => {})
  }
}

/** A port of 127.0.0.1 on which nothing listens just now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}
