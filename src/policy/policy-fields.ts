import { type GraphQLSchema, getNamedType } from 'graphql'
import { ConfigError } from '../errors/config-error.ts'
import { entities } from '../fields/entities.ts'
import { fieldFacts } from '../fields/facts.ts'
import type { PolicyField, PolicyInput } from '../request/permissions.ts'
import { allFields } from './all-fields.ts'
import { type PolicyFields, type PolicyRules, speaksOf } from './policy.ts'
import { policyInputs } from './policy-inputs.ts'

/**
 * The fields of a schema that a policy can name: output fields and input fields.
 * @param withInputs whether its rules may speak of inputs: there are so many that a start takes longer by them
 */
export function policyFields(schema: GraphQLSchema, withInputs = true): PolicyFields {
  const all = new Map<string, PolicyField>()
  const ofEntities = new Map<string, PolicyField[]>()
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const { coordinate, field, type } of allFields(schema)) {
    const { operation, isAdministration } = fieldFacts(field)
    const isServed = operation !== undefined || roots.includes(type)
    const policyField = { coordinate, operation, isServed, isAdministration, tells: [] }
    all.set(coordinate, policyField)
    const entity = type === schema.getQueryType() ? entities.get(getNamedType(field.type).name) : undefined
    // A connection answers objects, too, but its own type is another.
    if (entity) ofEntities.set(entity.type, [...(ofEntities.get(entity.type) ?? []), policyField])
  }
  const missing = [...entities.keys()].find((type) => !ofEntities.has(type))
  // Otherwise `node` would bypass every rule for this type.
  if (missing !== undefined) throw new TypeError(`no root field answers a ${missing} by its key`)
  return { all, inputs: withInputs ? policyInputs(schema) : new Map(), ofEntities }
}

/** Throws ConfigError for a pattern that matches nothing: a rule with a typo protects nothing. */
export function checkPatterns({ rules }: PolicyRules, { all, inputs }: PolicyFields): void {
  const fields = [...all.values()]
  for (const ofField of inputs.values()) for (const input of ofField.values()) fields.push(...partsOf(input))
  for (const { name, allow, deny } of rules) {
    const idle = [...allow, ...deny].find((pattern) => !fields.some((field) => speaksOf(pattern, field)))
    if (idle === undefined) continue
    throw new ConfigError(
      `The policy's rule ${JSON.stringify(name)} speaks of ${JSON.stringify(idle)}, but that is neither an operation ` +
        'of the schema, nor a field of a type or an input, nor a value of an enum that can be given.',
    )
  }
}

/** All fields and enum values within an input, at any depth. */
export function partsOf(input: PolicyInput, seen = new Set<PolicyInput>()): PolicyField[] {
  if (seen.has(input)) return []
  seen.add(input)
  return [...input.parts.values()].flatMap((part) => [part.field, ...(part.input ? partsOf(part.input, seen) : [])])
}
