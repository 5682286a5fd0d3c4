import { valuesOf } from '../planning/rules.ts'
import { ALL, type FilterRule, NONE } from '../planning/translation.ts'
import { instantRange } from '../rows/instant.ts'
import { areOnly } from '../rows/operators.ts'
import { toEngineDate } from './dates.ts'
import { inUrls } from './engine.ts'
import { isNoTenant } from './tenant.ts'

/** A parameter that takes a list, of a list that is asked by GET: no URL may become too long. */
export function manyInUrl(parameter: string): FilterRule {
  return {
    operators: ['$eq', '$in'],
    translate: (operators) => {
      const values = valuesOf(operators)
      return values && { queries: inUrls(values.map(String)).map((part) => ({ [parameter]: part })) }
    },
  }
}

/** The newest versions. False asks for nothing: all versions come without it. */
export const latest: FilterRule = {
  operators: ['$eq'],
  translate: ({ $eq }) => ({ queries: [$eq === true ? { latestVersion: true } : {}] }),
}

/** The parameters for a text: equality, many, a pattern; the engine's own may find more than the contract's. */
export function text(parameters: { eq: string; in?: string; like?: string; looser?: boolean }): FilterRule {
  return {
    operators: ['$eq', ...(parameters.in ? (['$in'] as const) : []), ...(parameters.like ? (['$like'] as const) : [])],
    translate: (operators) => {
      const rest = parameters.looser ? { rest: operators } : {}
      if (areOnly(operators, '$eq')) return { queries: [{ [parameters.eq]: operators.$eq }], ...rest }
      if (parameters.in && Array.isArray(operators.$in) && areOnly(operators, '$in')) {
        return { queries: [{ [parameters.in]: operators.$in }], ...rest }
      }
      // What a pattern matches of case and of escapes is the database's: rows are looked through again.
      if (parameters.like && typeof operators.$like === 'string' && areOnly(operators, '$like')) {
        return { queries: [{ [parameters.like]: widened(operators.$like) }], rest: operators }
      }
      return undefined
    },
  }
}

/** The SQL pattern that finds at least what the contract's pattern does: `%` for anything, escapes and blanks included. */
function widened(pattern: string): string {
  return pattern.replace(/\\.?|[*?%_]/gs, '%')
}

/** The parameters for a range of points in time, which take the bounds in or leave them out. */
export function dates(after: string, before: string, bounds: 'inclusive' | 'exclusive'): FilterRule {
  const outwards = bounds === 'inclusive' ? 0 : 1
  return {
    operators: ['$eq', '$gt', '$gte', '$lt', '$lte'],
    translate: (operators) => {
      if (!areOnly(operators, '$eq', '$gt', '$gte', '$lt', '$lte')) return undefined
      const { from, to } = instantRange(operators)
      if (from !== undefined && to !== undefined && from > to) return NONE
      return {
        queries: [
          {
            ...(from === undefined ? {} : { [after]: toEngineDate(from - outwards) }),
            ...(to === undefined ? {} : { [before]: toEngineDate(to + outwards) }),
          },
        ],
      }
    },
  }
}

/** A field that no row of the list has a value of: only what is unequal or missing matches. */
export const absent: FilterRule = {
  operators: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like', '$gt', '$gte', '$lt', '$lte'],
  translate: ({ $exists, ...others }) => ($exists !== true && areOnly(others, '$neq', '$notIn') ? ALL : NONE),
}

/**
 * Tenants: rows without one have `<default>` in the contract.
 * @param without the parameter for these; left out where the list has none
 */
export function tenants(without?: string): FilterRule {
  return {
    operators: ['$eq', '$in'],
    translate: (operators) => {
      const values = valuesOf(operators)
      if (!values) return undefined
      const named = values.filter((value) => !isNoTenant(value))
      if (named.length < values.length && !without) return undefined
      return {
        queries: [
          ...(named.length > 0 ? [{ tenantIdIn: named }] : []),
          ...(named.length < values.length && without ? [{ [without]: true }] : []),
        ],
      }
    },
  }
}
