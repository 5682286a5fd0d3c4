import type { RequestListener } from 'node:http'
import { createYoga, maskError, type Plugin, type YogaInitialContext } from 'graphql-yoga'
import { type Config, readSettings } from './config.ts'
import type { Context } from './context.ts'
import { toClientError, toLogEntry } from './errors.ts'
import { fastPath, type PlainQuestion, workOnBothWays } from './fast-path.ts'
import { exactNumbers } from './plugins/exact-numbers.ts'
import { graphiql, renderGraphiQL } from './plugins/graphiql.ts'
import { health } from './plugins/health.ts'
import { schema } from './schema.ts'
import { basic } from './upstream/auth/basic.ts'
import { type Credentials, readCaller } from './upstream/auth/credentials.ts'
import { forward } from './upstream/auth/forward.ts'
import { none } from './upstream/auth/none.ts'
import { oauth } from './upstream/auth/oauth.ts'
import { DocumentCache } from './upstream/cache.ts'
import { Client } from './upstream/client.ts'
import { Cluster } from './upstream/cluster.ts'
import { v2 } from './upstream/dialects/v2.ts'
import { openHttp } from './upstream/http.ts'
import { Upstream } from './upstream/upstream.ts'

/** Bytes: the most of one answer that is held; the largest page of the largest rows is far below. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024
/** Connections for long polls: each holds one for as long as it waits. */
const POLL_CONNECTIONS = 1_024
/** Characters of documents that are kept. */
const CACHE_SIZE = 64 * 1024 * 1024
/** Milliseconds that a document is kept: what rights a caller has may change. */
const CACHE_LIFE = 10 * 60_000

/** A gateway that answers requests: hand `handle` to a node:http server, or call `fetch`. */
export interface Gateway {
  /** A listener for node:http: serves /graphql, /health and /ready. */
  handle: RequestListener
  /** The same for servers that speak the Fetch API. */
  fetch(request: Request): Promise<Response>
  /** From now on `/ready` says no; requests are answered as before. */
  drain(): void
  /** Closes the connections to the cluster once what is in flight has ended. */
  close(): Promise<void>
}

/**
 * Makes a gateway for one cluster. Makes no call by itself: a cluster that is down is found out by the first request.
 * @param config settings by their names in the README, such as `{ CAMUNDA_REST_ADDRESS: 'http://localhost:8080' }`, or
 *   what `readConfig` has read. Throws ConfigError for a setting that is wrong.
 * @param plugins Yoga or Envelop plugins of your own, after the gateway's
 */
export function createGateway(config: Config | Record<string, string>, plugins: Plugin[] = []): Gateway {
  const settings = isConfig(config) ? config : readSettings(config)
  const { origin, basePath } = settings.restAddress
  const credentials = credentialsOf(settings)
  const http = openHttp(
    { origin, connections: settings.maxUpstreamCalls, maxAnswerBytes: MAX_ANSWER_BYTES },
    settings.mtls,
  )
  const pollHttp = openHttp({ origin, connections: POLL_CONNECTIONS, maxAnswerBytes: MAX_ANSWER_BYTES }, settings.mtls)
  const client = new Client({
    basePath,
    deadline: settings.upstreamTimeoutMs,
    retries: settings.retries,
    maxConcurrent: settings.maxUpstreamCalls,
    shareReads: settings.shareReads,
    credentials,
    http,
    pollHttp,
  })
  const cluster = new Cluster(client, v2, new DocumentCache(CACHE_SIZE, CACHE_LIFE), settings.version)
  let draining = false
  const yoga = createYoga<object, Context>({
    schema: schema(),
    graphiql,
    renderGraphiQL,
    landingPage: false,
    logging: logger,
    cors: false,
    multipart: true,
    // Yoga's own health check is at the same path and knows nothing of the cluster.
    healthCheckEndpoint: '/yoga-health',
    maskedErrors: {
      // Never the development form, which shows stacks.
      maskError: (error, message) => toClientError(error) ?? maskError(error, message, false),
    },
    context: ({ request, question }: YogaInitialContext & { question?: PlainQuestion }) => ({
      upstream: question
        ? new Upstream(cluster, question.caller, question.signal)
        : new Upstream(
            cluster,
            readCaller((name) => request.headers.get(name)),
            request.signal,
          ),
      maxPageSize: settings.maxPageSize,
      readAfterWriteMs: settings.readAfterWriteMs,
    }),
    plugins: [health(cluster, () => draining), exactNumbers(), ...plugins],
  })
  const listener = workOnBothWays(plugins) ? fastPath(yoga, yoga.graphqlEndpoint) : yoga
  return {
    handle: (request, response) => listener(request, response),
    fetch: async (request) => yoga.fetch(request),
    drain() {
      draining = true
    },
    async close() {
      await Promise.all([http.close(), pollHttp.close(), credentials.close?.()])
      await yoga.dispose()
    },
  }
}

/** Yoga tells its logger of every error that clients see in another form. */
const logger = {
  debug() {},
  info() {},
  warn: console.warn,
  error(error: unknown) {
    const entry = toLogEntry(error)
    if (entry !== undefined) console.error(entry)
  },
}

function credentialsOf({ auth }: Config): Credentials & { close?(): Promise<void> } {
  switch (auth.strategy) {
    case 'NONE':
      return none()
    case 'FORWARD':
      return forward()
    case 'BASIC':
      return basic(auth.username, auth.password)
    case 'OAUTH':
      return oauth(auth)
  }
}

function isConfig(config: Config | Record<string, string>): config is Config {
  return typeof config.restAddress === 'object'
}
