import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { entities } from '../fields/entities.ts'
import { fieldFacts } from '../fields/facts.ts'
import { ConfigError } from '../settings.ts'
import { type GovernedField, type GovernedFields, type PolicyRules, speaksOf } from './policy.ts'

/** The fields of a schema that a policy may speak of: root fields, and all that an operation serves. */
export function governedFields(schema: GraphQLSchema): GovernedFields {
  const all = new Map<string, GovernedField>()
  const ofEntities = new Map<string, GovernedField>()
  for (const { coordinate, field, type } of allFields(schema)) {
    const { operation } = fieldFacts(field)
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType()
    if (!isRoot && type !== schema.getSubscriptionType() && operation === undefined) continue
    const governed = { coordinate, operation }
    all.set(coordinate, governed)
    const entity = type === schema.getQueryType() ? entities.get(getNamedType(field.type).name) : undefined
    if (entity && field.args.some(({ name }) => name === entity.key)) ofEntities.set(entity.type, governed)
  }
  const missing = [...entities.keys()].find((type) => !ofEntities.has(type))
  // Else `node` would be a way around every rule for it.
  if (missing !== undefined) throw new TypeError(`no root field answers a ${missing} by its key`)
  return { all, ofEntities }
}

/** All fields of object types, with their coordinates. */
export function* allFields(schema: GraphQLSchema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      yield { type, field, coordinate: `${type.name}.${field.name}` }
    }
  }
}

/** Throws ConfigError for a pattern that speaks of nothing: a rule with a mistake in it protects nothing. */
export function checkPatterns({ rules }: PolicyRules, { all }: GovernedFields): void {
  const fields = [...all.values()]
  for (const { name, allow, deny } of rules) {
    const idle = [...allow, ...deny].find((pattern) => !fields.some((field) => speaksOf(pattern, field)))
    if (idle === undefined) continue
    throw new ConfigError(
      `The policy's rule ${JSON.stringify(name)} speaks of ${JSON.stringify(idle)}, but that is neither an operation ` +
        'of the schema, nor a field that one serves, nor a root field.',
    )
  }
}
