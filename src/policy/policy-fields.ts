import { type GraphQLField, type GraphQLSchema, getNamedType } from 'graphql'
import { ConfigError } from '../errors/config-error.ts'
import { entities } from '../fields/entities.ts'
import { fieldFacts } from '../fields/facts.ts'
import type { PolicyField, PolicyInput } from '../request/permissions.ts'
import { allFields, coordinateOf } from './all-fields.ts'
import { type PolicyFields, type PolicyRules, speaksOf } from './policy.ts'
import { policyInputs } from './policy-inputs.ts'

/** The fields of a schema that a policy can name: output fields and input fields. */
export function policyFields(schema: GraphQLSchema): PolicyFields {
  const fields = fieldsWhere(schema, () => true)
  const missing = [...entities.keys()].find((type) => !fields.ofEntities.has(type))
  // Otherwise `node` would bypass every rule for this type.
  if (missing !== undefined) throw new TypeError(`no root field answers a ${missing} by its key`)
  return { ...fields, inputs: policyInputs(schema) }
}

/**
 * Of these, the ones that administer the cluster: all that a gateway without a policy of its own has to close, in a tenth of
 * the time at each start. No input administers a cluster by itself.
 */
export function administrationFields(schema: GraphQLSchema): PolicyFields {
  return { ...fieldsWhere(schema, (field) => fieldFacts(field).isAdministration), inputs: new Map() }
}

function fieldsWhere(
  schema: GraphQLSchema,
  isWanted: (field: GraphQLField<unknown, unknown>) => boolean,
): Pick<PolicyFields, 'all' | 'ofEntities'> {
  const all = new Map<string, PolicyField>()
  const ofEntities = new Map<string, PolicyField[]>()
  const commands = new Map<string, string[]>()
  const mutation = schema.getMutationType()
  for (const field of Object.values(mutation?.getFields() ?? {})) {
    const { operation } = fieldFacts(field)
    if (operation) commands.set(operation, [...(commands.get(operation) ?? []), `${mutation?.name}.${field.name}`])
  }
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const { type, field } of allFields(schema)) {
    if (!isWanted(field)) continue
    const { operation, isAdministration } = fieldFacts(field)
    const coordinate = coordinateOf(type, field)
    const isServed = operation !== undefined || roots.includes(type)
    // A policy that refuses a command refuses what gives it by subscription.
    const tells = type === schema.getSubscriptionType() && operation ? (commands.get(operation) ?? []) : []
    const policyField = { coordinate, operation, isServed, isAdministration, tells }
    all.set(coordinate, policyField)
    const entity = type === schema.getQueryType() ? entities.get(getNamedType(field.type).name) : undefined
    // A connection answers objects, too, but its own type is another.
    if (entity) ofEntities.set(entity.type, [...(ofEntities.get(entity.type) ?? []), policyField])
  }
  return { all, ofEntities }
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
