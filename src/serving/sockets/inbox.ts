import type { WebSocket } from 'ws'
import { turns } from '../../admission/turns.ts'
import type { Outbox } from './outbox.ts'

interface InboxOptions {
  outbox: Outbox
  /** Whose work it is, as for `turns`. */
  owner: string
  /** Reads a message. Must not throw. */
  read(message: Buffer): void
}

/** The messages of one client: read one after the other, at the pace of the thread and of the client. */
export class Inbox {
  readonly #ws: WebSocket
  readonly #options: InboxOptions
  #messages: Buffer[] = []
  #isReading = false
  #isClosed = false

  constructor(ws: WebSocket, options: InboxOptions) {
    this.#ws = ws
    this.#options = options
  }

  add(message: Buffer): void {
    if (this.#isClosed) return
    this.#messages.push(message)
    // What has come already comes all the same.
    if (this.#messages.length > 1) this.#ws.pause()
    if (!this.#isReading) void this.#readAll()
  }

  /** Nothing is read any more. */
  close(): void {
    this.#isClosed = true
    this.#messages = []
  }

  async #readAll(): Promise<void> {
    const { outbox, owner, read } = this.#options
    this.#isReading = true
    for (let next = this.#messages.shift(); next; next = this.#messages.shift()) {
      if (turns.isOver) await turns.run(owner, () => {})
      await outbox.untilFew()
      if (this.#isClosed) break
      read(next)
    }
    this.#isReading = false
    if (this.#ws.isPaused) this.#ws.resume()
  }
}
