import type { ExecutionResult } from 'graphql'
import type { Mask } from '../errors/masking.ts'
import type { Context } from '../request/context.ts'
import type { EventVisit } from '../request/event.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import type { Upstreams } from '../upstream/loading/upstreams.ts'
import type { Cluster } from '../upstream/session/cluster.ts'
import type { LivePoll } from './live-poll.ts'
import type { Intervals } from './rhythm.ts'

/**
 * What came of a look at a question: nobody might ask; what it had read was unchanged; it was executed and said the same;
 * it had news.
 */
export type Look = 'unread' | 'unchanged' | 'same' | 'news'

/** What live questions are answered with. */
export interface LiveMeans {
  intervals: Intervals
  /** Milliseconds: the longest time until a command's effect can be read. */
  readAfterWriteMs: number
  maxRequestMs: number
  /** The only cluster, or the default one, and the others. */
  first: Cluster
  further: ReadonlyMap<string, Cluster> | undefined
  /**
   * Whether what questions read tells all that they are told: rows of older generations ask for some of their values by
   * themselves, when these are wanted.
   */
  readsTellAll: boolean
  /** Whether it is its caller whom the cluster refuses, and not the gateway. */
  callersAreRefused: boolean
  /** The plugins with `beforeEvent`. */
  plugins: readonly GatewayPlugin[]
  contextOf(event: EventVisit, upstreams: Upstreams): Context
  /** Calls all plugins' `afterExecution`. */
  finish(result: ExecutionResult, visit: Visit): void
  /** Called when an event is answered, so that what it took can be given back. */
  answered(visit: Visit): void
  /** Errors as clients may see them. */
  mask: Mask
  /** Writes an answer, large ones in turns. */
  jsonOf(result: ExecutionResult, owner: string): Buffer | Promise<Buffer>
  /** Whether the cluster, or the gateway, has more to do than it can. */
  isUnderPressure(): boolean
  logError(error: unknown): void
  noteLook(look: Look): void
  /** Counts again what a question keeps. */
  noteKept(poll: LivePoll): void
}
