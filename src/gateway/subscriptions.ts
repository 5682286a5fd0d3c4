import type { ExecutionResult } from 'graphql'
import type { Budgets } from '../admission/budgets.ts'
import { answerJson } from '../answers/answer-json.ts'
import type { Config } from '../config/config.ts'
import type { Mask } from '../errors/masking.ts'
import { Live } from '../live/live.ts'
import type { Redis } from '../plugins/redis.ts'
import type { Policy } from '../policy/policy.ts'
import type { Context } from '../request/context.ts'
import type { EventVisit } from '../request/event.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import type { Upstreams } from '../upstream/loading/upstreams.ts'
import type { Touched, Touching } from '../upstream/session/touched.ts'
import { Workers } from '../workers/workers.ts'
import type { OpenClusters } from './open-clusters.ts'
import { shareTouched } from './replicas.ts'
import { rightsOf } from './rights.ts'

interface SubscriptionsOptions {
  clusters: OpenClusters
  budgets: Budgets
  /** The gateway's own. */
  plugins: readonly GatewayPlugin[]
  policy: Policy | undefined
  /** By which replicas hear of each other's commands; undefined where there is none. */
  redis: Redis | undefined
  contextOf(event: EventVisit, upstreams: Upstreams): Context
  /** Calls all plugins' `afterExecution`. */
  finish(result: ExecutionResult, visit: Visit): void
  answered(visit: Visit): void
  mask: Mask
  logError(error: unknown): void
}

/** What subscriptions are answered by. */
export interface Subscriptions {
  live: Live
  workers: Workers
}

/** Opens live questions and workers, both told what commands have touched, by this gateway and by other replicas. */
export function openSubscriptions(
  { live: intervals, cluster, protection }: Config,
  { clusters, budgets, plugins, policy, redis, contextOf, finish, answered, mask, logError }: SubscriptionsOptions,
): Subscriptions {
  const { subscriptions, live: kept } = budgets
  const workers = new Workers({ subscriptions, logError })
  const live = new Live({
    intervals,
    readAfterWriteMs: cluster.readAfterWriteMs,
    maxRequestMs: protection.requestTimeoutMs,
    first: clusters.first,
    further: clusters.further,
    readsTellAll: clusters.all.every(({ dialect }) => dialect.support === undefined),
    callersAreRefused: cluster.auth.strategy === 'FORWARD',
    plugins: plugins.filter((plugin) => plugin.beforeEvent),
    contextOf,
    finish,
    answered,
    mask,
    jsonOf: answerJson,
    isUnderPressure: () => clusters.all.some(({ client }) => client.isUnderPressure),
    logError,
    rightsOf: (visit) => rightsOf(visit, clusters.all, policy),
    subscriptions,
    kept,
  })
  const touched = (one: Touched) => {
    workers.touched(one)
    live.touched(one)
  }
  const tellOthers = redis && shareTouched(redis, touched)
  const touching: Touching = {
    isWanted: () => tellOthers !== undefined || live.polls > 0 || workers.isBusy,
    tell(what) {
      touched(what)
      tellOthers?.(what)
    },
  }
  for (const one of clusters.all) one.touching = touching
  return { live, workers }
}
