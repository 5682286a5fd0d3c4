/** One request of a caller's, as the calls that are made for it know it: it counts them, and they carry its trace on. */
export interface Errand {
  /** Requests sent to the cluster so far, each try counted. A read that others share counts for who asked first. */
  calls: number
  /** W3C Trace Context for its calls; undefined where it is no part of a trace. */
  traceparent: string | undefined
  tracestate: string | undefined
}
