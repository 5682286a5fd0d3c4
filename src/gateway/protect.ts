import { type Budgets, keptBytes } from '../admission/budgets.ts'
import type { Config } from '../config/config.ts'
import { documentSize } from '../documents/document-size.ts'
import { admission } from '../plugins/admission.ts'
import { cors } from '../plugins/cors.ts'
import { csrfPrevention } from '../plugins/csrf.ts'
import { noPersistedQueries, persistedQueries } from '../plugins/documents-by-id/persisted-queries.ts'
import { LocalQueries, SharedQueries } from '../plugins/documents-by-id/query-store.ts'
import { trustedDocuments } from '../plugins/documents-by-id/trusted-documents.ts'
import { noIntrospection } from '../plugins/introspection.ts'
import { bodySize } from '../plugins/limits/body-size.ts'
import { documentLimits } from '../plugins/limits/documents.ts'
import { nodeCount, nodeLimit } from '../plugins/limits/nodes.ts'
import { valueLimit } from '../plugins/limits/values.ts'
import { LocalBuckets, SharedBuckets } from '../plugins/rate-limit/buckets.ts'
import { rateLimit } from '../plugins/rate-limit/rate-limit.ts'
import { Redis } from '../plugins/redis.ts'
import { requestTime } from '../plugins/request-time.ts'
import { upstreamCalls } from '../plugins/upstream-calls.ts'
import type { BodyReader } from '../request/body-reader.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'

/** The plugins that say what strangers may ask, in the order in which they look at a request. */
interface Protecting {
  /** Those that look at where a request comes from, before who sends it is known. */
  atTheDoor: GatewayPlugin[]
  /** Those that look at what is asked. */
  inside: GatewayPlugin[]
  /** Throws the Refused for the text of a document that is too long. */
  checkSize(text: string): void
}

/** What it takes to protect a gateway. */
interface Means {
  budgets: Budgets
  bodies: BodyReader
  /** Told of a request that has been answered. */
  forget(callContext: CallContext): void
  /** Told when Redis goes and comes. */
  log(message: string): void
}

export function protect(
  { protection, cluster: { auth }, maxPageSize }: Config,
  { budgets, bodies, forget, log }: Means,
): Protecting {
  const { trustedDocuments: trusted, rateLimit: rate } = protection
  const queries = protection.persistedQueries && !trusted?.only
  const redis = protection.redisUrl !== undefined && (queries || rate) ? new Redis(protection.redisUrl, log) : undefined
  const { questions, nodes } = budgets
  const local = new LocalQueries(keptBytes(protection.memoryBytes) / 4)
  const countNodes = nodeCount(maxPageSize)
  const admitting = admission({ questions, nodes, bodies, countNodes })
  const checkSize = documentSize(protection.maxDocumentBytes, trusted && new Set(trusted.manifest.values()))
  return {
    checkSize,
    atTheDoor: [
      ...(protection.cors ? [cors(protection.cors)] : []),
      ...(protection.csrfPrevention ? [csrfPrevention(protection.cors?.origins ?? [])] : []),
      bodySize(protection.bodies),
      admitting.places,
      upstreamCalls(protection.maxCallsPerRequest, forget),
      requestTime(protection.requestTimeoutMs),
    ],
    inside: [
      ...(trusted ? [trustedDocuments(trusted.manifest, trusted.only)] : []),
      queries
        ? persistedQueries(redis ? new SharedQueries(redis, protection.persistedQueriesTtl, local) : local, checkSize)
        : noPersistedQueries(),
      ...(protection.introspection ? [] : [noIntrospection()]),
      documentLimits(protection.document),
      valueLimit(),
      nodeLimit(countNodes, Math.min(protection.maxNodes, nodes.limit), maxPageSize),
      // What is refused by a limit is not charged for as a question.
      ...(rate
        ? [
            rateLimit(
              { ...rate, proxies: protection.trustedProxies, forwards: auth.strategy === 'FORWARD', countNodes },
              redis ? new SharedBuckets(redis) : new LocalBuckets(),
            ),
          ]
        : []),
      admitting.nodes,
      ...(redis ? [{ close: () => redis.close() }] : []),
    ],
  }
}
