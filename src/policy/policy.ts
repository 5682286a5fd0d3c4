import type { Claims } from '../callers/verifier.ts'
import { Refused } from '../errors/refused.ts'
import type { Permissions, PolicyField, PolicyInput, PolicyInputPart } from '../request/permissions.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** Who a rule is for: each claim must have one of its values. */
export type When = Readonly<Record<string, ReadonlyArray<string | number | boolean>>>

/** A rule for some callers, or for all of them where `when` is left out. */
export interface PolicyRule {
  name: string
  when?: When
  /** Patterns of fields that are allowed, whatever later rules say, and of fields that are refused. */
  allow: readonly string[]
  deny: readonly string[]
  /** What to do about it, as a sentence; else to ask without the field. */
  advice?: string
}

/** The pattern of all fields that administer the cluster, or show secrets. */
export const ADMINISTRATION = '@administration'

/** The rule that closes them. Callers' rights do not open them: the owner does. */
export const CLOSED_ADMINISTRATION: PolicyRule = {
  name: 'GATEWAY_ADMINISTRATION',
  allow: [],
  deny: [ADMINISTRATION],
  advice:
    'It administers the cluster or shows secrets, which is closed here: the gateway’s owner opens it by setting GATEWAY_ADMINISTRATION to true.',
}

/** A policy: of the rules that apply to a caller, the first that matches a field decides. */
export interface PolicyRules {
  rules: readonly PolicyRule[]
  /** The decision for fields that no rule matches, if an operation serves them; plain fields are then allowed. */
  otherwise: 'allow' | 'deny'
}

/** The fields of a schema that a policy can name. */
export interface PolicyFields {
  /** Output fields, by `Type.field`. */
  readonly all: ReadonlyMap<string, PolicyField>
  /** By `Type.field`, the arguments whose values have parts. */
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, PolicyInput>>
  /**
   * By type, the root fields that read an object by its key: `node`, `nodes` and `_entities` need the same permissions.
   */
  readonly ofEntities: ReadonlyMap<string, readonly PolicyField[]>
}

/** What callers with the same rules may ask for. */
class CallerPermissions implements Permissions {
  readonly #rules: readonly PolicyRule[]
  readonly #otherwise: PolicyRules['otherwise']
  readonly #fields: PolicyFields
  readonly #decided = new Map<PolicyField, string | undefined>()

  constructor({ rules, otherwise }: PolicyRules, fields: PolicyFields) {
    this.#rules = rules
    this.#otherwise = otherwise
    this.#fields = fields
  }

  /** Throws Refused for a type whose objects these callers may not ask for by their keys. */
  checkEntity(type: string): void {
    for (const field of this.#fields.ofEntities.get(type) ?? []) this.check(field)
  }

  /** Whether these callers may ask for a field, by its `Type.field`, or might if it were not closed to all. */
  mayKnow(coordinate: string): boolean {
    const field = this.#fields.all.get(coordinate)
    if (!field) return true
    const rule = this.#refusing(field)
    if (rule !== CLOSED_ADMINISTRATION.name) return rule === undefined
    return !this.#decide(
      field,
      this.#rules.filter((one) => one !== CLOSED_ADMINISTRATION),
    )
  }

  /** The same for a field by its `Type.field`. */
  checkNamed(coordinate: string): void {
    const field = this.#fields.all.get(coordinate)
    if (field) this.check(field)
  }

  /** Throws Refused for arguments of a field that hold what these callers may not give. */
  checkArguments(inputs: ReadonlyMap<string, PolicyInput>, args: Readonly<Record<string, unknown>>): void {
    for (const [name, input] of inputs) this.#checkValue(input, args[name])
  }

  #checkValue(input: PolicyInput, value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.#checkValue(input, one)
    else if (typeof value === 'string') this.#checkPart(input.parts.get(value))
    else if (isJsonObject(value)) {
      for (const name in value) this.#checkPart(input.parts.get(name), value[name])
    }
  }

  #checkPart(part: PolicyInputPart | undefined, value?: unknown): void {
    if (!part) return
    this.check(part.field)
    if (part.input) this.#checkValue(part.input, value)
  }

  /** Throws Refused for a field that these callers may not ask for. */
  check(field: PolicyField): void {
    const rule = this.#refusing(field)
    if (rule === undefined) return
    const { coordinate, operation } = field
    const by = operation === undefined ? '' : ` (${operation})`
    const { advice = 'Ask without it.' } = this.#rules.find(({ name }) => name === rule) ?? {}
    throw new Refused(
      'FORBIDDEN',
      `${coordinate}${by} is refused by the gateway's policy, rule ${JSON.stringify(rule)}. ${advice}`,
      { field: coordinate, ...(operation === undefined ? {} : { operation }), rule, retryable: false },
    )
  }

  /** The name of the rule that refuses a field; undefined for one that is allowed. */
  #refusing(field: PolicyField): string | undefined {
    if (this.#decided.has(field)) return this.#decided.get(field)
    const rule = this.#decide(field)
    this.#decided.set(field, rule)
    return rule
  }

  #decide(field: PolicyField, rules = this.#rules): string | undefined {
    const decision = decisionOf(rules, field)
    if (decision) return decision.allowed ? undefined : decision.rule
    return this.#otherwise === 'deny' && field.isServed ? 'otherwise' : undefined
  }
}

