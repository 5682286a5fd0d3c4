import type { CallerName } from '../../admission/fair-queue.ts'

/** The caller name of the gateway's own calls, such as probes of `/ready`. */
const OWN: CallerName = { group: 'gateway', name: '' }

/**
 * Per-request context that upstream calls carry: a counter of calls, trace headers, and the caller's name for queues.
 */
export interface CallContext {
  /**
   * HTTP requests sent to the cluster so far, retries included. A shared read counts for the request that started it.
   */
  calls: number
  /** W3C Trace Context headers for its calls; undefined if it is not part of a trace. */
  traceparent: string | undefined
  tracestate: string | undefined
  /** In whose name its calls wait in queues; found out only when needed. */
  readonly caller: CallerName
  /** Bytes of the cluster's answers that are held for it. */
  answerBytes: number
  /** Whether it has been answered, so that nothing more is held for it. */
  isOver: boolean
}

/** In whose name a call waits. */
export const callerOf = (callContext: CallContext | undefined): CallerName => callContext?.caller ?? OWN
