import type { Excess } from './answer-books.ts'

// Timers cannot run longer: a larger number would fire at once.
export const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * How a connection failed. `unreachable`: nothing was sent; `broken`: contact was lost after sending; `timeout`: the
 * deadline passed; `cancelled`: its caller left; `oversized` and `overloaded`: more bytes than the gateway will hold.
 */
export class ConnectionFailure extends Error {
  readonly kind: 'unreachable' | 'broken' | 'timeout' | 'cancelled' | Excess['kind']
  /** Set for `oversized` and `overloaded`. */
  readonly excess: (Excess & { status: number }) | undefined

  constructor(kind: ConnectionFailure['kind'], cause?: unknown, excess?: Excess & { status: number }) {
    super(kind, { cause })
    this.name = 'ConnectionFailure'
    this.kind = kind
    this.excess = excess
  }
}
