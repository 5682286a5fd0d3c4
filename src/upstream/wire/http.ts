import { readFileSync } from 'node:fs'
import { type Dispatcher, Pool, ProxyAgent } from 'undici'
import { AnswerBody } from './answer-body.ts'
import type { Excess } from './answer-books.ts'
import type { Call } from './call.ts'
import type { Cancellation, CancellationListener } from './cancellation.ts'
import { ConnectionFailure, failureOf, MAX_TIMER_MS } from './connection-failure.ts'
import { type Outgoing, proxyOf } from './outgoing.ts'
import { type HttpStream, StreamedAnswer, type StreamRequest } from './streamed-answer.ts'

/** What goes over the wire for one call. `path` holds the query too and starts with a slash. */
export interface HttpRequest {
  method: Call['method']
  path: string
  headers: Record<string, string>
  body?: string | Buffer
  /** Milliseconds until the whole answer must be there. */
  deadline: number
  cancellation?: Cancellation | undefined
  /** Whether an answer that has begun is read to its end, though its caller leaves or the deadline passes. */
  keepsAnswer?: boolean
  /** Cancelled when the call is to end unless its answer has begun. */
  ending?: Cancellation | undefined
  /** Asked before bytes of the answer are held, in addition to the pool's own limit. */
  entry?: { take(bytes: number): Excess | undefined } | undefined
}

/** What came back. `body` is decoded as UTF-8. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
  /** How many bytes the body had on the wire, and about how many its values take. */
  bytes: number
  weight: number
}

interface HttpOptions {
  /** Scheme, host and port. */
  origin: string
  /** The most connections to keep. */
  connections: number
  /** The most bytes of one answer to hold in memory. */
  maxAnswerBytes: number
  /** Proxies and authorities; by default none beside those that Node knows. */
  outgoing?: Outgoing | undefined
}

/** A pool of connections to one origin. */
export interface Http {
  /** Sends one call. Answers of any status resolve; only a connection that fails rejects, with a ConnectionFailure. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** The same for a body that is read while it comes: resolves when the answer begins. */
  open(request: Pick<HttpRequest, 'method' | 'path' | 'headers'> & StreamRequest): Promise<HttpStream>
  /** Closes the pool once what is in flight has ended. */
  close(): Promise<void>
}

/** Certificates for mutual TLS to the cluster: paths of PEM files. */
export interface TlsFiles {
  certPath?: string | undefined
  keyPath?: string | undefined
  caPath?: string | undefined
  passphrase?: string | undefined
}

const CONNECT_TIMEOUT_MS = 5_000

/** Whom certificates are checked against; undefined for those whom Node knows. */
function authorities(own: string | undefined, common: string | undefined): Array<string | Buffer> | undefined {
  // An import would read all of Node's authorities at every start.
  if (!common) return own ? [readFileSync(own)] : undefined
  return [...(own ? [readFileSync(own)] : process.getBuiltinModule('node:tls').rootCertificates), readFileSync(common)]
}

/** Opens a pool. This is the only place that talks to undici: `dispatch` costs a quarter less than its `request`. */
export function openHttp(options: HttpOptions, tls: TlsFiles = {}): Http {
  const { origin, connections, outgoing = {} } = options
  const ca = authorities(tls.caPath, outgoing.caPath)
  const connect = {
    timeout: CONNECT_TIMEOUT_MS,
    ...(tls.certPath ? { cert: readFileSync(tls.certPath) } : {}),
    ...(tls.keyPath ? { key: readFileSync(tls.keyPath) } : {}),
    ...(ca ? { ca } : {}),
    ...(tls.passphrase ? { passphrase: tls.passphrase } : {}),
  }
  const proxy = proxyOf(origin, outgoing)
  const pool = proxy
    ? new ProxyAgent({
        uri: proxy,
        connections,
        pipelining: 1,
        requestTls: connect,
        // A tunnel that is asked for and never opened would else hold its place for minutes.
        clientFactory: (to, given) => new Pool(to, { ...given, headersTimeout: CONNECT_TIMEOUT_MS }),
        // The client's own certificate is the cluster's to see.
        proxyTls: { timeout: CONNECT_TIMEOUT_MS, ...(ca ? { ca } : {}) },
      })
    : new Pool(origin, { connections, pipelining: 1, connect })
  const dispatch = (
    { method, path, headers, body }: Pick<HttpRequest, 'method' | 'path' | 'headers' | 'body'>,
    handler: Dispatcher.DispatchHandler,
  ) => pool.dispatch({ origin, method, path, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 }, handler)
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        dispatch(request, new Collector(request, options.maxAnswerBytes, resolve, reject))
      }),
    open: (request) =>
      new Promise((resolve, reject) => {
        dispatch(request, new StreamedAnswer(request, resolve, reject))
      }),
    close: () => pool.close(),
  }
}

