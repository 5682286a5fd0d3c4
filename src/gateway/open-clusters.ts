import type { Budget } from '../admission/budget.ts'
import { keptBytes } from '../admission/budgets.ts'
import type { ClusterConfig } from '../config/cluster-config.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Cluster } from '../upstream/session/cluster.ts'
import { openCluster } from './open-cluster.ts'

/** The clusters of a gateway. */
export interface OpenClusters {
  /** The only one, or the default one. */
  first: Cluster
  /** The others by their names; undefined where there are none. */
  further: ReadonlyMap<string, Cluster> | undefined
  all: readonly Cluster[]
  /** Closes the connections once what is in flight has ended. */
  close(): Promise<void>
}

/** Ids begin with a cluster's name and a tilde where the cluster is not the default one: see `toGlobalId`. */
const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/

/**
 * The clusters that the settings name, ready to be asked. Throws ConfigError for names that cannot tell them apart.
 * @param answerBytes the budget for the answers of all clusters
 */
export function openClusters(
  { cluster, furtherClusters = [], protection: { memoryBytes } }: Config,
  answerBytes: Budget,
): OpenClusters {
  if (furtherClusters.length > 0) checkNames([cluster, ...furtherClusters])
  const documentBytes = keptBytes(memoryBytes) / (1 + furtherClusters.length)
  const means = { memoryBytes, documentBytes, answerBytes }
  const first = openCluster(cluster, means)
  const others = furtherClusters.map((one) => openCluster(one, means, true))
  const further = new Map(others.map((one) => [one.cluster.name ?? '', one.cluster]))
  return {
    first: first.cluster,
    further: further.size > 0 ? further : undefined,
    all: [first.cluster, ...further.values()],
    async close() {
      await Promise.all([first, ...others].map((one) => one.close()))
    },
  }
}

function checkNames(clusters: readonly ClusterConfig[]): void {
  const known = new Set<string>()
  for (const { name = '' } of clusters) {
    if (!NAME.test(name)) {
      throw new ConfigError(
        `${JSON.stringify(name)} is no name of a cluster: that is letters, digits, dots, dashes and underscores.`,
      )
    }
    if (known.has(name)) throw new ConfigError(`Two clusters have the name ${name}.`)
    known.add(name)
  }
}
