import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'

/** Bytes that wait at most for whoever reads standard output. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** Milliseconds after which what could not be written is tried again: from the first to the last, doubling. */
const FIRST_RETRY_MS = 1
const MAX_RETRY_MS = 250

/** Milliseconds that what waits has to be written when the process ends. */
const FLUSH_TIMEOUT_MS = 1_000

const NOTHING = Buffer.alloc(0)

/**
 * Standard output that nothing waits for. What its reader, or its disk, does not take waits here, a few megabytes of it;
 * lines beyond are dropped and counted, and a line tells how many once all flows again.
 */
export class Output {
  /** Lines that were dropped so far. */
  dropped = 0
  readonly #tell: (dropped: number) => string
  readonly #destination = open()
  /** What was begun to be written: its bytes tell how far that came. */
  #begun: Buffer = NOTHING
  #waiting = ''
  /** Of both. */
  #bytes = 0
  /** Dropped lines that no line has told of. */
  #untold = 0
  #isInFlight = false
  #retry: NodeJS.Timeout | undefined
  #pause = FIRST_RETRY_MS
  /** Whether nothing can be written until something else changes, such as room on a disk. */
  #isBroken = false
  #deadline = Number.POSITIVE_INFINITY

  /** @param tell makes the line that tells how many were dropped, with its end */
  constructor(tell: (dropped: number) => string) {
    this.#tell = tell
  }

  /** Takes whole lines, so many as are said. Never waits, never throws. */
  write(text: string, lines = 1): void {
    const bytes = Buffer.byteLength(text)
    // Once lines are dropped, none gets through until much of what waits is gone: few gaps are better than many.
    if (this.#untold > 0 || this.#bytes + bytes > MAX_WAITING_BYTES) {
      this.#untold += lines
      this.dropped += lines
      this.#resume()
    } else this.#add(text, bytes)
    if (!this.#isInFlight && this.#retry === undefined) this.#pass()
  }

  /** Resolves once all is written, or cannot be, or has had its time. */
  async settle(): Promise<void> {
    this.#deadline = Math.min(this.#deadline, performance.now() + FLUSH_TIMEOUT_MS)
    while (this.#bytes > 0 && !this.#isBroken && performance.now() < this.#deadline) await sleep(10)
  }

  /** When the process ends, and nothing runs any more: writes what waits, as soon as it is taken, within the same time. */
  end(): void {
    this.#deadline = Math.min(this.#deadline, performance.now() + FLUSH_TIMEOUT_MS)
    // The other thread finishes what it has.
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

  /** Throws where nothing is taken just now. */
  #passOnce(): void {
    const { fd } = this.#destination
    if (this.#begun.length > 0) {
      this.#took(writeSync(fd, this.#begun))
      return
    }
    const text = this.#waiting
    const written = writeSync(fd, text)
    this.#waiting = ''
    // Mostly all was taken, and no copy is needed.
    if (written < this.#bytes) this.#begun = Buffer.from(text)
    this.#took(written)
  }

  /** Files are written by another thread: there is no other way not to wait for a disk. */
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

  /** Takes lines again once there is room, and tells what is missing before them. */
  #resume(): void {
    if (this.#untold === 0 || this.#bytes > MAX_WAITING_BYTES / 2) return
    const line = this.#tell(this.#untold)
    this.#untold = 0
    this.#add(line, Buffer.byteLength(line))
  }

  /** Whatever it is may pass: a reader reads on, or is started anew, a disk gets room. */
  #passLater(error: unknown): void {
    this.#isBroken = !isBusy(error)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      // Made into bytes once, and not for each try.
      this.#begin()
      this.#pass()
    }, this.#pause).unref()
    this.#pause = Math.min(this.#pause * 2, MAX_RETRY_MS)
  }
}

const isBusy = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EAGAIN'

/** Standard output in a way that does not wait where its reader does not read. */
function open(): { fd: number; isFile: boolean } {
  const stats = fstatSync(1)
  const isPipe = stats.isFIFO() || stats.isSocket()
  if (!isPipe && !isatty(1)) return { fd: 1, isFile: true }
  try {
    // Opened a second time, it does not wait for us and still does for others who have it. Linux alone can.
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    return { fd: openSync('/proc/self/fd/1', flags), isFile: false }
  } catch {
    // Node has pipes and sockets not wait as soon as it looks at them. Terminals elsewhere than on Linux do wait.
    void process.stdout
    return { fd: 1, isFile: false }
  }
}