/** Collects one answer, and gives the call up when its deadline passes or its caller leaves. */
class Collector implements Dispatcher.DispatchHandler, CancellationListener {
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: HttpAnswer['headers'] = {}
  /** Bytes that the entry knows of. */
  #taken = 0
  #failure: ConnectionFailure | undefined
  readonly #request: HttpRequest
  readonly #maxBytes: number
  readonly #body: AnswerBody
  readonly #resolve: (answer: HttpAnswer) => void
  readonly #reject: (reason: ConnectionFailure) => void
  #timer: NodeJS.Timeout
  #isLate = false
  readonly #end: CancellationListener | undefined

  constructor(
    request: HttpRequest,
    maxBytes: number,
    resolve: (answer: HttpAnswer) => void,
    reject: (reason: ConnectionFailure) => void,
  ) {
    this.#request = request
    this.#maxBytes = maxBytes
    this.#body = new AnswerBody(maxBytes)
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(Collector.#onDeadline, Math.min(request.deadline, MAX_TIMER_MS), this)
    request.cancellation?.listen(this)
    if (request.ending) {
      this.#end = {
        onCancelled: () => {
          if (this.#status === 0) this.onCancelled()
        },
      }
      request.ending.listen(this.#end)
    }
  }

  onCancelled(): void {
    if (this.#request.keepsAnswer && this.#status !== 0) return
    this.#giveUp(new ConnectionFailure('cancelled'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure) controller.abort(this.#failure)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpAnswer['headers']): void {
    // Informational responses (1xx) are not the answer.
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    // A content-length beyond the limit is refused without reading.
    const announced = Number(headers['content-length'])
    if (announced > 0) this.#expect(announced)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#failure) return
    if (this.#expect(this.#body.size + chunk.length)) this.#body.append(chunk)
  }

  onResponseEnd(): void {
    this.#release()
    const { size } = this.#body
    this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body.text(), bytes: size, weight: size })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release()
    this.#reject(this.#failure ?? failureOf(error, this.#wasSent))
  }

  /** undici sets the controller when the connection is open, right before the first byte is written. */
  get #wasSent(): boolean {
    return this.#controller !== undefined
  }

  /** Whether an answer of this size may be held; if not, gives the call up. */
  #expect(size: number): boolean {
    if (size <= this.#taken) return true
    const limit = this.#maxBytes
    const excess =
      size > limit
        ? ({ kind: 'oversized', rule: 'answerBytes', limit, value: size } as const)
        : this.#request.entry?.take(size - this.#taken)
    this.#taken = size
    if (excess) this.#giveUp(new ConnectionFailure(excess.kind, undefined, { ...excess, status: this.#status }))
    return !excess
  }

  static #onDeadline(call: Collector): void {
    if (call.#request.keepsAnswer && call.#status !== 0 && !call.#isLate) {
      // Once: an answer that does not end is none.
      call.#isLate = true
      call.#timer = setTimeout(Collector.#onDeadline, Math.min(call.#request.deadline, MAX_TIMER_MS), call)
      return
    }
    call.#giveUp(new ConnectionFailure(call.#wasSent ? 'timeout' : 'unreachable'))
  }

  #giveUp(failure: ConnectionFailure): void {
    if (this.#failure) return
    this.#failure = failure
    this.#controller?.abort(failure)
    // Without a controller the call still waits for a connection; its caller need not wait any longer.
    this.#release()
    this.#body.drop()
    this.#reject(failure)
  }

  #release(): void {
    clearTimeout(this.#timer)
    this.#request.cancellation?.unlisten(this)
    if (this.#end) this.#request.ending?.unlisten(this.#end)
  }
}
