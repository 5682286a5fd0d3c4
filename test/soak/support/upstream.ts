import { Thread } from './thread.ts'
import type { Script, Seen, Upstream } from './upstream.thread.ts'

/** A cluster that does what it is told, in a thread of its own. */
export interface ScriptedUpstream extends AsyncDisposable {
  readonly url: string
  change(script: Script): Promise<void>
  /** What it has seen so far. */
  look(): Promise<Seen>
}

export async function startUpstream(script: Script = {}): Promise<ScriptedUpstream> {
  const thread = new Thread<Upstream>('upstream.thread.ts')
  return {
    url: await thread.call('start', script),
    change: (next) => thread.call('change', next),
    look: () => thread.call('look', undefined),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}
