import type { GraphQLSchema } from 'graphql'
import type { Bodies } from '../../admission/bodies.ts'
import type { AnswerSender } from '../../answers/answer-sender.ts'
import type { Mask } from '../../errors/masking.ts'
import type { DirectAnswer } from '../directly.ts'
import type { Visits } from '../visits.ts'
import type { LazyYoga } from '../yoga/yoga.ts'

/** What it takes to answer questions on WebSockets. */
export interface SocketMeans {
  /** The path of the GraphQL endpoint. */
  endpoint: string
  schema: GraphQLSchema
  visits: Visits
  /** Undefined where only Yoga calls all hooks of the owner's plugins. */
  answer: DirectAnswer | undefined
  /** For the errors of answers to events: those of others are masked by then. */
  mask: Mask
  yoga: LazyYoga
  sender: AnswerSender
  bodies: Bodies
  /** The most bytes of a message. */
  maxMessageBytes: number
  /** Milliseconds in which a client must read what it is sent. */
  sendTimeoutMs: number
  logError(error: unknown): void
}
