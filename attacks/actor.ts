import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a program can be told to do. */
type Api = Record<string, (argument: never) => unknown>

interface Reply {
  id: number
  result?: unknown
  error?: string
}

/**
 * A program in a process of its own: in one with others, what attackers allocate would keep the honest
 * caller waiting, and be taken for the gateway's.
 */
export class Actor<Known extends Api> implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  #calls = 0

  /** @param file the program, as a file: URL */
  constructor(file: URL) {
    this.#process = fork(fileURLToPath(file), { execArgv: [], serialization: 'advanced' })
    this.#process.on('message', (message) => {
      const { id, result, error } = message as Reply
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result)
      else waiting?.reject(new Error(error))
    })
    this.#process.on('error', (error) => this.#fail(error))
    this.#process.on('exit', () => this.#fail(new Error(`The program ${file.pathname} ended.`)))
  }

  call<Name extends keyof Known & string>(
    name: Name,
    argument: Parameters<Known[Name]>[0],
  ): Promise<Awaited<ReturnType<Known[Name]>>> {
    return new Promise((resolve, reject) => {
      const id = this.#calls++
      // The program answers what its own function of that name has returned.
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
      this.#process.send({ id, name, argument })
    })
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever waited for it has gone.
    for (const { reject } of this.#waiting.values()) reject(new Error('The program was ended.'))
    this.#waiting.clear()
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    if (this.#process.kill('SIGKILL')) await ended
  }
}

/** Said by the program: what it can be told to do. It ends with the process that started it. */
export function serve(api: Api): void {
  process.once('disconnect', () => process.exit())
  process.on('message', async (message) => {
    const { id, name, argument } = message as { id: number; name: string; argument: never }
    try {
      process.send?.({ id, result: await api[name]?.(argument) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}
