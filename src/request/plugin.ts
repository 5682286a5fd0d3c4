import type { DocumentNode, ExecutionArgs, ExecutionResult, OperationDefinitionNode, ValidationRule } from 'graphql'
import type { Refusal } from '../errors/refusal.ts'
import type { Context } from './context.ts'
import type { EventVisit } from './event.ts'
import type { Departure, Visit } from './visit.ts'

/** A question as it was sent. */
export interface Question {
  /** Undefined where `extensions` name a document that the gateway has. */
  query?: string
  variables?: Record<string, unknown>
  operationName?: string
  extensions?: Record<string, unknown>
  /** The id of a document that the gateway has, as GraphQL over HTTP drafts it. */
  documentId?: unknown
}

/** An operation that may be checked and executed: its document is valid. */
export interface Prepared extends ExecutionArgs {
  operation: OperationDefinitionNode
  /** As they were sent: not yet held against their types. */
  variableValues: Readonly<Record<string, unknown>>
  contextValue: Context
  /** How many nodes it may answer, once that was counted. */
  nodeCount: NodeCount | undefined
}

/**
 * One behaviour of the gateway's own. Its hooks are called the same way whoever serves the request: the fast path, Yoga,
 * node:http or the Fetch API. A hook refuses by throwing Refused.
 */
export interface GatewayPlugin {
  /** Before the body is read, in the order of the plugins; the first refusal is the answer. */
  onArrival?(visit: Visit): Refusal | undefined | Promise<Refusal | undefined>
  /** Once the body is there, in the order of the plugins; the first refusal is the answer. */
  onReceived?(visit: Visit): Refusal | undefined | Promise<Refusal | undefined>
  /** The question that is asked in place of the one that was sent. */
  onQuestion?(question: Question, visit: Visit): Question | Promise<Question>
  /** A document that was just read, before anything else looks at it: it may be invalid. Once for each document. */
  onDocument?(document: DocumentNode): void
  /** What every document must keep, besides GraphQL's own rules; checked once for each document. */
  rules?: readonly ValidationRule[]
  /** Once for each operation, before it is executed. */
  beforeExecution?(prepared: Prepared, visit: Visit): void | Promise<void>
  /** Before each event of a subscription is executed, which was checked as an operation once: what the event may take. */
  beforeEvent?(prepared: Prepared, event: EventVisit): void | Promise<void>
  /** Of each question, and of each event of a subscription. May add to the answer's `extensions`. */
  afterExecution?(result: ExecutionResult, visit: Visit): void
  /**
   * Once the answer is made and only has to be sent, or its client is gone: what making it took can be given back. Of a
   * subscription, once it is open; and of each of its events.
   */
  onAnswered?(visit: Visit): void
  /** When the answer is out, or its client gone. */
  onDeparture?(visit: Visit, departure: Departure): void
  /** When the gateway closes. */
  close?(): void | Promise<void>
}

/** What an operation may answer. */
export interface NodeCount {
  nodes: number
  /** Fields of the root, each once however often it is selected. */
  rootFields: number
  /** A page below an object that is too large, the largest; size 0 where there is none. */
  page: { argument: string; size: number }
}
