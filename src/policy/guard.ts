import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { allFields, checkPatterns, governedFields } from './governed.ts'
import { type GovernedField, type GovernedFields, Policy, type PolicyRules } from './policy.ts'

/**
 * Puts a policy before the resolvers of all fields that it may refuse, relations and what needs no call included: what
 * is refused is null, with an error, and the rest of the answer arrives. Throws ConfigError for rules that do not fit
 * the schema.
 */
export function guardByPolicy(schema: GraphQLSchema, rules: PolicyRules): { policy: Policy; fields: GovernedFields } {
  const fields = governedFields(schema)
  checkPatterns(rules, fields)
  const policy = new Policy(rules, fields)
  for (const { coordinate, field } of allFields(schema)) {
    const governed = fields.all.get(coordinate)
    if (!governed || !policy.canRefuse(governed)) continue
    const { resolve = defaultFieldResolver, subscribe } = field
    field.resolve = (source, args, context: Context, info) => {
      check(context, governed)
      return resolve(source, args, context, info)
    }
    if (!subscribe) continue
    field.subscribe = (source, args, context: Context, info) => {
      check(context, governed)
      return subscribe(source, args, context, info)
    }
  }
  return { policy, fields }
}

function check({ permissions }: Context, field: GovernedField): void {
  // Whoever made the context forgot them: nothing may be asked then.
  if (!permissions) throw new TypeError('there is a policy, but nothing says what this caller may ask for')
  permissions.check(field)
}
