import { BEHAVIOURS } from './behaviours/index.ts'
import type { Clock } from './clock.ts'
import { Engine, type Exporter } from './engine.ts'
import { offerBuffered } from './messages.ts'
import { trigger } from './triggers.ts'

/** An empty cluster. */
export function createEngine(clock: Clock, exporter: Exporter): Engine {
  return new Engine(clock, exporter, { behaviours: BEHAVIOURS, trigger, offerBuffered })
}
