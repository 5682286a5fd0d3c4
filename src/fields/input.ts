import { OLDEST, type Version } from '../upstream/api/version.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { FieldFacts, InputFacts } from './facts.ts'
import { checkCharacters, checkKey } from './keys.ts'
import { checkLength } from './list-length.ts'
import { isPresent } from './present.ts'
import { requireAt } from './supported.ts'
import { checkTypedVariables, type TypedVariable } from './typed-variables.ts'

/**
 * Checks a command's input by what the schema says: texts are whole, keys are keys, lists are not too long, nothing needs a newer
 * cluster, variables are objects, and typed ones fit their types. JSON values are not checked; only the limit of the request's body bounds them. The
 * cluster's version is asked for at most once, and only where it matters. Throws InvalidInput or NotSupported, naming
 * the field.
 */
export async function checkInput(facts: InputFacts, value: unknown, path: string, upstream: Upstream): Promise<void> {
  check(facts, value, path, { upstream, version: needsVersion(facts, value) ? await upstream.version() : OLDEST })
}

/** The same of a field that is asked by several arguments instead of one input. */
export function checkArguments({ arguments: known }: FieldFacts, args: object, upstream: Upstream): Promise<void> {
  const fields = new Map(
    [...known].map(([name, facts]) => [name, { ...facts, operation: undefined, operatorsSince: OLDEST }]),
  )
  return checkInput({ isKey: false, isJson: false, isOperators: false, fields, values: new Map() }, args, '', upstream)
}

/** Whether all values of a type are as good as each other: it has neither fields nor values of its own. */
const isPlain = ({ fields, values }: InputFacts) => fields.size === 0 && values.size === 0

/** Whether anything is given that came after the oldest version. */
function needsVersion(facts: InputFacts, value: unknown): boolean {
  if (typeof value === 'string') return (facts.values.get(value) ?? OLDEST) !== OLDEST
  if (isPlain(facts) || typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some((one) => needsVersion(facts, one))
  return Object.entries(value).some(([name, one]) => {
    const field = facts.fields.get(name)
    return field !== undefined && isPresent(one) && (field.since !== OLDEST || needsVersion(field.type, one))
  })
}

function check(
  facts: InputFacts,
  value: unknown,
  path: string,
  cluster: { upstream: Upstream; version: Version },
): void {
  if (!isPresent(value) || facts.isJson) return
  if (typeof value === 'string') checkCharacters(path, value)
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) check(facts, one, `${path}[${index}]`, cluster)
    return
  }
  const { upstream, version } = cluster
  if (facts.isKey && typeof value === 'string') checkKey(path, value, upstream.keys)
  const since = typeof value === 'string' ? facts.values.get(value) : undefined
  if (value === 'UNRECOGNIZED' && since !== undefined)
    throw new InvalidInput(path, 'UNRECOGNIZED stands for values that this gateway does not know and cannot give.')
  if (since !== undefined && since !== OLDEST) requireAt(upstream, version, `${path}: ${value}`, since)
  if (facts.fields.size === 0 || typeof value !== 'object' || value === null) return
  for (const [name, one] of Object.entries(value)) {
    const field = facts.fields.get(name)
    if (!field || !isPresent(one)) continue
    const argument = path === '' ? name : `${path}.${name}`
    if (field.since !== OLDEST) requireAt(upstream, version, argument, field.since)
    if (field.isList && Array.isArray(one)) checkLength(argument, one)
    if (name === 'variables') checkVariables(argument, one)
    check(field.type, one, argument, cluster)
    if (name === 'typedVariables') checkTyped(argument, one, value, upstream)
  }
}

function checkTyped(argument: string, typed: unknown, input: object, upstream: Upstream): void {
  // The cast is safe because the schema has one type for all fields of this name.
  const variables = typed as readonly TypedVariable[]
  checkTypedVariables(argument, variables, 'variables' in input ? input.variables : undefined, upstream)
}

/** Throws InvalidInput where an input whose variables may be of two kinds has none of either. */
export function checkHasVariables(input: { variables?: unknown; typedVariables?: unknown }, path: string): void {
  if (isPresent(input.variables) || isPresent(input.typedVariables)) return
  throw new InvalidInput(`${path}.variables`, 'give the variables to write, here or in `typedVariables`.')
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
