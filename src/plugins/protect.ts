import type { Config } from '../config.ts'
import { Redis } from '../redis.ts'
import { admission } from './admission.ts'
import { cors } from './cors.ts'
import { csrfPrevention } from './csrf.ts'
import { noPersistedQueries, persistedQueries } from './documents-by-id/persisted-queries.ts'
import { LocalQueries, SharedQueries } from './documents-by-id/query-store.ts'
import { trustedDocuments } from './documents-by-id/trusted-documents.ts'
import { noIntrospection } from './introspection.ts'
import { bodySize } from './limits/body-size.ts'
import { documentLimits } from './limits/documents.ts'
import { nodeLimit } from './limits/nodes.ts'
import type { GatewayPlugin } from './plugin.ts'
import { LocalBuckets, SharedBuckets } from './rate-limit/buckets.ts'
import { rateLimit } from './rate-limit/rate-limit.ts'
import { requestTime } from './request-time.ts'
import { upstreamCalls } from './upstream-calls.ts'

/** The plugins that say what strangers may ask, in the order in which they look at a request. */
export interface Protecting {
  /** Those that look at where a request comes from, before who sends it is known. */
  atTheDoor: GatewayPlugin[]
  /** Those that look at what is asked. */
  inside: GatewayPlugin[]
}

/** @param log told when Redis goes and comes */
export function protect({ protection, auth, maxPageSize }: Config, log: (message: string) => void): Protecting {
  const { trustedDocuments: trusted, rateLimit: rate } = protection
  const queries = protection.persistedQueries && !trusted?.only
  const redis = protection.redisUrl !== undefined && (queries || rate) ? new Redis(protection.redisUrl, log) : undefined
  return {
    atTheDoor: [
      ...(protection.cors ? [cors(protection.cors)] : []),
      ...(protection.csrfPrevention ? [csrfPrevention()] : []),
      bodySize(protection.maxBodyBytes),
      admission(protection.maxRequests),
      upstreamCalls(protection.maxCallsPerRequest),
      requestTime(protection.requestTimeoutMs),
    ],
    inside: [
      ...(trusted ? [trustedDocuments(trusted.manifest, trusted.only)] : []),
      queries ? persistedQueries(redis ? new SharedQueries(redis) : new LocalQueries()) : noPersistedQueries(),
      ...(protection.introspection ? [] : [noIntrospection()]),
      documentLimits(protection.document),
      nodeLimit(protection.maxNodes, maxPageSize),
      // What is refused by a limit is not charged for as a question.
      ...(rate
        ? [
            rateLimit(
              { ...rate, proxies: protection.trustedProxies, forwards: auth.strategy === 'FORWARD', maxPageSize },
              redis ? new SharedBuckets(redis) : new LocalBuckets(),
            ),
          ]
        : []),
      ...(redis ? [{ close: () => redis.close() }] : []),
    ],
  }
}
