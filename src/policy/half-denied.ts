import type { GraphQLSchema } from 'graphql'
import type { PolicyField } from '../request/permissions.ts'
import { allFields, coordinateOf } from './all-fields.ts'
import { CLOSED_ADMINISTRATION, decisionOf, type PolicyFields, type PolicyRule, type PolicyRules } from './policy.ts'
import { answeredType } from './policy-inputs.ts'

/** The fields that answer objects of one type, by their operations. */
type Family = ReadonlyMap<string, readonly PolicyField[]>

/**
 * Warns about half-denied types: several operations may answer objects of one type, and a policy that refuses one of
 * them is seldom meant to leave the others open. A line per type; none for operations that a rule allows by name.
 */
export function halfDenied(schema: GraphQLSchema, { rules, otherwise }: PolicyRules, fields: PolicyFields): string[] {
  // What the owner has not opened is closed by intention.
  const written = rules.filter((rule) => rule !== CLOSED_ADMINISTRATION)
  if (otherwise === 'deny' || written.length === 0) return []
  const forAll = (rule: PolicyRule) => rule.when === undefined
  const lines = new Set<string>()
  // For callers to whom only the general rules apply, and for callers with one further rule.
  for (const extra of [undefined, ...written.filter((rule) => !forAll(rule))]) {
    const own = written.filter((rule) => rule === extra || forAll(rule))
    for (const [type, family] of familiesOf(schema, fields)) {
      const line = lineFor(type, family, own)
      if (line !== undefined) lines.add(line)
    }
  }
  return [...lines]
}

function lineFor(type: string, family: Family, rules: readonly PolicyRule[]): string | undefined {
  const refused: string[] = []
  const open: string[] = []
  for (const [operation, fields] of family) {
    const decisions = fields.map((field) => decisionOf(rules, field))
    if (decisions.every((decision) => decision?.allowed === false)) refused.push(operation)
    const left = fields.filter((_, index) => decisions[index] === undefined)
    if (left.length > 0) open.push(`${operation} (${someOf(left)})`)
  }
  if (refused.length === 0 || open.length === 0) return undefined
  return (
    `The policy refuses ${refused.join(', ')}, but objects of type ${type} are answered as well by ${open.join(', ')}. ` +
    'Refuse these, too, or allow them by a rule, which says that they are meant to stay open.'
  )
}

/** The most fields that a warning names; some operations serve a dozen. */
const SHOWN = 3

/** Root fields first: they are known best. */
function someOf(fields: readonly PolicyField[]): string {
  const isBelow = ({ coordinate }: PolicyField) => Number(!coordinate.startsWith('Query.'))
  const known = fields.toSorted((one, other) => isBelow(one) - isBelow(other))
  const names = known.slice(0, SHOWN).map(({ coordinate }) => coordinate)
  const more = fields.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

/** Those with more than one operation, by type. */
function familiesOf(schema: GraphQLSchema, { all }: PolicyFields): Map<string, Family> {
  const families = new Map<string, Map<string, PolicyField[]>>()
  for (const { type: parent, field } of allFields(schema)) {
    const policyField = all.get(coordinateOf(parent, field))
    const type = answeredType(field.type)
    if (policyField?.operation === undefined || !type) continue
    const family = families.get(type.name) ?? new Map<string, PolicyField[]>()
    families.set(type.name, family)
    family.set(policyField.operation, [...(family.get(policyField.operation) ?? []), policyField])
  }
  return new Map([...families].filter(([, family]) => family.size > 1))
}
