import { isJsonObject } from '../upstream/json/json-object.ts'
import type { PolicyRule, PolicyRules, When } from './policy.ts'

/** Thrown for an invalid policy file: names the place, the value and what is allowed. */
export class PolicyError extends Error {}

const RULE_MEMBERS = ['name', 'when', 'allow', 'deny']
const PATTERN = /^(?:[\w*]+(?:\.[\w*]+)?|@administration)$/

/**
 * Reads the text of a policy file. Throws PolicyError for the first thing that is wrong.
 * @param claimsKnown whether callers are verified, so that rules can ask for claims
 */
export function readPolicyFile(text: string, claimsKnown: boolean): PolicyRules {
  const file = parsed(text)
  if (!isJsonObject(file)) throw new PolicyError('it holds no JSON object')
  checkMembers('', file, ['rules', 'otherwise'])
  const { rules, otherwise = 'allow' } = file
  if (otherwise !== 'allow' && otherwise !== 'deny') throw wrong('otherwise', otherwise, '"allow" or "deny"')
  if (!Array.isArray(rules)) throw wrong('rules', rules, 'a list of rules')
  const names = new Set<string>()
  return {
    otherwise,
    rules: rules.map((value: unknown, index) => {
      const rule = readRule(`rules[${index}]`, value, claimsKnown)
      if (names.has(rule.name))
        throw wrong(`rules[${index}].name`, rule.name, 'another name: a rule above has this one')
      names.add(rule.name)
      return rule
    }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PolicyError(`it is no JSON (${error instanceof Error ? error.message : error})`)
  }
}

function readRule(at: string, value: unknown, claimsKnown: boolean): PolicyRule {
  if (!isJsonObject(value)) throw wrong(at, value, 'an object')
  checkMembers(`${at}.`, value, RULE_MEMBERS)
  const { name, when } = value
  if (typeof name !== 'string' || name.trim() === '') throw wrong(`${at}.name`, name, 'a text that names the rule')
  const allow = readPatterns(`${at}.allow`, value.allow)
  const deny = readPatterns(`${at}.deny`, value.deny)
  if (allow.length + deny.length === 0) throw new PolicyError(`${at} must allow or deny something`)
  if (when === undefined) return { name, allow, deny }
  if (!claimsKnown) {
    throw new PolicyError(`${at}.when asks for claims, but without GATEWAY_JWT_ISSUER nobody's claims are known`)
  }
  return { name, when: readWhen(`${at}.when`, when), allow, deny }
}

function readPatterns(at: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrong(at, value, 'a list of patterns')
  return value.map((pattern: unknown, index) => {
    if (typeof pattern === 'string' && PATTERN.test(pattern)) return pattern
    throw wrong(
      `${at}[${index}]`,
      pattern,
      'an operationId or Type.field, where * stands for any text, or @administration',
    )
  })
}

function readWhen(at: string, value: unknown): When {
  if (!isJsonObject(value) || Object.keys(value).length === 0) throw wrong(at, value, 'an object of claims')
  return Object.fromEntries(
    Object.entries(value).map(([claim, wanted]) => {
      const values: unknown[] = Array.isArray(wanted) ? wanted : [wanted]
      if (values.length > 0 && values.every(isPlain)) return [claim, values]
      throw wrong(`${at}.${claim}`, wanted, 'a text, number or boolean, or a list of them of which one is enough')
    }),
  )
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function checkMembers(at: string, object: object, allowed: readonly string[]): void {
  const other = Object.keys(object).find((name) => !allowed.includes(name))
  if (other !== undefined) throw new PolicyError(`${at}${other} is no member of it: there are ${allowed.join(', ')}`)
}

function wrong(at: string, value: unknown, allowed: string): PolicyError {
  return new PolicyError(`${at} is ${JSON.stringify(value) ?? 'not there'}, but it must be ${allowed}`)
}
