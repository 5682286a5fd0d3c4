import { isDeepStrictEqual } from 'node:util'
import type { FilterNode, Node, ObjectNode } from '../../contract/table.ts'

/** The operators there are, in the order in which they are written down. */
const OPERATORS = ['$eq', '$neq', '$exists', '$gt', '$gte', '$lt', '$lte', '$in', '$notIn', '$like']

/**
 * Recognises a search filter's property among a union's alternatives: a bare value, and an object of operators over
 * values of the same type. The versions spell this in different ways; anything that does not fit exactly stays a union.
 */
export function asFilter(alternatives: readonly Node[], resolve: (node: Node) => Node): FilterNode | undefined {
  if (alternatives.length !== 2) return undefined
  const advanced = alternatives.find((node) => 'fields' in resolve(node))
  const value = alternatives.find((node) => node !== advanced)
  if (!advanced || !value) return undefined
  const { fields } = resolve(advanced) as ObjectNode
  const operators = OPERATORS.filter((name) => fields[name])
  if (operators.length === 0 || operators.length !== Object.keys(fields).length) return undefined
  const fits = operators.every((name) => accepts(name, fields[name] as Node, value, resolve))
  return fits ? { filter: value, operators } : undefined
}

function accepts(operator: string, operand: Node, value: Node, resolve: (node: Node) => Node): boolean {
  const resolved = resolve(operand)
  if (operator === '$exists') return 'type' in resolved && resolved.type === 'boolean'
  if (operator === '$like') return 'type' in resolved && resolved.type === 'string'
  if (operator === '$in' || operator === '$notIn')
    return 'array' in resolved && isDeepStrictEqual(resolved.array, value)
  return isDeepStrictEqual(operand, value)
}
