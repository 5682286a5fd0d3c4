import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { endOf } from '../../request/outcome.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import { type TraceContext, traceparentOf } from '../../request/trace-context.ts'
import { cut } from '../../text/cut.ts'
import type { CallContext } from '../../upstream/wire/call-context.ts'
import type { SentCall, UpstreamObserver } from '../../upstream/wire/observer.ts'

/** Records a span of each request and of each call of the cluster that is made for it. */
export interface Tracing {
  plugin: GatewayPlugin
  observer: UpstreamObserver
}

/**
 * Spans by a tracer of OpenTelemetry's, as `trace.getTracer('camunda-graphql-gateway')` gives it. Names and attributes
 * are those of its semantic conventions for GraphQL and HTTP, with `camunda.operation` for the REST operation of a
 * call. Spans never contain documents, variables or headers.
 */
export function tracing(tracer: Tracer): Tracing {
  const requests = new WeakMap<CallContext, { span: Span; context: Context }>()
  const calls = new WeakMap<SentCall, Span>()
  return {
    plugin: {
      onArrival({ isGraphQL, arrival, caller, trace: parent }) {
        // Probes would fill the backend.
        if (!isGraphQL || !caller.callContext) return undefined
        const method = cut(arrival.method)
        const attributes = { 'http.request.method': method, 'url.path': cut(arrival.path) }
        const context = parent ? trace.setSpanContext(ROOT_CONTEXT, remote(parent)) : ROOT_CONTEXT
        const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, context)
        requests.set(caller.callContext, { span, context: trace.setSpan(context, span) })
        return undefined
      },
      beforeEvent(_, { caller, subscription }) {
        const request = subscription.caller.callContext && requests.get(subscription.caller.callContext)
        if (caller.callContext && request) requests.set(caller.callContext, request)
      },
      onDeparture(visit, departure) {
        const { callContext } = visit.caller
        const span = callContext && requests.get(callContext)?.span
        if (!span) return
        const { operationType, operationName, errorCodes = [] } = visit
        const outcome = endOf(visit, departure)
        if (operationType) {
          span.updateName(operationName === undefined ? operationType : `${operationType} ${operationName}`)
          span.setAttribute('graphql.operation.type', operationType)
        }
        if (operationName !== undefined) span.setAttribute('graphql.operation.name', operationName)
        if (departure.status !== undefined) span.setAttribute('http.response.status_code', departure.status)
        span.setAttribute('gateway.outcome', outcome)
        span.setAttribute('gateway.upstream_calls', callContext.calls)
        if (visit.requestId !== undefined) span.setAttribute('gateway.request_id', visit.requestId)
        if (errorCodes[0] !== undefined) span.setAttribute('error.type', errorCodes[0])
        // Mistakes of clients are not errors of the server.
        if (outcome === 'failed' || (departure.status ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    },
    observer: {
      onSend(call, headers) {
        const request = call.callContext && requests.get(call.callContext)
        if (!request) return
        const attributes = {
          'http.request.method': call.method,
          'camunda.operation': call.operation,
          ...(call.attempt > 1 ? { 'http.request.resend_count': call.attempt - 1 } : {}),
        }
        const span = tracer.startSpan(call.operation, { kind: SpanKind.CLIENT, attributes }, request.context)
        calls.set(call, span)
        const context = span.spanContext()
        // Without an SDK, the tracer makes no valid span context.
        if (!isSpanContextValid(context)) return
        const { traceId, spanId, traceFlags, traceState } = context
        headers.traceparent = traceparentOf({ traceId, parentId: spanId, flags: traceFlags })
        const tracestate = traceState?.serialize()
        if (tracestate) headers.tracestate = tracestate
      },
      onCall(call, { status, failure }) {
        const span = calls.get(call)
        if (!span) return
        if (status !== undefined) span.setAttribute('http.response.status_code', status)
        if (status === undefined || status >= 400) {
          span.setAttribute('error.type', failure ?? String(status))
          span.setStatus({ code: SpanStatusCode.ERROR })
        }
        span.end()
      },
    },
  }
}

function remote({ traceId, parentId, flags, tracestate }: TraceContext) {
  const traceState = tracestate === undefined ? undefined : createTraceState(tracestate)
  return { traceId, spanId: parentId, traceFlags: flags, isRemote: true, ...(traceState ? { traceState } : {}) }
}
