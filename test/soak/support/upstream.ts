import { Actor } from '../../../attacks/actor.ts'
import type { Script, Seen, Upstream } from './upstream.actor.ts'

/** A cluster that does what it is told, in a process of its own. */
export interface ScriptedUpstream extends AsyncDisposable {
  readonly url: string
  change(script: Script): Promise<void>
  /** What it has seen so far. */
  look(): Promise<Seen>
}

export async function startUpstream(script: Script = {}): Promise<ScriptedUpstream> {
  const cluster = new Actor<Upstream>(new URL('upstream.actor.ts', import.meta.url))
  return {
    url: await cluster.call('start', script),
    change: (next) => cluster.call('change', next),
    look: () => cluster.call('look', undefined),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  }
}
