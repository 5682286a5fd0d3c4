import { readFileSync } from 'node:fs'
import { type Dispatcher, Pool } from 'undici'
import type { Cancellation, Listener } from './cancellation.ts'

/** What goes over the wire for one call. `path` holds the query too and starts with a slash. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  headers: Record<string, string>
  body?: string | Buffer
  /** Milliseconds until the whole answer must be there. */
  deadline: number
  cancellation?: Cancellation | undefined
}

/** What came back. `body` is decoded as UTF-8. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/**
 * How a connection failed. `unreachable`: nothing was sent; `broken`: contact was lost after sending; `timeout`: the
 * deadline passed; `cancelled`: its caller left; `oversized`: more bytes than the gateway will hold.
 */
export class ConnectionFailure extends Error {
  readonly kind: 'unreachable' | 'broken' | 'timeout' | 'cancelled' | 'oversized'

  constructor(kind: ConnectionFailure['kind'], cause?: unknown) {
    super(kind, { cause })
    this.name = 'ConnectionFailure'
    this.kind = kind
  }
}

export interface HttpOptions {
  /** Scheme, host and port. */
  origin: string
  /** The most connections to keep. */
  connections: number
  /** The most bytes of one answer to hold in memory. */
  maxAnswerBytes: number
}

/** A pool of connections to one origin. */
export interface Http {
  /** Sends one call. Answers of any status resolve; only a connection that fails rejects, with a ConnectionFailure. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Closes the pool once what is in flight has ended. */
  close(): Promise<void>
}

// Timers cannot run longer: a larger number would fire at once.
const LONGEST_DEADLINE = 2 ** 31 - 1

/** Certificates for mutual TLS to the cluster: paths of PEM files. */
export interface TlsFiles {
  certPath?: string | undefined
  keyPath?: string | undefined
  caPath?: string | undefined
  passphrase?: string | undefined
}

/** Opens a pool. This is the only place that talks to undici: `dispatch` costs a quarter less than its `request`. */
export function openHttp(options: HttpOptions, tls: TlsFiles = {}): Http {
  const pool = new Pool(options.origin, {
    connections: options.connections,
    pipelining: 1,
    connect: {
      timeout: 5_000,
      ...(tls.certPath ? { cert: readFileSync(tls.certPath) } : {}),
      ...(tls.keyPath ? { key: readFileSync(tls.keyPath) } : {}),
      ...(tls.caPath ? { ca: readFileSync(tls.caPath) } : {}),
      ...(tls.passphrase ? { passphrase: tls.passphrase } : {}),
    },
  })
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        pool.dispatch(
          {
            method: request.method,
            path: request.path,
            headers: request.headers,
            body: request.body ?? null,
            headersTimeout: 0,
            bodyTimeout: 0,
          },
          new Collector(request, options.maxAnswerBytes, resolve, reject),
        )
      }),
    close: () => pool.close(),
  }
}

/** Collects one answer, and gives the call up when its deadline passes or its caller leaves. */
class Collector implements Dispatcher.DispatchHandler, Listener {
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: HttpAnswer['headers'] = {}
  #chunks: Buffer[] = []
  #size = 0
  #failure: ConnectionFailure | undefined
  readonly #request: HttpRequest
  readonly #maxBytes: number
  readonly #resolve: (answer: HttpAnswer) => void
  readonly #reject: (reason: ConnectionFailure) => void
  readonly #timer: NodeJS.Timeout

  constructor(
    request: HttpRequest,
    maxBytes: number,
    resolve: (answer: HttpAnswer) => void,
    reject: (reason: ConnectionFailure) => void,
  ) {
    this.#request = request
    this.#maxBytes = maxBytes
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(Collector.#onDeadline, Math.min(request.deadline, LONGEST_DEADLINE), this)
    request.cancellation?.listen(this)
  }

  onCancelled(): void {
    this.#giveUp(new ConnectionFailure('cancelled'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure) controller.abort(this.#failure)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpAnswer['headers']): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) this.#giveUp(new ConnectionFailure('oversized'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#release()
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#size)
    this.#resolve({ status: this.#status, headers: this.#headers, body: bytes.toString('utf8') })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release()
    this.#reject(this.#failure ?? new ConnectionFailure(this.#wasSent ? 'broken' : 'unreachable', error))
  }

  /** A request gets its controller when its connection stands, right before its first byte is written. */
  get #wasSent(): boolean {
    return this.#controller !== undefined
  }

  static #onDeadline(call: Collector): void {
    call.#giveUp(new ConnectionFailure(call.#wasSent ? 'timeout' : 'unreachable'))
  }

  #giveUp(failure: ConnectionFailure): void {
    if (this.#failure) return
    this.#failure = failure
    this.#controller?.abort(failure)
    // A call that still waits for a connection has no controller yet; its caller need not wait any longer.
    this.#release()
    this.#reject(failure)
  }

  #release(): void {
    clearTimeout(this.#timer)
    this.#request.cancellation?.unlisten(this)
  }
}
