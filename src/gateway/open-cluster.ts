import type { Budget } from '../admission/budget.ts'
import type { ClusterConfig } from '../config/cluster-config.ts'
import { apis, physicalTenantPath } from '../upstream/api/api.ts'
import { completions } from '../upstream/catalog/completions.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { dialects } from '../upstream/dialects/index.ts'
import { Cluster } from '../upstream/session/cluster.ts'
import { Session } from '../upstream/session/session.ts'
import { DocumentCache } from '../upstream/wire/cache.ts'
import { Client } from '../upstream/wire/client.ts'
import { openHttp } from '../upstream/wire/http.ts'
import { credentialsOf } from './credentials.ts'
import { recognize } from './recognize.ts'

/** Bytes: the default for the largest answer, unless memory is small. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** The part of memory that one answer may take: its rows take several times as much. */
const ANSWER_OF_MEMORY = 1 / 8
/** Connections for long polls: each holds one for as long as it waits. */
const POLL_CONNECTIONS = 1_024
/** Connections beyond the limit of calls, for completions of jobs and tasks, which it does not hold back. */
const SPARE_CONNECTIONS = 1_024
/** A path of Operate and Tasklist that answers without credentials, even if only with 401. */
const FURTHER_PROBE = '/'

interface OpenCluster {
  cluster: Cluster
  /** Closes the connections once what is in flight has ended. */
  close(): Promise<void>
}

/** What the clusters of a gateway share. */
interface SharedResources {
  /** The memory of the process. */
  memoryBytes: number
  /** The most bytes for one cluster's cache of documents. */
  documentBytes: number
  /** The budget for answers that are held. */
  answerBytes: Budget
}

/**
 * The cluster that the settings name, ready to be asked. Makes no call by itself.
 * @param isFurther whether there is another, default cluster
 */
export function openCluster(
  settings: ClusterConfig,
  { memoryBytes, documentBytes, answerBytes }: SharedResources,
  isFurther = false,
): OpenCluster {
  const { outgoing } = settings
  const { origin } = settings.restAddress
  const ofTenant = (physicalTenant: string) => physicalTenantPath(settings.restAddress.basePath, physicalTenant)
  const basePath =
    settings.physicalTenant === undefined ? settings.restAddress.basePath : ofTenant(settings.physicalTenant)
  const dialect = dialects[settings.api]
  const credentials = credentialsOf(settings)
  const connections = settings.maxUpstreamCalls + SPARE_CONNECTIONS
  const maxAnswerBytes =
    settings.maxAnswerBytes ?? Math.min(MAX_ANSWER_BYTES, Math.floor(memoryBytes * ANSWER_OF_MEMORY))
  const http = openHttp({ origin, connections, maxAnswerBytes, outgoing }, settings.mtls)
  const pollHttp = openHttp({ origin, connections: POLL_CONNECTIONS, maxAnswerBytes, outgoing }, settings.mtls)
  const further = Object.entries(settings.furtherAddresses).map(([name, { origin, basePath }]) => {
    // A pool of its own: only reads go there.
    const http = openHttp({ origin, connections, maxAnswerBytes, outgoing }, settings.mtls)
    const credentialsThere = credentials.further[name] ?? credentials.first
    return { name, basePath, probe: FURTHER_PROBE, http, pollHttp: http, credentials: credentialsThere }
  })
  const cache = new DocumentCache(documentBytes, settings.cacheTtlMs)
  const client = new Client({
    address: {
      basePath,
      ...(settings.api === 'v2' ? { physicalTenantPath: ofTenant } : {}),
      probe: apis[settings.api].probe,
      http,
      pollHttp,
    },
    furtherAddresses: Object.fromEntries(further.map(({ name, ...address }) => [name, address])),
    deadline: settings.upstreamTimeoutMs,
    retries: settings.retries,
    maxConcurrent: settings.maxUpstreamCalls,
    maxQueued: settings.maxQueuedCalls,
    completions,
    maxPolls: POLL_CONNECTIONS,
    maxAnswerBytes,
    answerBytes,
    breakerAfter: settings.breakerAfterMs,
    shareReads: settings.shareReads,
    credentials: credentials.first,
    readProblem: dialect.readProblem,
    onRefused(identity, { operation, status }) {
      // A caller who may not see the topology may still see documents, and the topology is asked for regularly.
      if (status === 401 || operation !== operations.getTopology.operation) cache.drop(identity)
    },
  })
  const cluster = new Cluster({
    wireOf: (cluster, caller) => new Session(cluster, caller),
    name: settings.name,
    isFurther,
    client,
    dialect,
    cache,
    version: settings.version,
    readAfterWriteMs: settings.readAfterWriteMs,
    recognize: () => recognize(http, settings.api, basePath),
  })
  return {
    cluster,
    async close() {
      client.stop()
      await Promise.all([
        http.close(),
        pollHttp.close(),
        ...further.map(({ http }) => http.close()),
        credentials.close(),
      ])
    },
  }
}
