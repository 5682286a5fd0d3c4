/** The place of a request in a trace that somebody else began: W3C Trace Context. */
export interface TraceContext {
  traceId: string
  /** The client's span. */
  parentId: string
  flags: number
  /** Vendors' own; undefined where there are none. */
  tracestate: string | undefined
}

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/
const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/**
 * Reads a request's trace headers; undefined if there are none that can be used: then the trace begins here.
 * @param header a header by its lower-case name
 */
export function traceContextOf(header: (name: string) => string | undefined): TraceContext | undefined {
  const traceparent = header('traceparent')
  const [, version, traceId = '', parentId = '', flags = '', more] = TRACEPARENT.exec(traceparent ?? '') ?? []
  // Later versions may add parts, this one has none.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined
  const tracestate = header('tracestate')
  return {
    traceId,
    parentId,
    flags: Number.parseInt(flags, 16),
    tracestate: tracestate !== undefined && TRACESTATE.test(tracestate) ? tracestate : undefined,
  }
}

/** The `traceparent` header for the next hop. */
export function traceparentOf({ traceId, parentId, flags }: Omit<TraceContext, 'tracestate'>): string {
  return `00-${traceId}-${parentId}-${flags.toString(16).padStart(2, '0')}`
}
