import type { RestFilter } from '../../catalog/resource.ts'
import { valueMatcher } from '../rows/matches.ts'
import { areOnly, type Operators, operatorsOf } from '../rows/operators.ts'
import { type FilterRule, NONE, type Query } from './translation.ts'

/** Values that are asked for: those of `$eq` and `$in`, where both are given those in both; undefined for other operators. */
export function valuesOf(operators: Operators): unknown[] | undefined {
  if (!areOnly(operators, '$eq', '$in')) return undefined
  const { $eq, $in } = operators
  const list = Array.isArray($in) ? $in : undefined
  if ($eq === undefined) return list
  return list && !list.includes($eq) ? [] : [$eq]
}

/** A parameter that takes one value: many values are a query for each. */
export function one(parameter: string, extra: Query = {}): FilterRule {
  return {
    operators: ['$eq', '$in'],
    translate: (operators) => {
      const values = valuesOf(operators)
      return values && { queries: values.map((value) => ({ [parameter]: value, ...extra })) }
    },
  }
}

/** A parameter that takes a list. An empty one would be ignored by the engine, so it is never sent. */
export function many(parameter: string, without?: string): FilterRule {
  return {
    operators: ['$eq', '$in', ...(without ? (['$neq', '$notIn'] as const) : [])],
    translate: (operators) => {
      const values = valuesOf(operators)
      if (values) return values.length === 0 ? NONE : { queries: [{ [parameter]: values }] }
      if (!without || !areOnly(operators, '$neq', '$notIn')) return undefined
      const { $neq, $notIn } = operators
      return {
        queries: [{ [without]: [...($neq === undefined ? [] : [$neq]), ...(Array.isArray($notIn) ? $notIn : [])] }],
      }
    },
  }
}

/** A rule that also knows what asks for rows with and without a value. */
export function orExists<Context>(
  rule: FilterRule<Context>,
  exists: { true?: Query; false?: Query },
): FilterRule<Context> {
  return {
    operators: [...rule.operators, '$exists'],
    translate: (operators, context) => {
      if (!areOnly(operators, '$exists')) return rule.translate(operators, context)
      const query = operators.$exists === true ? exists.true : exists.false
      return query && { queries: [query] }
    },
  }
}

/** A field with few values, each with its queries: any of them may be left. */
export function choices(queries: Readonly<Record<string, readonly Query[]>>): FilterRule {
  const operators = ['$eq', '$in', '$neq', '$notIn', '$exists'] as const
  return {
    operators,
    translate: (asked) => {
      if (!areOnly(asked, ...operators)) return undefined
      return { queries: chosen(Object.keys(queries), asked).flatMap((value) => queries[value] ?? []) }
    },
  }
}

/** Which of some values operators leave, where every row has one of them. */
export const chosen = (values: readonly string[], operators: Operators): string[] =>
  values.filter(valueMatcher('choice', operators))

/** A filter that wants a key to be one of these too. */
export function withKeys(filter: RestFilter, field: string, keys: readonly string[]): RestFilter {
  const wanted = filter[field]
  const $in = wanted === undefined ? keys : keys.filter(valueMatcher('key', operatorsOf(wanted)))
  return { ...filter, [field]: { $in } }
}
