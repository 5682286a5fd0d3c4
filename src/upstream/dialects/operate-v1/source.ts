import type { Call } from '../../wire/call.ts'
import type { Wire } from '../dialect.ts'

/** Operate as one caller sees it. */
export interface Source {
  wire: Wire
  /** Which of the addresses is Operate's; undefined where it is the only one. */
  at: string | undefined
  /** What messages call the generation. */
  generation: string
}

/** A read of Operate's. Keys are numbers there, and beyond what a JavaScript number holds. */
export function read({ wire, at }: Source, call: Omit<Call, 'kind' | 'at'>): Promise<unknown> {
  const exactly = { exact: true, ...call, kind: 'read' } as const
  return wire.send(at === undefined ? exactly : { ...exactly, at })
}
