import type { IncomingMessage } from 'node:http'
import type { Budget } from './budget.ts'
import { turns } from './turns.ts'

/** Bytes of a body that its connection pays for: a question of usual size needs nothing of what all share. */
const FREE_BYTES = 4_096

/** Bytes from which a body takes long to be worked on. */
const LONG_BYTES = 65_536

/** Milliseconds after which a body must have come at this rate, in bytes a second, on the whole. */
const GRACE_MS = 5_000
const MIN_BYTES_PER_SECOND = 1_024

/** Milliseconds that reading on takes the event loop, roughly: 64 KB to copy, and to throw away later. */
const READ_MS = 0.2

const CHECK_INTERVAL_MS = 1_000

/**
 * Why a body was not read to its end. `tooLarge`: it is longer than it may be; `noRoom`: so much is being read that there
 * is no room for it; `tooSlow`: it makes no progress; `left`: its client went away.
 */
export type BodyFailure = 'tooLarge' | 'noRoom' | 'tooSlow' | 'left'

/** A body that has arrived. */
interface RequestBody {
  bytes: Buffer
  /** What was taken of the budget for it. */
  taken: number
}

/** A body that is being read. */
interface Reading {
  readonly owner: string
  readonly since: number
  received: number
  taken: number
  /** Whether all of it is there, and only waits for its turn. */
  isWhole: boolean
  end(failure: BodyFailure): void
}

/**
 * Reads the bodies of requests, bounded in sum and for each address: they are kept before anybody knows what they ask. A
 * body that makes no progress ends; where there is no room for another, one of the address ends that keeps the most.
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
   * @param done called once; what `taken` says must be given back by `release` when the request has its answer
   * @returns what ends the reading, for when the client goes away; undefined where that needs nobody's help
   */
  read(
    request: IncomingMessage,
    maxBytes: number,
    owner: string,
    done: (body: RequestBody | BodyFailure) => void,
  ): ((failure: BodyFailure) => void) | undefined {
    const chunks: Buffer[] = []
    const length = Number(request.headers['content-length'] ?? Number.NaN)
    if (length <= Math.min(FREE_BYTES, maxBytes)) {
      // It can hold no more than its connection pays for, and node ends it when its time is over.
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
      else if (reading.received > FREE_BYTES && !this.#take(reading, chunk.length)) reading.end('noRoom')
      else {
        chunks.push(chunk)
        if (reading.received <= LONG_BYTES) return
        // The event loop would read two megabytes of each connection before it looks at anything else.
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
      // What is made of a long body takes long: many that end at once come one after another.
      if (reading.received > LONG_BYTES) turns.later(owner, arrive)
      else arrive()
    })
    return reading.end
  }

  /** Takes so many bytes for a body that is read elsewhere; answers whether there was room. */
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

  /** Ends the largest body of the address that keeps the most, if that is more than what this address would have. */
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
      const elapsed = now - reading.since
      if (!reading.isWhole && elapsed > GRACE_MS && reading.received < (elapsed / 1_000) * MIN_BYTES_PER_SECOND)
        reading.end('tooSlow')
    }
    if (this.#reading.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

function together(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first ? first : Buffer.concat(chunks)
}
