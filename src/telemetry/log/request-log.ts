import { endOf } from '../../request/outcome.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import type { Departure, Visit } from '../../request/visit.ts'
import { cut } from '../../text/cut.ts'
import { callerNames } from './caller-name.ts'
import { isEnabled, type Logger } from './logger.ts'

const PROBES: ReadonlySet<string> = new Set(['/health', '/ready'])

/**
 * Logs a line for each request when its answer was sent: the operation's name, the caller, the outcome, duration and
 * calls. Never the question itself, variables, or headers other than the request's id. Probes, which come every few
 * seconds, are logged at level `debug`.
 * @param ownRights whether the gateway asks with its own rights, so that callers' credentials say nothing about them
 */
export function requestLog(logger: Logger, ownRights: boolean): GatewayPlugin {
  const withProbes = isEnabled(logger, 'debug')
  const nameOf = callerNames(ownRights)
  return {
    onDeparture(visit, departure) {
      if (!PROBES.has(visit.arrival.path)) logger.info(factsOf(visit, departure, nameOf(visit)), 'request')
      else if (withProbes) logger.debug(factsOf(visit, departure, undefined), 'probe')
    },
  }
}

function factsOf(visit: Visit, departure: Departure, caller: string | undefined): object {
  const { requestId, trace, isGraphQL, operationType, operationName, questions, events, errorCodes, errorIds } = visit
  const { method, path } = visit.arrival
  // Loggers omit undefined values.
  return {
    requestId,
    traceId: trace && trace.traceId !== requestId ? trace.traceId : undefined,
    method: isGraphQL ? undefined : cut(method),
    path: isGraphQL ? undefined : cut(path),
    type: operationType,
    operation: operationName,
    questions,
    events,
    caller,
    status: departure.status,
    outcome: endOf(visit, departure),
    errors: errorCodes,
    errorIds: errorIds?.length ? errorIds : undefined,
    ms: Math.round(departure.duration * 100) / 100,
    calls: visit.caller.callContext?.calls,
  }
}
