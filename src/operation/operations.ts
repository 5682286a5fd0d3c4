import { type ExecutionArgs, type ExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Documents } from '../documents/documents.ts'
import { Refused } from '../errors/refused.ts'
import type { Executor } from '../execution/executors.ts'
import type { Live } from '../live/live.ts'
import type { LiveStream } from '../live/live-stream.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin, Prepared, Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { cut } from '../text/cut.ts'
import type { EventStream } from './event-stream.ts'
import { finality } from './finality.ts'
import { asDeclared, bytesOf, isLive, nameOf, queryOf } from './live-question.ts'
import { holdsRawNumber, plainVariables } from './plain-variables.ts'
import { subscribe } from './subscription.ts'

interface OperationsOptions {
  schema: GraphQLSchema
  /** The gateway's own. */
  plugins: readonly GatewayPlugin[]
  documents: Documents
  /** Whether error messages must not suggest similar names. */
  hideSuggestions: boolean
  executor: Executor
  /** Makes the context of one execution, with its own loaders. */
  contextOf(visit: Visit): Context
  /** Called when a question is answered, so that what it took can be given back. */
  answered(visit: Visit): void
  live: Live
  /**
   * Whether the owner's plugins and resolvers take part: what they add to a request is for that request alone, and what
   * they answer may change although the cluster answers the same.
   */
  isExtended: boolean
}

const NO_VARIABLES: Readonly<Record<string, unknown>> = Object.freeze({})

/**
 * The steps of a question on every way of serving: it is prepared and checked once, then executed. The fast path takes
 * all steps here; Yoga does its own preparing, so that the owner's plugins take part.
 */
export class Operations {
  readonly #options: OperationsOptions
  readonly #asking: readonly GatewayPlugin[]
  readonly #checking: readonly GatewayPlugin[]
  readonly #finishing: readonly GatewayPlugin[]
  readonly #ofEvents: readonly GatewayPlugin[]

  constructor(options: OperationsOptions) {
    this.#options = options
    this.#asking = options.plugins.filter((plugin) => plugin.onQuestion)
    this.#checking = options.plugins.filter((plugin) => plugin.beforeExecution)
    this.#finishing = options.plugins.filter((plugin) => plugin.afterExecution)
    this.#ofEvents = options.plugins.filter((plugin) => plugin.beforeEvent)
  }

  get documents(): Documents {
    return this.#options.documents
  }

  get hideSuggestions(): boolean {
    return this.#options.hideSuggestions
  }

  /**
   * The question after all plugins' `onQuestion`; a promise only if one of them needs it. Throws, or rejects with, the
   * Refused of the plugin that refuses it.
   */
  asked(question: Question, visit: Visit, first = 0): Question | Promise<Question> {
    let asked = question
    for (let index = first; index < this.#asking.length; index++) {
      const next = this.#asking[index]?.onQuestion?.(asked, visit)
      if (next instanceof Promise) return next.then((one) => this.asked(one, visit, index + 1))
      if (next) asked = next
    }
    return asked
  }

  /**
   * Parses and validates a question: undefined if it holds no valid operation. A promise only if a plugin needs one.
   * Throws, or rejects with, the Refused of what refuses it.
   */
  prepare(question: Question, visit: Visit): Prepared | undefined | Promise<Prepared | undefined> {
    const asked = this.asked(question, visit)
    return asked instanceof Promise ? asked.then((one) => this.#read(one, visit)) : this.#read(asked, visit)
  }

  #read({ query, operationName, variables }: Question, visit: Visit): Prepared | undefined {
    const { schema, documents, hideSuggestions, contextOf } = this.#options
    const document = query === undefined ? undefined : documents.get(query)
    const operation = document && getOperationAST(document, operationName)
    if (!document || !operation) return undefined
    const isExact = variables && holdsRawNumber(variables)
    return {
      schema,
      document,
      operation,
      operationName,
      variableValues: isExact
        ? plainVariables(schema, document, operationName, variables)
        : (variables ?? NO_VARIABLES),
      hideSuggestions,
      contextValue: contextOf(visit),
      nodeCount: undefined,
    }
  }

