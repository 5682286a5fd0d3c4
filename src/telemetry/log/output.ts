import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'

/** The most bytes that wait for the reader of standard output. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** Milliseconds until a failed write is tried again: from the first to the last, doubling. */
const FIRST_RETRY_MS = 1
const MAX_RETRY_MS = 250

/** Milliseconds for writing what waits when the process ends. */
const FLUSH_TIMEOUT_MS = 1_000

const NOTHING = Buffer.alloc(0)

/**
 * Standard output that never blocks. Lines that the reader, or the disk, does not take wait here, up to a few
 * megabytes; further lines are dropped and counted, and a line tells how many once writing works again.
 */
export class Output {
  /** Lines that were dropped so far. */
  dropped = 0
  readonly #tell: (dropped: number) => string
  readonly #destination = open()
  /** The text being written, as bytes, so that a partial write can continue. */
  #begun: Buffer = NOTHING
  #waiting = ''
  /** The bytes of both. */
  #bytes = 0
  /** Dropped lines that were not reported yet. */
  #untold = 0
  #isInFlight = false
  #retry: NodeJS.Timeout | undefined
  #pause = FIRST_RETRY_MS
  /** Whether writing fails until something changes, such as free space on a disk. */
  #isBroken = false
  #deadline = Number.POSITIVE_INFINITY

  /** @param tell makes the line that reports dropped lines, with its line break */
  constructor(tell: (dropped: number) => string) {
    this.#tell = tell
  }

  /** Writes whole lines. Never blocks, never throws. */
  write(text: string, lines = 1): void {
    const bytes = Buffer.byteLength(text)
    // Once lines are dropped, none is accepted until half of the buffer is free: few gaps are better than many.
    if (this.#untold > 0 || this.#bytes + bytes > MAX_WAITING_BYTES) {
      this.#untold += lines
      this.dropped += lines
      this.#resume()
    } else this.#add(text, bytes)
    if (!this.#isInFlight && this.#retry === undefined) this.#pass()
  }

  /** Resolves once everything is written, cannot be written, or the timeout is over. */
  async settle(): Promise<void> {
    this.#deadline = Math.min(this.#deadline, performance.now() + FLUSH_TIMEOUT_MS)
    while (this.#bytes > 0 && !this.#isBroken && performance.now() < this.#deadline) await sleep(10)
  }

  /**
   * Called at exit, when nothing asynchronous runs any more: writes what waits, synchronously, within the same timeout.
   */
  end(): void {
    this.#deadline = Math.min(this.#deadline, performance.now() + FLUSH_TIMEOUT_MS)
    // The thread pool finishes the write under way.
    if (this.#isInFlight) {
      this.#bytes -= this.#begun.length
      this.#begun = NOTHING
    }
    this.#begin()
    const clock = new Int32Array(new SharedArrayBuffer(4))
    while (this.#bytes > 0) {
      try {
        this.#passOnce()
      } catch (error) {
        if (!isBusy(error) || performance.now() >= this.#deadline) return
        Atomics.wait(clock, 0, 0, 5)
      }
    }
  }

  #add(text: string, bytes: number): void {
    this.#waiting += text
    this.#bytes += bytes
  }

  #pass(): void {
    if (this.#destination.isFile) {
      this.#passBehind()
      return
    }
    try {
      while (this.#bytes > 0) this.#passOnce()
    } catch (error) {
      this.#passLater(error)
    }
  }

  /** Writes once. Throws if nothing can be written now. */
  #passOnce(): void {
    const { fd } = this.#destination
    if (this.#begun.length > 0) {
      this.#took(writeSync(fd, this.#begun))
      return
    }
    const text = this.#waiting
    const written = writeSync(fd, text)
    this.#waiting = ''
    // Usually everything was written, and no copy is needed.
    if (written < this.#bytes) this.#begun = Buffer.from(text)
    this.#took(written)
  }

  /** Files are written by the thread pool: there is no other way not to block on a disk. */
  #passBehind(): void {
    this.#begin()
    this.#isInFlight = true
    write(this.#destination.fd, this.#begun, (error, written) => {
      this.#isInFlight = false
      if (error) {
        this.#passLater(error)
        return
      }
      this.#took(written)
      if (this.#bytes > 0) this.#passBehind()
    })
  }

  #begin(): void {
    if (this.#begun.length > 0) return
    this.#begun = Buffer.from(this.#waiting)
    this.#waiting = ''
  }

  #took(written: number): void {
    this.#begun = this.#begun.subarray(written)
    this.#bytes -= written
    this.#pause = FIRST_RETRY_MS
    this.#isBroken = false
    this.#resume()
  }

  /** Accepts lines again once there is room, and first reports what was dropped. */
  #resume(): void {
    if (this.#untold === 0 || this.#bytes > MAX_WAITING_BYTES / 2) return
    const line = this.#tell(this.#untold)
    this.#untold = 0
    this.#add(line, Buffer.byteLength(line))
  }

  /** Retries later: a reader may go on or be restarted, a disk may get space. */
  #passLater(error: unknown): void {
    this.#isBroken = !isBusy(error)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      // Encode once, not for each retry.
      this.#begin()
      this.#pass()
    }, this.#pause).unref()
    this.#pause = Math.min(this.#pause * 2, MAX_RETRY_MS)
  }
}

const isBusy = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EAGAIN'

/** Opens standard output so that writes do not block when nobody reads. */
function open(): { fd: number; isFile: boolean } {
  const stats = fstatSync(1)
  const isPipe = stats.isFIFO() || stats.isSocket()
  if (!isPipe && !isatty(1)) return { fd: 1, isFile: true }
  try {
    // Opened a second time it is non-blocking for us, and stays blocking for other processes that share it. Only Linux
    // can do that.
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    return { fd: openSync('/proc/self/fd/1', flags), isFile: false }
  } catch {
    // Accessing `process.stdout` makes node set pipes and sockets to non-blocking. Terminals on other systems than
    // Linux do block.
    void process.stdout
    return { fd: 1, isFile: false }
  }
}
