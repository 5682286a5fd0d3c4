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
  /** What is known beyond the kind, in words for clients. */
  reason?: string

  constructor(kind: ConnectionFailure['kind'], cause?: unknown, excess?: Excess & { status: number }) {
    super(kind, { cause })
    this.name = 'ConnectionFailure'
    this.kind = kind
    this.excess = excess
  }
}

/** What undici says where a proxy refuses a request, or a tunnel, instead of passing it on. */
const REFUSED_BY_PROXY = /^Proxy (?:Authentication Required|response) \((\d{3})\)/

/** The failure of a connection by undici's error. @param wasSent whether a byte may have been written */
export function failureOf(error: Error, wasSent: boolean): ConnectionFailure {
  const status = REFUSED_BY_PROXY.exec(error.message)?.[1]
  if (status === undefined) return new ConnectionFailure(wasSent ? 'broken' : 'unreachable', error)
  const failure = new ConnectionFailure('unreachable', error)
  failure.reason = `the proxy refuses to pass it on (status ${status})${status === '407' ? ': it wants a user and a password, which HTTP_PROXY and HTTPS_PROXY may hold' : ''}`
  return failure
}
