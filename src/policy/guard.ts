import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import type { Context } from '../request/context.ts'
import type { GovernedInput, Permissions } from '../request/permissions.ts'
import { allFields } from './all-fields.ts'
import { checkPatterns, governedFields, partsOf } from './governed.ts'
import { halfDenied } from './half-denied.ts'
import { type GovernedFields, Policy, type PolicyRules } from './policy.ts'

/** A policy that stands before a schema's resolvers. */
export interface Guard {
  policy: Policy
  /** What it may speak of; of arguments, those alone that it may refuse. */
  fields: GovernedFields
  /** What the one who wrote it may have overlooked. */
  warnings: readonly string[]
}

/**
 * Puts a policy before the resolvers of all fields that it may refuse, or that take what it may refuse: relations, plain
 * fields and what needs no call included. What is refused is null, with an error, and the rest of the answer arrives.
 * Throws ConfigError for rules that do not fit the schema.
 */
export function guardByPolicy(schema: GraphQLSchema, rules: PolicyRules): Guard {
  const known = governedFields(schema)
  checkPatterns(rules, known)
  const policy = new Policy(rules, known)
  const fields = { ...known, inputs: refusableInputs(known, policy) }
  for (const { coordinate, field } of allFields(schema)) {
    const governed = known.all.get(coordinate)
    const inputs = fields.inputs.get(coordinate)
    const isRefusable = governed && policy.canRefuse(governed)
    if (!isRefusable && !inputs) continue
    const check = (context: Context, args: Readonly<Record<string, unknown>>) => {
      const permissions = permissionsOf(context)
      if (isRefusable) permissions.check(governed)
      if (inputs) permissions.checkArguments(inputs, args)
    }
    const { resolve = defaultFieldResolver, subscribe } = field
    field.resolve = (source, args, context: Context, info) => {
      check(context, args)
      return resolve(source, args, context, info)
    }
    if (!subscribe) continue
    field.subscribe = (source, args, context: Context, info) => {
      check(context, args)
      return subscribe(source, args, context, info)
    }
  }
  return { policy, fields, warnings: halfDenied(schema, rules, known) }
}

/** The arguments in which a policy may refuse something: the others need not be looked at. */
function refusableInputs({ inputs }: GovernedFields, policy: Policy): GovernedFields['inputs'] {
  const decided = new Map<GovernedInput, boolean>()
  const isRefusable = (input: GovernedInput) => {
    let found = decided.get(input)
    if (found === undefined) {
      found = partsOf(input).some((part) => policy.canRefuse(part))
      decided.set(input, found)
    }
    return found
  }
  const refusable = new Map<string, ReadonlyMap<string, GovernedInput>>()
  for (const [coordinate, ofField] of inputs) {
    const kept = [...ofField].filter(([, input]) => isRefusable(input))
    if (kept.length > 0) refusable.set(coordinate, new Map(kept))
  }
  return refusable
}

function permissionsOf({ permissions }: Context): Permissions {
  // Whoever made the context forgot them: nothing may be asked then.
  if (!permissions) throw new TypeError('there is a policy, but nothing says what this caller may ask for')
  return permissions
}