  /** The same for a question that Yoga has parsed; undefined if it does not say which operation is meant. */
  preparedBy(args: ExecutionArgs): Prepared | undefined {
    const operation = getOperationAST(args.document, args.operationName)
    if (!operation) return undefined
    return {
      ...args,
      operation,
      variableValues: args.variableValues ?? NO_VARIABLES,
      hideSuggestions: this.#options.hideSuggestions,
      contextValue: args.contextValue as Context,
      nodeCount: undefined,
    }
  }

  /**
   * Notes the operation on the visit and calls all plugins' `beforeExecution`. Undefined if none of them has to wait;
   * rejects with the Refused of the plugin that refuses.
   */
  check(prepared: Prepared, visit: Visit): Promise<void> | undefined {
    const { operation } = prepared
    // Cut here, for the log, metrics and spans.
    visit.operationName = operation.name && cut(operation.name.value)
    visit.operationType = operation.operation
    if (operation.operation === 'mutation') visit.hasCommand = true
    if (operation.operation === 'subscription' && visit.questions !== undefined) return Promise.reject(inBatch())
    try {
      return this.#checkFrom(0, prepared, visit)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #checkFrom(first: number, prepared: Prepared, visit: Visit): Promise<void> | undefined {
    for (let index = first; index < this.#checking.length; index++) {
      const checking = this.#checking[index]?.beforeExecution?.(prepared, visit)
      if (checking) return checking.then(() => this.#checkFrom(index + 1, prepared, visit))
    }
    return undefined
  }

  /** Executes a query or a mutation; a promise only where something has to be waited for. */
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
    return this.#options.executor.execute(args)
  }

  /**
   * Opens a subscription that was checked: each event is executed like a question. Gives a single answer if there is no
   * source of events. Rejects with the Refused of what refuses it.
   */
  async subscribe(prepared: Prepared, visit: Visit): Promise<EventStream | LiveStream | ExecutionResult> {
    const { executor, contextOf, answered } = this.#options
    const repeatable = executor.repeatable(prepared)
    if ('run' in repeatable && repeatable.root.fields.length === 0) throw noField()
    if ('run' in repeatable && isLive(prepared.schema, repeatable)) {
      // What is executed is the query: this is what the policy says of its being live.
      for (const { definition } of repeatable.root.fields) {
        prepared.contextValue.permissions?.checkNamed(`Subscription.${definition.name}`)
      }
      return this.#subscribeLive(prepared, visit)
    }
    const finish = (result: ExecutionResult, of: Visit) => this.finish(result, of)
    const opened =
      'run' in repeatable
        ? await subscribe({ prepared, repeatable, visit, plugins: this.#ofEvents, contextOf, finish, answered })
        : repeatable
    if (!(Symbol.asyncIterator in opened)) this.finish(opened, visit)
    return opened
  }

  #subscribeLive(given: Prepared, visit: Visit): LiveStream | ExecutionResult {
    const { executor, live, isExtended, answered } = this.#options
    const prepared = asDeclared(given)
    const query = executor.repeatable({ ...prepared, ...queryOf(prepared.document, prepared.operation) })
    if (!('run' in query)) return query
    const stream = live.open(
      nameOf(prepared, isExtended ? visit : undefined),
      { prepared, query, canBeWatched: !isExtended, isFinal: finality(prepared), bytes: bytesOf(prepared) },
      visit,
    )
    // Nothing is held for a subscription while it waits for its next answer.
    answered(visit)
    return stream
  }

  /** Calls all plugins' `afterExecution`, which may add to the answer. */
  finish(result: ExecutionResult, visit: Visit): void {
    for (const plugin of this.#finishing) plugin.afterExecution?.(result, visit)
  }
}

function inBatch(): Refused {
  const message = 'A subscription cannot be one of several questions in a list: send it in a request of its own.'
  return new Refused('BAD_USER_INPUT', message, { retryable: false }, { status: 400 })
}

function noField(): Refused {
  const message = 'A subscription asks for one field at its root, but @skip and @include leave none.'
  return new Refused('BAD_USER_INPUT', message, { retryable: false }, { status: 400, spec: true })
}
