import type { IncomingMessage } from 'node:http'
import { unexpectedError } from '../answers/unexpected.ts'
import type { Refusal } from '../errors/refusal.ts'
import { AnswerHeaders } from '../request/answer-headers.ts'
import { listensOnLoopback } from '../request/listening.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Arrival, Visit } from '../request/visit.ts'
import { Cancellation } from '../upstream/wire/cancellation.ts'
import { readCaller } from '../upstream/wire/credentials.ts'
import { contentAt } from './content-routes.ts'

/** Tells the plugins once of each request that its answer is made. */
export function tellAnswered(plugins: readonly GatewayPlugin[]): (visit: Visit) => void {
  const onAnswered = plugins.flatMap((plugin) => (plugin.onAnswered ? [plugin.onAnswered.bind(plugin)] : []))
  return (visit) => {
    if (visit.isAnswered) return
    visit.isAnswered = true
    for (const tell of onAnswered) tell(visit)
  }
}

/** Milliseconds before a refusal with Retry-After is sent. */
export const REFUSAL_DELAY_MS = 200

type Hook = (visit: Visit) => Refusal | undefined | Promise<Refusal | undefined>

interface VisitsOptions {
  /** The path of the GraphQL endpoint. */
  endpoint: string
  plugins: readonly GatewayPlugin[]
  /** Calls the plugins' `onAnswered`, once per visit. */
  answered(visit: Visit): void
  /** Called with errors of plugins that are not refusals. */
  logError(error: unknown): void
}

/** Opens and ends visits, whatever they came by, and asks the plugins whether they may enter. */
export interface Visits {
  /** The plugins' hooks, to be given to `refusalOf`. */
  readonly onArrival: readonly Hook[]
  readonly onReceived: readonly Hook[]
  open(arrival: Arrival): Visit
  /** The same for a request for a WebSocket, which asks nothing itself. */
  openUpgrade(arrival: Arrival): Visit
  /** The first refusal, or an internal error if a plugin throws; a promise only if a plugin needs one. Never rejects. */
  refusalOf(hooks: readonly Hook[], visit: Visit): ReturnType<Hook>
  /** Tells the plugins that it is over: to be called once. */
  leave(visit: Visit, status: number | undefined): void
}

/** Opens and ends the visits of a gateway, whose plugins look at each in their order. */
export function visits({ endpoint, plugins, answered, logError }: VisitsOptions): Visits {
  const onDeparture = plugins.flatMap((plugin) => (plugin.onDeparture ? [plugin.onDeparture.bind(plugin)] : []))

  function refusalFrom(index: number, hooks: readonly Hook[], visit: Visit): ReturnType<Hook> {
    try {
      for (let at = index; at < hooks.length; at++) {
        const refusal = hooks[at]?.(visit)
        if (refusal instanceof Promise) {
          return refusal.then((found) => found ?? refusalFrom(at + 1, hooks, visit), unexpected)
        }
        if (refusal) return refusal
      }
      return undefined
    } catch (error) {
      return unexpected(error)
    }
  }

  function unexpected(error: unknown): Refusal {
    // With the id that the log tells, too.
    const told = unexpectedError(error)
    logError(error)
    return told
  }

  return {
    onArrival: plugins.flatMap((plugin) => (plugin.onArrival ? [plugin.onArrival.bind(plugin)] : [])),
    onReceived: plugins.flatMap((plugin) => (plugin.onReceived ? [plugin.onReceived.bind(plugin)] : [])),
    open: (arrival) => opened(arrival, arrival.path === endpoint, false),
    openUpgrade: (arrival) => opened(arrival, false, true),
    refusalOf: (hooks, visit) => refusalFrom(0, hooks, visit),
    leave(visit, status) {
      answered(visit)
      const departure = { status, duration: performance.now() - visit.arrivedAt }
      for (const tell of onDeparture) tell(visit, departure)
    },
  }
}

function opened(arrival: Arrival, isGraphQL: boolean, isUpgrade: boolean): Visit {
  return {
    arrival,
    arrivedAt: performance.now(),
    isGraphQL,
    isContent: contentAt(arrival.path) !== undefined,
    isUpgrade,
    caller: readCaller(arrival.header),
    cancellation: new Cancellation(),
    headers: new AnswerHeaders(),
    // Declare all fields up front, so that all visits keep one hidden class in V8.
    payer: undefined,
    isAdmitted: false,
    json: undefined,
    bodyTaken: 0,
    nodesTaken: 0,
    isAnswered: false,
    hasCommand: false,
    timer: undefined,
    requestId: undefined,
    trace: undefined,
    operationName: undefined,
    operationType: undefined,
    outcome: undefined,
  }
}

/** What a request of node:http says before its body is read. */
export function arrivalOf(request: IncomingMessage): Arrival {
  const { method = 'GET', url = '/', headers, socket } = request
  const query = url.indexOf('?')
  return {
    method,
    path: query < 0 ? url : url.slice(0, query),
    query: query < 0 ? '' : url.slice(query + 1),
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    host: headers.host ?? '',
    hosts: hostsIn(request.rawHeaders),
    onLoopback: listensOnLoopback(socket),
    address: socket.remoteAddress,
  }
}

/** How many `Host` headers there are: node's `headers` has only the first. */
function hostsIn(rawHeaders: readonly string[]): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count
}
