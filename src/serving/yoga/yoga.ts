import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { Plugin, YogaInitialContext, YogaServerInstance } from 'graphql-yoga'
import type { AnswerSender } from '../../answers/answer-sender.ts'
import { sendUnexpected } from '../../answers/unexpected.ts'
import type { Telling } from '../../errors/errors.ts'
import { maskedError } from '../../errors/masking.ts'
import type { Operations } from '../../operation/operations.ts'
import { unkeptStreams } from '../../plugins/browser-headers.ts'
import { keptDocuments } from '../../plugins/kept-documents.ts'
import { throughYoga } from '../../plugins/through-yoga.ts'
import { writtenAnswers } from '../../plugins/written-answers.ts'
import type { Context } from '../../request/context.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import type { Visit } from '../../request/visit.ts'
import type { Logger } from '../../telemetry/log/logger.ts'
import { batches } from './batches.ts'
import { graphiqlPage } from './graphiql.ts'
import { onlyEndpoint } from './only-endpoint.ts'
import { notedByYoga } from './outcomes.ts'
import { questionReader, unreadTypes } from './question-reader.ts'
import type { Served } from './served.ts'
import { settledVariables } from './settled-variables.ts'

type Yoga = YogaServerInstance<Served, Context>

interface YogaOptions {
  schema: GraphQLSchema
  /** Whether the page is shown, and how many questions a batch may have. */
  protection: { graphiql: boolean; maxBatchSize: number }
  /** The gateway's own. */
  own: readonly GatewayPlugin[]
  /** The owner's. */
  plugins: readonly Plugin[]
  operations: Operations
  contextOf(visit: Visit): Context
  telling: Telling
  logger: Logger
  logError(error: unknown): void
  sender: AnswerSender
  /** The path of the GraphQL endpoint. */
  endpoint: string
}

/**
 * Yoga, which serves whatever is no plain question: GraphiQL, GET, forms and uploads, what cannot be read. Loaded for the
 * first of these: it is a third of the time to start and a tenth of the memory, and many gateways never need it.
 */
export class LazyYoga {
  readonly #options: YogaOptions
  #yoga: Promise<Yoga> | undefined

  constructor(options: YogaOptions) {
    this.#options = options
  }

  /** @param body the request's, where it has been read already */
  async handle(request: IncomingMessage, response: ServerResponse, visit: Visit, body?: Buffer): Promise<void> {
    visit.headers.passTo(response)
    try {
      // Nobody listens to the request until Yoga is there: its body waits in the connection.
      const yoga = await this.#open()
      // Yoga reads the body from the request where a server in front has read it.
      await yoga.handle(body?.length ? Object.assign(request, { body: new ReadBody(body) }) : request, response, {
        visit,
        body,
      })
    } catch (error) {
      sendUnexpected(response, visit, error)
      this.#options.logError(error)
    }
  }

  async fetch(request: Request, visit: Visit, body: Buffer | undefined): Promise<Response> {
    return (await this.#open()).fetch(request, { visit, body })
  }

  async close(): Promise<void> {
    await (await this.#yoga)?.dispose()
  }

  #open(): Promise<Yoga> {
    this.#yoga ??= open(this.#options)
    return this.#yoga
  }
}

/** A body that was read already. Yoga's server would make a list of a Buffer's indexes, as texts, to see whether it is empty. */
class ReadBody {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield this.bytes
  }
}

async function open(options: YogaOptions): Promise<Yoga> {
  const { schema, protection, own, plugins, operations, contextOf, telling, logger, logError, sender, endpoint } =
    options
  const { createYoga } = await import('graphql-yoga')
  return createYoga<Served, Context>({
    schema,
    // A plugin shows the page.
    graphiql: false,
    // Bounded by the gateway's own, which say the limit.
    batching: { limit: Number.MAX_SAFE_INTEGER },
    // The gateway reads bodies itself, within its own limits.
    maxRequestBodySize: false,
    // The gateway's own keeps them, for all ways.
    parserAndValidationCache: false,
    extraParamNames: ['documentId'],
    landingPage: false,
    // Yoga tells its logger of every error that clients see in another form.
    logging: { debug() {}, info() {}, warn: (text) => logger.warn({}, String(text)), error: logError },
    cors: false,
    multipart: true,
    // Yoga's own cannot be switched off, and answers whatever ends like this: no address has a line break.
    healthCheckEndpoint: '\n',
    maskedErrors: {
      maskError: (error, message) => maskedError(error, message, telling),
    },
    context: ({ visit }: YogaInitialContext & Served) => contextOf(visit),
    plugins: [
      ...(protection.graphiql ? [graphiqlPage()] : []),
      unkeptStreams(),
      writtenAnswers(
        sender,
        logError,
        plugins.some(({ onResultProcess }) => onResultProcess !== undefined),
      ),
      questionReader(),
      batches(protection.maxBatchSize),
      settledVariables(),
      throughYoga(own, operations),
      ...plugins,
      keptDocuments(operations.documents),
      // After the owner's plugins, which may serve types and paths of their own.
      unreadTypes(),
      onlyEndpoint(endpoint),
      notedByYoga(),
    ],
  })
}
