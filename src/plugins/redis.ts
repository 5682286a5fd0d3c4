import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds until Redis must answer: the gateway can do without. */
const COMMAND_TIMEOUT_MS = 250
/** Milliseconds without commands after Redis did not answer. */
const PAUSE_MS = 1_000
/** Milliseconds: the longest wait between tries to connect. */
const MAX_RECONNECT_DELAY_MS = 2_000

type RedisClient = Awaited<ReturnType<typeof connect>>

/**
 * The store that replicas of the gateway share. It is optional at run time: if it does not answer at once, the command
 * has no result, and Redis is not asked for a while.
 */
export class Redis {
  readonly #url: string
  readonly #log: (message: string) => void
  readonly #client: Promise<RedisClient | undefined>
  #listening: RedisClient | undefined
  #isClosed = false
  #isDown = false
  #askAgainAt = 0

  /** @param log called when Redis becomes unavailable, and when it is back */
  constructor(url: string, log: (message: string) => void) {
    this.#url = url
    this.#log = log
    this.#client = this.#connect()
  }

  /** A command's result; undefined if Redis is unavailable. Never rejects. */
  async ask<T>(command: (client: RedisClient) => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.#askAgainAt) return undefined
    const late = sleep(COMMAND_TIMEOUT_MS, TIMED_OUT, { ref: false })
    const answer = await Promise.race([this.#try(command), late])
    if (answer !== TIMED_OUT) return answer
    this.#fail('it does not answer in time')
    return undefined
  }

  /**
   * Hears what is published on a channel, over a connection of its own, from now on and again after each time that Redis
   * was away.
   */
  async listen(channel: string, onMessage: (message: string) => void): Promise<void> {
    const client = await this.#connect((subscriber) => subscriber.subscribe(channel, onMessage))
    if (this.#isClosed) client?.destroy()
    else this.#listening = client
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#listening?.destroy()
    const client = await Promise.race([this.#client, sleep(COMMAND_TIMEOUT_MS, undefined, { ref: false })])
    client?.destroy()
  }

  async #try<T>(command: (client: RedisClient) => Promise<T>): Promise<T | undefined> {
    try {
      const client = await this.#client
      // While disconnected, the client would queue the command.
      if (!client?.isReady) return undefined
      return await command(client)
    } catch (error) {
      this.#fail(reasonOf(error))
      return undefined
    }
  }

  /** @param first what is to be done with each new client, once it is connected */
  async #connect(first?: (client: RedisClient) => Promise<void>): Promise<RedisClient | undefined> {
    try {
      const client = await connect(this.#url)
      client.on('error', (error: unknown) => this.#fail(reasonOf(error)))
      client.on('ready', () => {
        if (this.#isDown) this.#log('Redis is back.')
        this.#isDown = false
        this.#askAgainAt = 0
      })
      // Retries until it is closed.
      client
        .connect()
        .then((connected) => first?.(connected))
        .catch((error: unknown) => this.#fail(reasonOf(error)))
      return client
    } catch (error) {
      this.#fail(reasonOf(error))
      return undefined
    }
  }

  #fail(reason: string): void {
    this.#askAgainAt = performance.now() + PAUSE_MS
    if (!this.#isDown) this.#log(`Redis is away, and done without: ${reason}.`)
    this.#isDown = true
  }
}

const TIMED_OUT = Symbol('late')

/** Loads the client only here: most gateways have no Redis. */
async function connect(url: string) {
  const { createClient } = await import('@redis/client')
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: (tries) => Math.min(MAX_RECONNECT_DELAY_MS, 50 * 2 ** tries) },
  })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
