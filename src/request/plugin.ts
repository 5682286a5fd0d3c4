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
  /** As they were sent: not yet checked against their types. */
  variableValues: Readonly<Record<string, unknown>>
  contextValue: Context
  /** How many nodes it may answer, once that was counted. */
  nodeCount: NodeCount | undefined
}

/**
 * One behaviour of the gateway's own. Its hooks are called in the same way on every way of serving: the fast path,
 * Yoga, node:http and the Fetch API. A hook refuses by throwing Refused.
 */
export interface GatewayPlugin {
  /** Before the body is read, in the order of the plugins; the first refusal is the answer. */
  onArrival?(visit: Visit): Refusal | undefined | Promise<Refusal | undefined>
  /** Once the body is there, in the order of the plugins; the first refusal is the answer. */
  onReceived?(visit: Visit): Refusal | undefined | Promise<Refusal | undefined>
  /** May replace the question, such as a hash by its document. */
  onQuestion?(question: Question, visit: Visit): Question | Promise<Question>
  /** Called once for each document after parsing, before validation. */
  onDocument?(document: DocumentNode): void
  /** Validation rules for every document, besides GraphQL's own; checked once for each document. */
  rules?: readonly ValidationRule[]
  /** Once for each operation, before it is executed: limits, rights, rates. */
  beforeExecution?(prepared: Prepared, visit: Visit): void | Promise<void>
  /** Before each event of a subscription is executed. The operation itself was checked once, when it opened. */
  beforeEvent?(prepared: Prepared, event: EventVisit): void | Promise<void>
  /** After each question, and after each event of a subscription. May add to the answer's `extensions`. */
  afterExecution?(result: ExecutionResult, visit: Visit): void
  /**
   * Once the answer is complete and only has to be sent, or the client has left: give back what making it took. For a
   * subscription: once it is open, and after each of its events.
   */
  onAnswered?(visit: Visit): void
  /** When the answer was sent, or the client has left. */
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
