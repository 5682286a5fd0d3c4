import type { Clock } from './engine/clock.ts'
import { createEngine } from './engine/create.ts'
import type { Engine } from './engine/engine.ts'
import { ReadView } from './export.ts'

/** A whole cluster in memory: the engine with its primary state, and the lagging view that reads see. */
export interface Cluster {
  readonly clock: Clock
  readonly engine: Engine
  readonly view: ReadView
}

/** Makes an empty cluster. */
export function createCluster(clock: Clock, exportLagMs: number): Cluster {
  const view = new ReadView(clock, exportLagMs)
  return { clock, view, engine: createEngine(clock, (changes) => view.export(changes)) }
}
