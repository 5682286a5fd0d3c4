import type { ServerResponse } from 'node:http'
import type { BrotliOptions, ZlibOptions } from 'node:zlib'
import type { Budget } from '../admission/budget.ts'
import type { CallerName } from '../admission/fair-queue.ts'
import { Places } from '../admission/places.ts'
import type { Coding } from '../request/accept-encoding.ts'

/** The longest wait of a long answer until its compression begins, in milliseconds. */
const MAX_WAIT_MS = 50

/** How many long answers may wait for that. */
const MAX_WAITING = 1_000

/** How much is spent on making something smaller. */
interface Effort {
  /** Brotli's quality. */
  br: number
  /** Brotli's window, as a power of two. */
  window: number
  /** The level of gzip. */
  gzip: number
  /** Bytes of memory for a piece of what comes out. */
  chunkSize: number
}

/** On the thread of all requests: 0.02 ms for 3 kB, of which half would be for larger chunks; 0.1 ms for 64 KB. */
const AT_ONCE: Effort = { br: 1, window: 18, gzip: 1, chunkSize: 4_096 }
/** On other threads: some 5 ms for a megabyte. */
const APART: Effort = { br: 4, window: 19, gzip: 4, chunkSize: 65_536 }
/** For what is compressed once for all. */
export const ONCE_FOR_ALL: Effort = { br: 6, window: 22, gzip: 6, chunkSize: 65_536 }

/** Compresses a short answer, on this thread: less work than handing it to another. */
export function compressedAtOnce(text: string, coding: Coding): Buffer {
  const bytes = Buffer.from(text)
  return coding === 'br' ? zlib().brotliCompressSync(bytes, brotli(AT_ONCE)) : zlib().gzipSync(bytes, gzip(AT_ONCE))
}

/**
 * Compresses long answers, on other threads: few at once, because each takes memory and a core. Who finds no place in time
 * has its answer as it is, rather than late.
 */
export class Compression {
  readonly #places: Places

  /** @param budget how many at once */
  constructor(budget: Budget) {
    this.#places = new Places(budget, { room: MAX_WAITING, queueTimeoutMs: MAX_WAIT_MS })
  }

  /**
   * A long answer in a coding; undefined if there was no place in time, or its client has left meanwhile.
   * @param caller callers take turns
   * @param response where it goes; undefined where that is not known
   */
  async compressed(
    body: readonly Buffer[],
    coding: Coding,
    caller: CallerName,
    response: ServerResponse | undefined,
  ): Promise<Buffer[] | undefined> {
    if (!(await this.#enter(caller, response))) return undefined
    try {
      return await compressedApart(body, coding, APART, response)
    } catch {
      // For want of memory, or its client has left.
      return undefined
    } finally {
      this.#places.give(1, caller.group)
    }
  }

  #enter(caller: CallerName, response: ServerResponse | undefined): true | Promise<boolean> {
    if (this.#places.enterAtOnce(1, caller.group)) return true
    return new Promise((resolve) => {
      const onClose = () => {
        waiting?.giveUp()
        resolve(false)
      }
      const decide = (isIn: boolean) => {
        response?.off('close', onClose)
        // It may have left at the moment when it was let in.
        if (isIn && response?.destroyed) this.#places.give(1, caller.group)
        resolve(isIn && !response?.destroyed)
      }
      const waiting = this.#places.wait(caller, { amount: 1, decide })
      if (waiting) response?.once('close', onClose)
      else resolve(false)
    })
  }
}

/**
 * Compresses on another thread. Rejects where that fails, or the client of the response leaves.
 * @param response given up when it closes
 */
export function compressedApart(
  body: readonly Buffer[],
  coding: Coding,
  effort: Effort,
  response?: ServerResponse,
): Promise<Buffer[]> {
  const stream = coding === 'br' ? zlib().createBrotliCompress(brotli(effort)) : zlib().createGzip(gzip(effort))
  const pieces: Buffer[] = []
  const giveUp = () => void stream.destroy(new Error('The client went away.'))
  return new Promise<Buffer[]>((resolve, reject) => {
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    stream.once('end', () => resolve(pieces))
    stream.once('error', reject)
    if (response?.destroyed) giveUp()
    response?.once('close', giveUp)
    for (const piece of body) stream.write(piece)
    stream.end()
  }).finally(() => {
    response?.off('close', giveUp)
    stream.destroy()
  })
}

/** Loaded for the first answer that is compressed: it brings sixteen other modules, which are 2 ms of a start. */
const zlib = () => process.getBuiltinModule('node:zlib')

function brotli({ br, window, chunkSize }: Effort): BrotliOptions {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = zlib().constants
  return { chunkSize, params: { [BROTLI_PARAM_QUALITY]: br, [BROTLI_PARAM_LGWIN]: window } }
}

const gzip = ({ gzip, chunkSize }: Effort): ZlibOptions => ({ chunkSize, level: gzip })
