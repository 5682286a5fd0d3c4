import { parentPort, Worker } from 'node:worker_threads'

/** What a thread can be told to do. */
type Api = Record<string, (argument: never) => unknown>

interface Reply {
  id: number
  result?: unknown
  error?: string
}

/** A program of this folder in a thread of its own, so that its work does not wait for the test's loop, nor that for it. */
export class Thread<Known extends Api> implements AsyncDisposable {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  #calls = 0

  constructor(file: string) {
    this.#worker = new Worker(new URL(file, import.meta.url), { execArgv: [] })
    this.#worker.on('message', ({ id, result, error }: Reply) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result)
      else waiting?.reject(new Error(error))
    })
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#fail(new Error(`The thread ${file} ended.`)))
  }

  call<Name extends keyof Known & string>(
    name: Name,
    argument: Parameters<Known[Name]>[0],
  ): Promise<Awaited<ReturnType<Known[Name]>>> {
    return new Promise((resolve, reject) => {
      const id = this.#calls++
      // The thread answers what its own function of that name has returned.
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
      this.#worker.postMessage({ id, name, argument })
    })
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever waited for it has gone.
    for (const { reject } of this.#waiting.values()) reject(new Error('The thread was ended.'))
    this.#waiting.clear()
    await this.#worker.terminate()
  }
}

/** Said by the thread: what it can be told to do. */
export function serve(api: Api): void {
  parentPort?.on('message', async ({ id, name, argument }: { id: number; name: string; argument: never }) => {
    try {
      parentPort?.postMessage({ id, result: await api[name]?.(argument) })
    } catch (error) {
      parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}
