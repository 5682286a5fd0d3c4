import { setTimeout as sleep } from 'node:timers/promises'
import { toClientError } from '../errors/errors.ts'
import type { Refusal } from '../errors/refusal.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Version } from '../upstream/api/version.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Cluster } from '../upstream/session/cluster.ts'

/**
 * `/health`: this process is alive. `/ready`: the cluster answers, and which version it is; 503 with a reason while it
 * does not, or while the gateway is going down. With several clusters, each is reported, and one that answers is
 * enough: work on the others must go on if one is down.
 */
export function health(clusters: readonly Cluster[], isDraining: () => boolean): GatewayPlugin {
  return {
    onArrival({ arrival: { path } }) {
      if (path === '/health') return answer(ALIVE)
      return path === '/ready' ? readiness(clusters, isDraining).then(answer) : undefined
    },
  }
}

function answer({ status, ...body }: { status: number }): Refusal {
  return { status, headers: { 'cache-control': 'no-store' }, body }
}

/** Milliseconds: probes wait seconds, not as long as a call may take. */
const READY_TIMEOUT_MS = 3_000

const ALIVE = { status: 200, alive: true }

interface Readiness {
  status: number
  ready: boolean
  version?: Version | null
  reason?: string
  /** Each of several clusters. */
  clusters?: object[]
}

async function readiness(clusters: readonly Cluster[], isDraining: () => boolean): Promise<Readiness> {
  if (isDraining()) return { status: 503, ready: false, reason: 'The gateway is shutting down.' }
  const each = await Promise.all(clusters.map(readinessOf))
  const [only] = each
  if (only && each.length === 1) return only
  const ready = each.some((one) => one.ready)
  const told = each.map(({ status: _, ...one }, index) => ({ name: clusters[index]?.name, ...one }))
  return { status: ready ? 200 : 503, ready, clusters: told }
}

async function readinessOf(cluster: Cluster): Promise<Readiness> {
  try {
    const version = await Promise.race([cluster.check({}), sleep(READY_TIMEOUT_MS, undefined, { ref: false })])
    if (version === undefined) return { status: 503, ready: false, reason: 'The cluster did not answer in time.' }
    return { status: 200, ready: true, version }
  } catch (error) {
    // Without rights of its own the gateway is refused: that shows that the cluster is there.
    if (error instanceof UpstreamFailure && error.status === 401 && !cluster.client.ownRights) {
      return { status: 200, ready: true, version: cluster.knownVersion ?? null }
    }
    return { status: 503, ready: false, reason: toClientError(error)?.message ?? 'The cluster gave no usable answer.' }
  }
}
