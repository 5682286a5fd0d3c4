import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { Plugin, YogaInitialContext, YogaServerInstance } from 'graphql-yoga'
import type { AnswerSender } from './answering/answer-sender.ts'
import type { Documents } from './answering/documents.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Telling } from './errors.ts'
import type { Logger } from './log/logger.ts'
import { maskedError } from './masking.ts'
import { batches } from './plugins/batches.ts'
import { unkeptStreams } from './plugins/browser-headers.ts'
import { documentIdOfUrl } from './plugins/documents-by-id/url-id.ts'
import { exactNumbers } from './plugins/exact-numbers.ts'
import { executor } from './plugins/executor.ts'
import { faultyParameters } from './plugins/faulty-parameters.ts'
import { forms } from './plugins/forms.ts'
import { graphiqlPage } from './plugins/graphiql.ts'
import { keptDocuments } from './plugins/kept-documents.ts'
import { onlyEndpoint } from './plugins/only-endpoint.ts'
import { notedByYoga } from './plugins/outcomes.ts'
import type { GatewayPlugin } from './plugins/plugin.ts'
import { throughYoga } from './plugins/through-yoga.ts'
import { writtenAnswers } from './plugins/written-answers.ts'
import type { Visit } from './visit.ts'

/** What Yoga is given with each request. */
interface Served {
  visit: Visit
}

export type Yoga = YogaServerInstance<Served, Context>

export interface YogaOptions {
  schema: GraphQLSchema
  settings: Config
  /** The gateway's own. */
  own: readonly GatewayPlugin[]
  /** The owner's. */
  plugins: readonly Plugin[]
  documents: Documents
  contextOf(visit: Visit): Context
  telling: Telling
  logger: Logger
  logError(error: unknown): void
  sender: AnswerSender
}

/**
 * Yoga, which serves whatever is no plain question: GraphiQL, GET, forms and uploads, what cannot be read. Loaded for the
 * first of these: it is a third of the time to start and a tenth of the memory, and many gateways never need it.
 */
export class LaterYoga {
  readonly #options: YogaOptions
  #yoga: Promise<Yoga> | undefined

  constructor(options: YogaOptions) {
    this.#options = options
  }

  get(): Promise<Yoga> {
    this.#yoga ??= open(this.#options)
    return this.#yoga
  }

  /** @param body the request's, where it has been read already */
  async handle(request: IncomingMessage, response: ServerResponse, visit: Visit, body?: Buffer): Promise<void> {
    visit.headers.passTo(response)
    try {
      // Nobody listens to the request until Yoga is there: its body waits in the connection.
      const yoga = await this.get()
      // Yoga reads the body from the request where a server in front has read it.
      await yoga.handle(body?.length ? Object.assign(request, { body: new ReadBody(body) }) : request, response, {
        visit,
      })
    } catch (error) {
      this.#options.logError(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    }
  }

  async fetch(request: Request, visit: Visit): Promise<Response> {
    return (await this.get()).fetch(request, { visit })
  }

  async close(): Promise<void> {
    await (await this.#yoga)?.dispose()
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
  const { schema, settings, own, plugins, documents, contextOf, telling, logger, logError, sender } = options
  const { protection } = settings
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
      writtenAnswers(sender),
      exactNumbers(),
      forms(),
      batches(protection.maxBatchSize),
      documentIdOfUrl(),
      faultyParameters(),
      executor(settings.executor),
      throughYoga(own, documents, !protection.introspection),
      ...plugins,
      keptDocuments(documents),
      // After the owner's plugins, which may serve paths of their own.
      onlyEndpoint(),
      notedByYoga(),
    ],
  })
}
