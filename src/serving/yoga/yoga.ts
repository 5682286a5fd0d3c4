import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { Plugin, YogaInitialContext, YogaServerInstance } from 'graphql-yoga'
import type { AnswerSender } from '../../answers/answer-sender.ts'
import { sendUnexpected } from '../../answers/unexpected.ts'
import type { ErrorDisclosure } from '../../errors/errors.ts'
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
import { type ServeContent, served } from './contents.ts'
import { graphiqlPage } from './graphiql-page.ts'
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
  disclosure: ErrorDisclosure
  logger: Logger
  logError(error: unknown): void
  sender: AnswerSender
  /** Serves documents and files, once the owner's plugins have let the request in. */
  contentOf: ServeContent
  /** Whether answers are compressed for those who accept it. */
  compression: boolean
  /** The path of the GraphQL endpoint. */
  endpoint: string
}

/**
 * Yoga, loaded with the first request that needs it. It serves everything but plain questions: GraphiQL, GET, forms,
 * uploads, subscriptions, requests that cannot be parsed. Loading it is a third of the time to start and a tenth of the
 * memory, and many gateways never need it.
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
      // While Yoga loads, nothing reads the request: its body waits in the connection.
      const yoga = await this.#open()
      // If a server in front has read the body, Yoga finds it on the request.
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

/**
 * A body that was read already. For a plain Buffer, Yoga's server would list all of its indexes to see whether it is
 * empty.
 */
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
  const {
    schema,
    protection,
    own,
    plugins,
    operations,
    contextOf,
    disclosure,
    logger,
    logError,
    sender,
    contentOf,
    compression,
    endpoint,
  } = options
  const { createYoga } = await import('graphql-yoga')
  const answers = writtenAnswers(
    sender,
    logError,
    plugins.some(({ onResultProcess }) => onResultProcess !== undefined),
  )
  return createYoga<Served, Context>({
    schema,
    // The plugin `graphiqlPage` shows the page.
    graphiql: false,
    // The plugin `batches` sets the limit, and names it in its message.
    batching: { limit: Number.MAX_SAFE_INTEGER },
    // Bodies were read by the gateway, within its own limits.
    maxRequestBodySize: false,
    // `Documents` caches them for all ways of serving.
    parserAndValidationCache: false,
    extraParamNames: ['documentId'],
    landingPage: false,
    // Yoga logs every error that is masked for clients.
    logging: { debug() {}, info() {}, warn: (text) => logger.warn({}, String(text)), error: logError },
    cors: false,
    multipart: true,
    // Yoga's health check cannot be switched off, so give it an address that no request can have.
    healthCheckEndpoint: '\n',
    maskedErrors: {
      maskError: (error, message) => maskedError(error, message, disclosure),
    },
    context: ({ visit }: YogaInitialContext & Served) => contextOf(visit),
    plugins: [
      ...(protection.graphiql ? [graphiqlPage(sender, compression)] : []),
      unkeptStreams(),
      answers.write,
      questionReader(),
      batches(protection.maxBatchSize),
      settledVariables(),
      throughYoga(own, operations),
      ...plugins,
      keptDocuments(operations.documents),
      // After the owner's plugins, which may serve types and paths of their own.
      served(contentOf),
      unreadTypes(),
      onlyEndpoint(endpoint),
      notedByYoga(),
      answers.compress,
    ],
  })
}
