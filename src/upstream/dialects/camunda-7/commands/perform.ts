import type { Multipart } from '../../../wire/call.ts'
import type { Engine } from '../engine.ts'
import { notSupported } from '../generation.ts'
import type { Raw } from '../objects.ts'

/** One operation of the contract, as it was asked for. */
export interface Given {
  /** What fills the braces of the contract's path. */
  parameters: Readonly<Record<string, string>>
  /** The contract's body. */
  body: Raw
  /** The contract's body where that is a form. */
  form: Multipart | undefined
  /** Milliseconds that the engine may hold the call open. */
  extraTime: number | undefined
  /** Whether a poll may be ended early, with nothing. */
  mayEndEarly: boolean
}

/** Performs one operation of the contract; answers what the contract does. */
export type Perform = (engine: Engine, given: Given) => Promise<unknown>

/**
 * Throws NotSupported for a field of the input that the engine has nothing for: none is dropped.
 * @param known the fields that are carried out
 * @param instead what to do instead, by field
 */
export function onlyWith(body: Raw, known: readonly string[], instead: Readonly<Record<string, string>> = {}): void {
  for (const field of Object.keys(body)) {
    if (known.includes(field)) continue
    throw notSupported(`input.${field}`, instead[field] ?? 'Leave it out.')
  }
}

/** The command's answer where the contract has none. */
export const DONE: object = {}
