import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Permissions, PolicyInput } from '../request/permissions.ts'
import { allFields } from './all-fields.ts'
import { halfDenied } from './half-denied.ts'
import { Policy, type PolicyFields, type PolicyRules } from './policy.ts'
import { checkPatterns, partsOf, policyFields } from './policy-fields.ts'

/** A policy that stands before a schema's resolvers. */
interface Guard {
  policy: Policy
  /** What it may speak of; of arguments, those alone that it may refuse. */
  fields: PolicyFields
  /** What the one who wrote it may have overlooked. */
  warnings: readonly string[]
}

/**
 * Puts a policy before the resolvers of all fields that it may refuse, or that take what it may refuse: relations, plain
 * fields and what needs no call included. What is refused is null, with an error, and the rest of the answer arrives.
 * Throws ConfigError for rules that do not fit the schema.
 */
export function guardByPolicy(schema: GraphQLSchema, rules: PolicyRules): Guard {
  const known = policyFields(schema)
  checkPatterns(rules, known)
  const policy = new Policy(rules, known)
  const fields = { ...known, inputs: refusableInputs(known, policy) }
  for (const { coordinate, field } of allFields(schema)) {
    const policyField = known.all.get(coordinate)
    const inputs = fields.inputs.get(coordinate)
    const isRefusable = policyField && policy.canRefuse(policyField)
    if (!isRefusable && !inputs) continue
    const check = (context: Context, args: Readonly<Record<string, unknown>>) => {
      const permissions = permissionsOf(context)
      if (isRefusable) permissions.check(policyField)
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
function refusableInputs({ inputs }: PolicyFields, policy: Policy): PolicyFields['inputs'] {
  const decided = new Map<PolicyInput, boolean>()
  const isRefusable = (input: PolicyInput) => {
    let found = decided.get(input)
    if (found === undefined) {
      found = partsOf(input).some((part) => policy.canRefuse(part))
      decided.set(input, found)
    }
    return found
  }
  const refusable = new Map<string, ReadonlyMap<string, PolicyInput>>()
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
