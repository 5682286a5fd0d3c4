import type { Clock } from './engine/clock.ts'
import { createEngine } from './engine/create.ts'
import type { Engine } from './engine/engine.ts'
import { ReadView } from './export.ts'
import { ClusterVariables } from './state/cluster-variables.ts'
import { DocumentStore } from './state/documents.ts'
import { Identity } from './state/identity.ts'

/** A whole cluster in memory: the engine with its primary state, and the lagging view that reads see. */
export interface Cluster {
  readonly clock: Clock
  readonly engine: Engine
  readonly view: ReadView
  readonly identity: Identity
  readonly clusterVariables: ClusterVariables
  readonly documents: DocumentStore
}

/** Makes an empty cluster. */
export function createCluster(clock: Clock, exportLagMs: number): Cluster {
  const view = new ReadView(clock, exportLagMs)
  const identity = new Identity(view)
  // What every cluster has is there from the beginning.
  view.flush()
  return {
    clock,
    view,
    identity,
    clusterVariables: new ClusterVariables(view),
    documents: new DocumentStore(),
    engine: createEngine(clock, (changes) => view.export(changes)),
  }
}
