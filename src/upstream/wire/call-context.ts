import type { CallerName } from '../../admission/fair-queue.ts'

/** Of calls that the gateway makes for itself. */
const OWN: CallerName = { group: 'gateway', name: '' }

/** One request of a caller's, as the calls that are made for it know it: it counts them, and they carry its trace on. */
export interface CallContext {
  /** Requests sent to the cluster so far, each try counted. A read that others share counts for who asked first. */
  calls: number
  /** W3C Trace Context for its calls; undefined where it is no part of a trace. */
  traceparent: string | undefined
  tracestate: string | undefined
  /** Whose turn it takes where callers compete; found out only then. */
  readonly caller: CallerName
  /** Bytes of the cluster's answers that are held for it. */
  answerBytes: number
  /** Whether nothing more is held for it: it has been answered. */
  isOver: boolean
}

/** In whose name a call waits. */
export const callerOf = (callContext: CallContext | undefined): CallerName => callContext?.caller ?? OWN
