import { type ExecutionArgs, type ExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql'
import type { Documents } from '../documents/documents.ts'
import { Refused } from '../errors/refused.ts'
import type { Executor } from '../execution/executors.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin, Prepared, Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { cut } from '../text/cut.ts'
import type { EventStream } from './event-stream.ts'
import { holdsRawNumber, plainVariables } from './plain-variables.ts'
import { subscribe } from './subscription.ts'

interface OperationsOptions {
  schema: GraphQLSchema
  /** The gateway's own. */
  plugins: readonly GatewayPlugin[]
  documents: Documents
  /** Whether errors must not tell names that are like the one that was asked for. */
  hideSuggestions: boolean
  executor: Executor
  /** What resolvers are given: loaders of their own each time. */
  contextOf(visit: Visit): Context
  /** Told that what was asked is answered, so that what that took can be given back. */
  answered(visit: Visit): void
}

const NO_VARIABLES: Readonly<Record<string, unknown>> = Object.freeze({})

/**
 * What becomes of a question, whichever way it came: it is prepared and checked once, and then executed. The way past Yoga
 * takes all steps here; Yoga's does its own preparing, with the plugins of the owner's.
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
   * What is asked after all plugins had a look at it; a promise only where one of them needs it. Throws, or rejects with,
   * the Refused of the plugin that refuses it.
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
   * Reads a question: undefined where it holds no valid operation. A promise only where a plugin needs one. Throws, or
   * rejects with, the Refused of what refuses it.
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

  /** The same of what Yoga has read; undefined where it does not say which operation is meant. */
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
   * Tells the visit what is asked, and lets the plugins have a last look at it. Undefined where none wants to; rejects with
   * the Refused of the plugin that refuses.
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
   * Opens a subscription that was checked: each event is executed as a question is. A single answer where there is nothing
   * to listen to. Rejects with the Refused of what refuses it.
   */
  async subscribe(prepared: Prepared, visit: Visit): Promise<EventStream | ExecutionResult> {
    const { executor, contextOf, answered } = this.#options
    const repeatable = executor.repeatable(prepared)
    if ('run' in repeatable && repeatable.root.fields.length === 0) throw noField()
    const finish = (result: ExecutionResult, of: Visit) => this.finish(result, of)
    const opened =
      'run' in repeatable
        ? await subscribe({ prepared, repeatable, visit, plugins: this.#ofEvents, contextOf, finish, answered })
        : repeatable
    if (!(Symbol.asyncIterator in opened)) this.finish(opened, visit)
    return opened
  }

  /** Has the plugins add to an answer what they have to say. */
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
