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
import type { Redis } from '../plugins/redis.ts'
import { requestTimeout } from '../plugins/request-timeout.ts'
import { upstreamCalls } from '../plugins/upstream-calls.ts'
import type { BodyReader } from '../request/body-reader.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'

/** The plugins that protect the gateway, in the order in which they see a request. */
export interface Protecting {
  /** Plugins that check where a request comes from, before authentication. */
  atTheDoor: GatewayPlugin[]
  /** Plugins that check what is asked. */
  inside: GatewayPlugin[]
  /** Throws the Refused for the text of a document that is too long. */
  checkSize(text: string): void
}

/** What it takes to protect a gateway. */
interface ProtectOptions {
  budgets: Budgets
  bodies: BodyReader
  /** Called when a request has been answered. */
  forget(callContext: CallContext): void
  /** The store that replicas share; undefined where there is none. */
  redis: Redis | undefined
}

export function protect(
  { protection, cluster: { auth }, maxPageSize }: Config,
  { budgets, bodies, forget, redis }: ProtectOptions,
): Protecting {
  const { trustedDocuments: trusted, rateLimit: rate } = protection
  const queries = protection.persistedQueries && !trusted?.only
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
      requestTimeout(protection.requestTimeoutMs),
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
      // After the limits: questions that a limit refuses are not charged.
      ...(rate
        ? [
            rateLimit(
              { ...rate, proxies: protection.trustedProxies, forwards: auth.strategy === 'FORWARD', countNodes },
              redis ? new SharedBuckets(redis) : new LocalBuckets(),
            ),
          ]
        : []),
      admitting.nodes,
    ],
  }
}
