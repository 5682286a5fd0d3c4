import { NotSupported } from '../../../failures/failure.ts'
import { isJsonObject } from '../../../json/json-object.ts'
import type { Call } from '../../../wire/call.ts'
import type { Wire } from '../../dialect.ts'
import { GENERATION } from '../search.ts'
import type { Raw } from '../table.ts'

/** One operation of the contract, as it was asked for. */
export interface Given {
  operation: string
  /** What fills the braces of the contract's path. */
  parameters: Readonly<Record<string, string>>
  /** The contract's body. */
  body: Raw
  /** Milliseconds that the engine may hold the call open. */
  extraTime: number | undefined
}

/** Performs one operation of the contract; answers what the contract does. */
export type Perform = (wire: Wire, given: Given) => Promise<unknown>

/**
 * Throws NotSupported for a field of the input that the engine has nothing for: none is dropped.
 * @param known the fields that are carried out
 * @param instead what to do instead, by field
 */
export function onlyWith(body: Raw, known: readonly string[], instead: Readonly<Record<string, string>> = {}): void {
  for (const field of Object.keys(body)) {
    if (known.includes(field)) continue
    throw NotSupported.byGeneration(`input.${field}`, GENERATION, instead[field] ?? 'Leave it out.')
  }
}

/** One write to the engine; answers its JSON, undefined where it has none. */
export function write(wire: Wire, operation: string, method: Call['method'], path: string, body?: unknown) {
  return wire.send({ operation, method, path, kind: 'write', ...(body === undefined ? {} : { body }) })
}

/** A path of the engine's with a key in it. */
export const at = (resource: string, key: unknown, rest = '') => `${resource}/${encodeURIComponent(String(key))}${rest}`

/** The objects of a list in an input or answer. */
export const objects = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])

/** The command's answer where the contract has none. */
export const DONE: object = {}
