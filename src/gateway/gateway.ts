import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { Bodies } from '../admission/bodies.ts'
import { keptBytes, openBudgets } from '../admission/budgets.ts'
import { Connections } from '../admission/connections.ts'
import { Places } from '../admission/places.ts'
import { Sending } from '../admission/sending.ts'
import { answerJson } from '../answers/answer-json.ts'
import { AnswerSender } from '../answers/answer-sender.ts'
import { Compression } from '../answers/compression.ts'
import { LiveSender } from '../answers/live-sender.ts'
import { IssuerKeys } from '../callers/issuer-keys.ts'
import { TokenVerifier } from '../callers/verifier.ts'
import { type Config, readSettings } from '../config/config.ts'
import { Documents } from '../documents/documents.ts'
import { documentReader } from '../documents/reader.ts'
import type { ErrorDisclosure } from '../errors/errors.ts'
import { maskedErrors } from '../errors/masking.ts'
import { executors } from '../execution/executors.ts'
import { ENDPOINT } from '../fields/content-path.ts'
import { Live } from '../live/live.ts'
import { Operations } from '../operation/operations.ts'
import { allowedHosts } from '../plugins/allowed-hosts.ts'
import { browserHeaders } from '../plugins/browser-headers.ts'
import { browserSession } from '../plugins/browser-session.ts'
import { callers } from '../plugins/callers.ts'
import { challenge } from '../plugins/challenge.ts'
import { commandPolicy } from '../plugins/command-policy.ts'
import { exposure } from '../plugins/exposure.ts'
import { fairNames } from '../plugins/fair-name.ts'
import { health } from '../plugins/health.ts'
import { overload } from '../plugins/overload.ts'
import { physicalTenant } from '../plugins/physical-tenant.ts'
import { Redis } from '../plugins/redis.ts'
import { socketOrigins } from '../plugins/socket-origins.ts'
import { guardByPolicy } from '../policy/guard.ts'
import { BodyReader } from '../request/body-reader.ts'
import type { Context } from '../request/context.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import { type Extension, fieldsOf } from '../schema/extending.ts'
import { schema } from '../schema/schema.ts'
import { contentFinder } from '../serving/content.ts'
import { contents } from '../serving/contents.ts'
import { directly } from '../serving/directly.ts'
import { door } from '../serving/door.ts'
import { fastPath } from '../serving/fast-path.ts'
import { Upgrades } from '../serving/sockets/upgrades.ts'
import { tellAnswered, visits } from '../serving/visits.ts'
import { LazyYoga } from '../serving/yoga/yoga.ts'
import { type Logger, quietLogger } from '../telemetry/log/logger.ts'
import type { Tracing } from '../telemetry/tracing/tracing.ts'
import { Upstream } from '../upstream/loading/upstream.ts'
import { Upstreams } from '../upstream/loading/upstreams.ts'
import type { Touched } from '../upstream/session/touched.ts'
import { Workers } from '../workers/workers.ts'
import { sharedHints } from './hints.ts'
import { openClusters } from './open-clusters.ts'
import { protect } from './protect.ts'
import { rightsOf } from './rights.ts'
import { startTelemetry } from './telemetry.ts'

/** Milliseconds that a request for a content waits for its turn at most. */
const CONTENT_QUEUE_TIMEOUT_MS = 2_000

/** A gateway that answers requests: hand `handle` to a node:http server, or call `fetch`. */
export interface Gateway {
  /** A listener for node:http: serves /graphql, /health and /ready. */
  handle: RequestListener
  /**
   * A listener for `upgrade` of the same server: questions on WebSockets at /graphql, by the protocol of graphql-ws. Refuses
   * all other paths: a server with more WebSockets calls it for this one alone.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The same as `handle` for servers that speak the Fetch API. */
  fetch(request: Request): Promise<Response>
  /**
   * Bounds the connections of the server that it is served by, for each address and in all. Call it before the server
   * listens, and before `handle` is handed to it.
   */
  watchConnections(server: Server): Connections
  /** What it counts, in the text format of Prometheus; undefined without the option `metrics`. */
  metrics(): string | undefined
  /** Asks the cluster for its version once. Gives a message if the address speaks another API than CAMUNDA_API says. */
  check(): Promise<string | undefined>
  /** From now on `/ready` says no, long polls for jobs end early, and subscriptions end so that their
   * clients subscribe again elsewhere; other requests are answered as before. */
  drain(): void
  /** Closes the connections to the cluster once what is in flight has ended. */
  close(): Promise<void>
}

