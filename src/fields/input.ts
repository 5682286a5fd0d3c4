import { InvalidInput } from '../upstream/failures/failure.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { InputFacts } from './facts.ts'
import { checkKey } from './keys.ts'
import { checkLength } from './list-length.ts'
import { requireVersion } from './supported.ts'

/**
 * Checks a command's input by what the schema says: keys are keys, lists are not too long, nothing needs a newer cluster,
 * variables are objects. What is JSON to the schema is not looked into: that has the bounds of a request's body alone.
 * Throws InvalidInput or NotSupported, naming the field.
 */
export async function checkInput(facts: InputFacts, value: unknown, path: string, upstream: Upstream): Promise<void> {
  if (value === null || value === undefined) return
  if (facts.fields.size === 0 && !facts.isKey) return
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) await checkInput(facts, one, `${path}[${index}]`, upstream)
    return
  }
  if (facts.isKey && typeof value === 'string') checkKey(path, value, upstream.keys)
  if (facts.fields.size === 0 || typeof value !== 'object') return
  for (const [name, one] of Object.entries(value)) {
    const field = facts.fields.get(name)
    if (!field || one === null || one === undefined) continue
    const argument = `${path}.${name}`
    await requireVersion(upstream, argument, field.since)
    if (field.isList && Array.isArray(one)) checkLength(argument, one)
    if (name === 'variables') checkVariables(argument, one)
    await checkInput(field.type, one, argument, upstream)
  }
}

/** Variables are a JSON object: one member for each name. */
function checkVariables(argument: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRawNumber(value)) {
    throw new InvalidInput(
      argument,
      'variables are a JSON object with a member for each name, such as { "amount": 10 }.',
    )
  }
}
