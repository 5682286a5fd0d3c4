import { randomBytes } from 'node:crypto'
import type { CallerName } from '../admission/fair-queue.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { traceContextOf, traceparentOf } from '../request/trace-context.ts'
import type { Visit } from '../request/visit.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'

/** Allowed request ids: they go into the log and into a response header, so no special characters. */
const REQUEST_ID = /^[\w.:/+=@-]{1,80}$/

/**
 * Gives each request an id for the log and the answer: the client's `x-request-id`, else its trace id, else a new one.
 * The trace context is passed on to the cluster, whether or not the gateway records spans.
 * @param nameOf in whose name a request waits in queues
 */
export function requestId(nameOf: (visit: Visit) => CallerName): GatewayPlugin {
  // A random prefix per process and a counter: a random id per request would cost as much as its line in the log.
  const process = randomBytes(9).toString('base64url')
  let requests = 0
  return {
    onArrival(visit) {
      const trace = traceContextOf(visit.arrival.header)
      const given = visit.arrival.header('x-request-id')
      visit.requestId =
        given !== undefined && REQUEST_ID.test(given) ? given : (trace?.traceId ?? `${process}-${++requests}`)
      visit.headers.set('x-request-id', visit.requestId)
      const callContext = new VisitCallContext(visit, nameOf)
      if (trace) {
        visit.trace = trace
        callContext.traceparent = traceparentOf(trace)
        callContext.tracestate = trace.tracestate
      }
      visit.caller.callContext = callContext
      return undefined
    },
  }
}

class VisitCallContext implements CallContext {
  calls = 0
  traceparent: string | undefined
  tracestate: string | undefined
  answerBytes = 0
  isOver = false
  readonly #visit: Visit
  readonly #nameOf: (visit: Visit) => CallerName
  #caller: CallerName | undefined
  /** The claims when `#caller` was found out. */
  #claims: Visit['claims']

  constructor(visit: Visit, nameOf: (visit: Visit) => CallerName) {
    this.#visit = visit
    this.#nameOf = nameOf
  }

  get caller(): CallerName {
    const { claims } = this.#visit
    if (!this.#caller || this.#claims !== claims) {
      this.#caller = this.#nameOf(this.#visit)
      this.#claims = claims
    }
    return this.#caller
  }
}