/** What settings cannot say. */
export interface GatewayOptions {
  /** Yoga or Envelop plugins of your own, after the gateway's. With any, every request goes through Yoga. */
  plugins?: Plugin[]
  /** Types and fields of your own. */
  extension?: Extension
  /** Gets a line for each request, and errors. By default errors go to the console. */
  logger?: Logger
  /** Whether to collect metrics for `metrics()`. Default: false. */
  metrics?: boolean
  /** Makes spans: `tracing(tracer)`, of `camunda-graphql-gateway/tracing`. */
  tracing?: Tracing
}

/**
 * Makes a gateway for one cluster. Makes no call by itself: the first request finds out if the cluster is down.
 * @param config settings by their names in the README, such as `{ CAMUNDA_REST_ADDRESS: 'http://localhost:8080' }`, or
 *   what `readConfig` has read. Throws ConfigError for a setting that is wrong.
 */
export function createGateway(config: Config | Record<string, string>, options: GatewayOptions = {}): Gateway {
  const settings = isConfig(config) ? config : readSettings(config)
  const { plugins = [], logger = quietLogger } = options
  const { protection } = settings
  const budgets = openBudgets({
    memory: protection.memoryBytes,
    maxRequests: protection.maxRequests,
    maxUploadBytes: protection.bodies.upload,
    isProxied: protection.trustedProxies > 0,
  })
  const clusters = openClusters(settings, budgets.answers)
  const executable = schema({ federation: settings.federation, extension: options.extension })
  const guard = settings.policy && guardByPolicy(executable, settings.policy)
  const telemetry = startTelemetry(clusters.all, {
    logger,
    metrics: options.metrics === true,
    tracing: options.tracing,
    budgets,
    live: { polls: () => live.polls, looks: () => live.looks },
    nameOf: fairNames(settings.cluster.auth.strategy === 'FORWARD', settings.protection.trustedProxies),
  })
  const { logError } = telemetry
  for (const warning of guard?.warnings ?? []) logger.warn({}, warning)
  const allBodies = new Bodies(budgets.bodies)
  const bodies = new BodyReader(allBodies, protection.bodies)
  const redis =
    protection.redisUrl === undefined
      ? undefined
      : new Redis(protection.redisUrl, (message) => logger.warn({}, message))
  const protecting = protect(settings, {
    budgets,
    bodies,
    redis,
    forget(callContext) {
      for (const { client } of clusters.all) client.forget(callContext)
    },
  })
  let draining = false
  let closed: Promise<void> | undefined
  const own: GatewayPlugin[] = [
    // First, so that refused requests are logged and counted, too.
    ...telemetry.plugins,
    browserHeaders(settings.running.hstsSeconds),
    ...exposure(settings.lends, (message) => logger.warn({}, message)),
    allowedHosts(protection.names),
    socketOrigins(protection.cors),
    health(clusters.all, () => draining),
    // So that browsers can read refusals, too.
    ...protecting.atTheDoor,
    ...(settings.physicalTenant ? [physicalTenant(settings.physicalTenant)] : []),
    // Before everything that is expensive.
    ...(settings.jwt
      ? [
          callers(
            new TokenVerifier(
              settings.jwt,
              new IssuerKeys({ ...settings.jwt, outgoing: settings.cluster.outgoing }, logError),
              keptBytes(protection.memoryBytes) / 4,
            ),
            logError,
          ),
        ]
      : []),
    ...(settings.cluster.auth.strategy === 'FORWARD' ? [browserSession(), challenge()] : []),
    ...(guard ? [commandPolicy(guard)] : []),
    // These need the caller, so they come after authentication.
    ...protecting.inside,
    overload(),
  ]
  // In all other cases, callers who are let in may see the schema: they are verified, or share the gateway's own
  // rights.
  const schemaIsSecret = !protection.introspection && settings.cluster.auth.strategy === 'FORWARD' && !settings.jwt
  const documents = new Documents({
    schema: executable,
    rules: own.flatMap((plugin) => plugin.rules ?? []),
    readDocument: documentReader(protection.maxTokens, own),
    checkSize: protecting.checkSize,
    maxBytes: keptBytes(protection.memoryBytes),
  })
  const workers = new Workers({ subscriptions: budgets.subscriptions, logError })
  const ownUpstreams = ({ caller, cancellation, allowance }: Visit) =>
    new Upstreams(new Upstream(clusters.first, caller, cancellation, allowance), clusters.further)
  const contextOf = (visit: Visit, upstreams = ownUpstreams(visit)): Context => {
    return {
      upstreams,
      caller: visit.caller,
      claims: visit.claims,
      permissions: guard?.policy.of(visit.claims),
      administration: settings.administration,
      schemaIsSecret,
      maxPageSize: settings.maxPageSize,
      maxRequestMs: settings.protection.requestTimeoutMs,
      workers,
      owner: () => payerOf(visit),
      work: upstreams.work,
    }
  }
  const answered = tellAnswered(own)
  const disclosure: ErrorDisclosure = {
    exposeUpstreamDetails: settings.exposeUpstreamDetails,
    ownersFields: fieldsOf(options.extension),
  }
  const mask = (errors: NonNullable<ExecutionResult['errors']>) => maskedErrors(errors, disclosure, logError)
  const isExtended = plugins.length > 0 || options.extension !== undefined
  const live: Live = new Live({
    intervals: settings.live,
    readAfterWriteMs: settings.cluster.readAfterWriteMs,
    maxRequestMs: protection.requestTimeoutMs,
    first: clusters.first,
    further: clusters.further,
    readsTellAll: clusters.all.every(({ dialect }) => dialect.support === undefined),
    callersAreRefused: settings.cluster.auth.strategy === 'FORWARD',
    plugins: own.filter((plugin) => plugin.beforeEvent),
    contextOf,
    finish: (result, visit) => operations.finish(result, visit),
    answered,
    mask,
    jsonOf: answerJson,
    isUnderPressure: () => clusters.all.some(({ client }) => client.isUnderPressure),
    logError,
    rightsOf: (visit) => rightsOf(visit, clusters.all, guard?.policy),
    subscriptions: budgets.subscriptions,
    kept: budgets.live,
  })
  const touched = (one: Touched) => {
    workers.touched(one)
    live.touched(one)
  }
  const tellOthers = redis && sharedHints(redis, touched)
  for (const cluster of clusters.all) {
    cluster.onTouched = (one) => {
      touched(one)
      tellOthers?.(one)
    }
  }
  const operations: Operations = new Operations({
    schema: executable,
    plugins: own,
    documents,
    hideSuggestions: !protection.introspection,
    executor: executors[settings.executor],
    contextOf,
    answered,
    live,
    isExtended,
  })
  const sender = new AnswerSender(
    new Sending(budgets.sending, protection.sendTimeoutMs),
    answered,
    settings.compression ? new Compression(budgets.compressing) : undefined,
  )
  const files = contents({
    find: contentFinder({
      places: new Places(budgets.contents, { room: budgets.contents.limit, queueTimeoutMs: CONTENT_QUEUE_TIMEOUT_MS }),
      maxStallMs: protection.sendTimeoutMs,
      contextOf,
      fieldOf: (coordinate) => guard?.fields.all.get(coordinate),
    }),
    answered,
    logError,
  })
  const yoga = new LazyYoga({
    schema: executable,
    protection,
    own,
    plugins,
    operations,
    contextOf,
    disclosure,
    logger,
    logError,
    sender,
    contentOf: files.answer,
    compression: settings.compression,
    endpoint: ENDPOINT,
  })
  const answer = directly(operations, mask)
  const questions = fastPath({ yoga, endpoint: ENDPOINT, answer, sender, live: new LiveSender(sender), logError })
  const coming = visits({ endpoint: ENDPOINT, plugins: own, answered, logError })
  const { handle, fetch } = door({
    visits: coming,
    bodies,
    inside: {
      // Only Yoga calls all hooks of the owner's plugins.
      handle(request, response, visit, body) {
        if (plugins.length > 0) void yoga.handle(request, response, visit, body)
        else if (visit.isContent) files.handle(request, response, visit, body)
        else questions(request, response, visit, body)
      },
      fetch: (request, visit, body) => yoga.fetch(request, visit, body),
    },
  })
  const upgrades = new Upgrades({
    endpoint: ENDPOINT,
    schema: executable,
    visits: coming,
    answer: plugins.length > 0 ? undefined : answer,
    mask,
    yoga,
    sender,
    bodies: allBodies,
    maxMessageBytes: protection.bodies.question,
    sendTimeoutMs: protection.sendTimeoutMs,
    logError,
  })
  return {
    handle,
    fetch,
    handleUpgrade: upgrades.handle,
    watchConnections(server) {
      const connections = new Connections(budgets.connections)
      connections.watch(server)
      return connections
    },
    metrics: () => telemetry.metrics?.text(),
    async check() {
      // `/ready` and requests report clusters that do not answer.
      await Promise.all(clusters.all.map((cluster) => cluster.check({}).catch(() => {})))
      return clusters.all.find(({ apiMismatch }) => apiMismatch !== undefined)?.apiMismatch
    },
    drain() {
      draining = true
      for (const { client } of clusters.all) client.endPolls()
      workers.drain()
      upgrades.drain()
      live.drain()
    },
    close() {
      upgrades.close()
      live.close()
      closed ??= workers
        .close()
        .then(() => Promise.all([clusters.close(), redis?.close(), ...own.map((plugin) => plugin.close?.())]))
        .then(() => yoga.close())
      return closed
    },
  }
}

function isConfig(config: Config | Record<string, string>): config is Config {
  return typeof config.cluster === 'object'
}
