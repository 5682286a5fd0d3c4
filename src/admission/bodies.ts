import type { IncomingMessage } from 'node:http'
import type { Budget } from './budget.ts'
import { turns } from './turns.ts'

/** Bodies up to this size need no budget: questions of usual size are covered by their connections. */
export const FREE_BODY_BYTES = 4_096

/** From this size on, a body takes long to process. */
const LONG_BYTES = 65_536

/** After this grace period in milliseconds, a body must have an average rate of at least this many bytes per second. */
const GRACE_MS = 5_000
const MIN_BYTES_PER_SECOND = 1_024

/** Roughly the milliseconds that reading 64 KB takes: copying, and garbage collection later. */
const READ_MS = 0.2

const CHECK_INTERVAL_MS = 1_000

/**
 * Why a body was not read to its end. `tooLarge`: it exceeds its limit; `noRoom`: the budget for all bodies is used up;
 * `tooSlow`: it makes no progress; `left`: its client went away.
 */
export type BodyFailure = 'tooLarge' | 'noRoom' | 'tooSlow' | 'left'

/** A body that has arrived. */
interface RequestBody {
  bytes: Buffer
  /** Bytes that were taken of the budget for it. */
  taken: number
}

/** A body that is being read. */
interface Reading {
  readonly owner: string
  readonly since: number
  received: number
  taken: number
  /** Whether all of it has arrived, and it only waits for its turn. */
  isWhole: boolean
  end(failure: BodyFailure): void
}

/**
 * Reads request bodies, bounded in sum and per address, because they are held before anybody knows what they contain. A
 * body without progress is ended; if there is no room, the largest body of the address with the most is ended.
 */
export class Bodies {
  readonly #budget: Budget
  readonly #reading = new Set<Reading>()
  #timer: NodeJS.Timeout | undefined

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /**
   * Reads the body of a request that nobody has begun to read.
   * @param maxBytes the most that is read
   * @param owner who pays for it
   * @param done called once; `taken` must be given back by `release` when the request is answered
   * @returns a function that ends the reading when the client leaves; undefined if that is not needed
   */
  read(
    request: IncomingMessage,
    maxBytes: number,
    owner: string,
    done: (body: RequestBody | BodyFailure) => void,
  ): ((failure: BodyFailure) => void) | undefined {
    const chunks: Buffer[] = []
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    if (length <= Math.min(FREE_BODY_BYTES, maxBytes)) {
      // It is small enough to need no budget, and node's own timeout ends it.
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => done({ bytes: together(chunks), taken: 0 }))
      return undefined
    }
    const reading: Reading = {
      owner,
      since: performance.now(),
      received: 0,
      taken: 0,
      isWhole: false,
      end: (failure) => {
        if (!this.#reading.delete(reading)) return
        request.off('data', onData)
        chunks.length = 0
        this.release(reading.taken, owner)
        done(failure)
      },
    }
    const onData = (chunk: Buffer) => {
      reading.received += chunk.length
      if (reading.received > maxBytes) reading.end('tooLarge')
      else if (reading.received > FREE_BODY_BYTES && !this.#take(reading, chunk.length)) reading.end('noRoom')
      else {
        chunks.push(chunk)
        if (reading.received <= LONG_BYTES) return
        // Otherwise the event loop reads two megabytes of a connection before it does anything else.
        request.pause()
        turns.later(owner, () => {
          turns.spend(READ_MS)
          request.resume()
        })
      }
    }
    this.#reading.add(reading)
    this.#timer ??= setInterval(() => this.#endSlow(), CHECK_INTERVAL_MS).unref()
    request.on('data', onData)
    request.on('end', () => {
      reading.isWhole = true
      const arrive = () => {
        if (this.#reading.delete(reading)) done({ bytes: together(chunks), taken: reading.taken })
      }
      // Processing a long body takes long: many that end at the same time take turns.
      if (reading.received > LONG_BYTES) turns.later(owner, arrive)
      else arrive()
    })
    return reading.end
  }

  /** Takes bytes for a body that other code reads; returns whether there was room. */
  take(bytes: number, owner: string): boolean {
    return this.#budget.take(bytes, owner)
  }

  /** Gives back what was taken for a body. */
  release(taken: number, owner: string): void {
    if (taken > 0) this.#budget.give(taken, owner)
  }

  #take(reading: Reading, bytes: number): boolean {
    const { owner } = reading
    if (!this.#budget.take(bytes, owner) && !this.#makeRoom(reading, bytes)) return false
    reading.taken += bytes
    return true
  }

  /** Ends the largest body of the address that holds the most, if that is more than this address would hold. */
  #makeRoom({ owner }: Reading, bytes: number): boolean {
    const budget = this.#budget
    const used = budget.usedBy(owner) + bytes
    const heaviest = budget.heaviest()
    if (used > budget.share || heaviest === undefined || budget.usedBy(heaviest) <= used) return false
    let largest: Reading | undefined
    for (const one of this.#reading) {
      if (!one.isWhole && one.owner === heaviest && one.taken > (largest?.taken ?? 0)) largest = one
    }
    largest?.end('noRoom')
    return largest !== undefined && budget.take(bytes, owner)
  }

  #endSlow(): void {
    const now = performance.now()
    for (const reading of this.#reading) {
      if (!reading.isWhole && isTooSlow(reading.received, now - reading.since)) reading.end('tooSlow')
    }
    if (this.#reading.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

/** Whether what comes piece by piece has made too little progress in this many milliseconds. */
export const isTooSlow = (received: number, elapsed: number): boolean =>
  elapsed > GRACE_MS && received < (elapsed / 1_000) * MIN_BYTES_PER_SECOND

function together(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first ? first : Buffer.concat(chunks)
}