const NO_CLAIMS: Claims = {}

/** Finds the permissions of a caller. */
export class Policy {
  readonly #policy: PolicyRules
  readonly #fields: PolicyFields
  // Callers with the same rules share their permissions. Claims live as long as their token is cached.
  readonly #byRules = new Map<string, Permissions>()
  readonly #byClaims = new WeakMap<Claims, Permissions>()

  constructor(policy: PolicyRules, fields: PolicyFields) {
    this.#policy = policy
    this.#fields = fields
  }

  /** @param claims undefined where the gateway verifies nobody */
  of(claims: Claims = NO_CLAIMS): Permissions {
    let permissions = this.#byClaims.get(claims)
    if (!permissions) {
      permissions = this.#decide(claims)
      this.#byClaims.set(claims, permissions)
    }
    return permissions
  }

  /** Whether any caller may be refused a field. */
  canRefuse(field: PolicyField): boolean {
    const { rules, otherwise } = this.#policy
    return (otherwise === 'deny' && field.isServed) || rules.some((rule) => denies(rule, field))
  }

  #decide(claims: Claims): Permissions {
    const { rules, otherwise } = this.#policy
    const own = rules.filter(({ when }) => isFor(when, claims))
    const key = own.map((rule) => rules.indexOf(rule)).join()
    let permissions = this.#byRules.get(key)
    if (!permissions) {
      permissions = new CallerPermissions({ rules: own, otherwise }, this.#fields)
      this.#byRules.set(key, permissions)
    }
    return permissions
  }
}

/** The decision of the first rule that matches a field; undefined if none does. */
export function decisionOf(
  rules: readonly PolicyRule[],
  field: PolicyField,
): { rule: string; allowed: boolean } | undefined {
  for (const rule of rules) {
    if (denies(rule, field)) return { rule: rule.name, allowed: false }
    if (rule.allow.some((pattern) => speaksOf(pattern, field))) return { rule: rule.name, allowed: true }
  }
  return undefined
}

function denies({ deny }: PolicyRule, field: PolicyField): boolean {
  return deny.some((pattern) => {
    // `*` alone means every operation, but not plain fields: objects would be empty without them.
    if (pattern === '*') return field.isServed
    // An input that reveals a field is refused together with it, but not allowed together with it, because it may
    // reveal more.
    return speaksOf(pattern, field) || field.tells.some((told) => isNamed(pattern, told))
  })
}

const isNamed = (pattern: string, coordinate: string) => pattern.includes('.') && isMatch(pattern, coordinate)

/**
 * Whether a pattern names a field: by its operation where it has no dot, else as `Type.field`; `*` is any text.
 * `@administration` names what administers the cluster.
 */
export function speaksOf(
  pattern: string,
  { coordinate, operation, isAdministration }: Pick<PolicyField, 'coordinate' | 'operation'> & Partial<PolicyField>,
): boolean {
  if (pattern === ADMINISTRATION) return isAdministration === true
  const name = pattern === '*' || pattern.includes('.') ? coordinate : operation
  return name !== undefined && isMatch(pattern, name)
}

/** Whether a name is of a pattern, in which `*` is any text: each part is looked for once, after the one before it. */
function isMatch(pattern: string, name: string): boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}

function isFor(when: When = {}, claims: Claims): boolean {
  return Object.entries(when).every(([name, values]) => {
    const held = heldBy(claims, name)
    return values.some((value) => held.includes(value))
  })
}

/** The values of a claim, which may be inside others: `realm_access.roles`. A scope is a list written with spaces. */
function heldBy(claims: Claims, name: string): readonly unknown[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : inside(claims, name.split('.'))
  if (name === 'scope' && typeof value === 'string') return value.split(' ')
  return Array.isArray(value) ? value : [value]
}

function inside(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}
