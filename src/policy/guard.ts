import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Permissions, PolicyInput } from '../request/permissions.ts'
import { fieldAt } from './all-fields.ts'
import { halfDenied } from './half-denied.ts'
import { CLOSED_ADMINISTRATION, Policy, type PolicyFields, type PolicyRules } from './policy.ts'
import { administrationFields, checkPatterns, partsOf, policyFields } from './policy-fields.ts'

/** A policy that stands before a schema's resolvers. */
export interface Guard {
  policy: Policy
  /** The fields that it can name; of inputs, only those that it may refuse. */
  fields: PolicyFields
  /** What its author may have overlooked. */
  warnings: readonly string[]
}

/**
 * Wraps the resolvers of all fields that the policy may refuse, or whose arguments it may refuse, including relations
 * and plain fields. A refused field is null, with an error; the rest of the answer arrives. Throws ConfigError for
 * rules that do not fit the schema.
 */
export function guardByPolicy(schema: GraphQLSchema, rules: PolicyRules): Guard {
  const known = isWritten(rules) ? policyFields(schema) : administrationFields(schema)
  checkPatterns(rules, known)
  const policy = new Policy(rules, known)
  const fields = { ...known, inputs: refusableInputs(known, policy) }
  for (const [coordinate, policyField] of known.all) {
    const inputs = fields.inputs.get(coordinate)
    const isRefusable = policy.canRefuse(policyField)
    if (!isRefusable && !inputs) continue
    const field = fieldAt(schema, coordinate)
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

/** Whether its owner wrote something of it: every gateway has the rule that closes administration. */
const isWritten = ({ rules, otherwise }: PolicyRules) =>
  otherwise === 'deny' || rules.some((rule) => rule !== CLOSED_ADMINISTRATION)

/** The arguments in which the policy may refuse something: others need no check. */
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
  // A context without permissions is a mistake: then nothing may be asked.
  if (!permissions) throw new TypeError('there is a policy, but nothing says what this caller may ask for')
  return permissions
}
