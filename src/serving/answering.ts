import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import type { Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

/**
 * Answers a question past Yoga's Fetch layer. Undefined where Yoga has to say what is wrong with it, such as syntax
 * errors: nothing was executed by then. Rejects with mistakes of the gateway's own alone.
 */
export type Answering = (
  question: Question,
  visit: Visit,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<ExecutionResult | undefined>
