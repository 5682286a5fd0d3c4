import type { Claims } from '../callers/verifier.ts'
import { Refused } from '../plugins/refused.ts'

/** Who a rule is for: each claim must have one of its values. */
export type When = Readonly<Record<string, ReadonlyArray<string | number | boolean>>>

/** A rule for some callers, or for all of them where `when` is left out. */
export interface Rule {
  name: string
  when?: When
  /** Patterns of what is allowed, whatever later rules say, and of what is refused. */
  allow: readonly string[]
  deny: readonly string[]
}

/** What may be asked for: of the rules for a caller, the first that speaks of a field decides. */
export interface PolicyRules {
  rules: readonly Rule[]
  /** What holds for fields that no rule speaks of. */
  otherwise: 'allow' | 'deny'
}

/** A field that a policy may speak of: a root field, or one that an operation of the REST API serves. */
export interface GovernedField {
  /** As `Type.field`. */
  coordinate: string
  /** The REST operationId. */
  operation: string | undefined
}

/** The fields of a schema that a policy may speak of. */
export interface GovernedFields {
  /** By `Type.field`. */
  readonly all: ReadonlyMap<string, GovernedField>
  /** By type, the root field that answers an object by its key: `node` and its like are other ways to ask it. */
  readonly ofEntities: ReadonlyMap<string, GovernedField>
}

/** What callers with the same rules may ask for. */
export class Permissions {
  readonly #rules: readonly Rule[]
  readonly #otherwise: PolicyRules['otherwise']
  readonly #fields: GovernedFields
  readonly #decided = new Map<GovernedField, string | undefined>()

  constructor({ rules, otherwise }: PolicyRules, fields: GovernedFields) {
    this.#rules = rules
    this.#otherwise = otherwise
    this.#fields = fields
  }

  /** Throws Refused for a type whose objects these callers may not ask for by their keys. */
  checkEntity(type: string): void {
    const field = this.#fields.ofEntities.get(type)
    if (field) this.check(field)
  }

  /** Throws Refused for a field that these callers may not ask for. */
  check(field: GovernedField): void {
    const rule = this.#refusing(field)
    if (rule === undefined) return
    const { coordinate, operation } = field
    const by = operation === undefined ? '' : ` (${operation})`
    throw new Refused(
      'FORBIDDEN',
      `${coordinate}${by} is refused by the gateway's policy, rule ${JSON.stringify(rule)}. Ask without it.`,
      { field: coordinate, ...(operation === undefined ? {} : { operation }), rule, retryable: false },
    )
  }

  /** The name of the rule that refuses a field; undefined for one that is allowed. */
  #refusing(field: GovernedField): string | undefined {
    if (this.#decided.has(field)) return this.#decided.get(field)
    const rule = this.#decide(field)
    this.#decided.set(field, rule)
    return rule
  }

  #decide(field: GovernedField): string | undefined {
    for (const { name, allow, deny } of this.#rules) {
      if (deny.some((pattern) => speaksOf(pattern, field))) return name
      if (allow.some((pattern) => speaksOf(pattern, field))) return undefined
    }
    return this.#otherwise === 'deny' ? 'otherwise' : undefined
  }
}

const NO_CLAIMS: Claims = {}

/** Which rules are for whom. */
export class Policy {
  readonly #policy: PolicyRules
  readonly #fields: GovernedFields
  // Callers with the same rules share what was decided; the claims of a caller live as long as its token is remembered.
  readonly #byRules = new Map<string, Permissions>()
  readonly #byClaims = new WeakMap<Claims, Permissions>()

  constructor(policy: PolicyRules, fields: GovernedFields) {
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
  canRefuse(field: GovernedField): boolean {
    const { rules, otherwise } = this.#policy
    return otherwise === 'deny' || rules.some(({ deny }) => deny.some((pattern) => speaksOf(pattern, field)))
  }

  #decide(claims: Claims): Permissions {
    const { rules, otherwise } = this.#policy
    const own = rules.filter(({ when }) => isFor(when, claims))
    const key = own.map((rule) => rules.indexOf(rule)).join()
    let permissions = this.#byRules.get(key)
    if (!permissions) {
      permissions = new Permissions({ rules: own, otherwise }, this.#fields)
      this.#byRules.set(key, permissions)
    }
    return permissions
  }
}

/** Whether a pattern names a field: by its operation where it has no dot, else as `Type.field`; `*` is any text. */
export function speaksOf(pattern: string, { coordinate, operation }: GovernedField): boolean {
  const name = pattern === '*' || pattern.includes('.') ? coordinate : operation
  return name !== undefined && expressionOf(pattern).test(name)
}

const expressions = new Map<string, RegExp>()

function expressionOf(pattern: string): RegExp {
  let expression = expressions.get(pattern)
  if (!expression) {
    expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
    expressions.set(pattern, expression)
  }
  return expression
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
