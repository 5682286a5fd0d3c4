import { contract } from '../../contract/contract.ts'
import type { FieldType, FilterRule, SearchRules, SortRule, SpecialFilter } from '../search/rules.ts'

export interface RuleOptions<Row> {
  /** The row's unique property. */
  readonly key: string
  /** Filters that need more than a look at one property. */
  readonly special?: Readonly<Record<string, SpecialFilter<Row>>>
  /** Properties of the row for filters and sort fields of another name. */
  readonly columns?: Readonly<Record<string, string>>
}

/** The rules of a search operation: what the contract says of its filters, sort fields and paging. */
export function rulesOf<Row>(operationId: string, options: RuleOptions<Row>): SearchRules<Row> {
  const facts = contract('8.9').search(operationId)
  const filters: Record<string, FilterRule> = {}
  for (const [name, filter] of Object.entries(facts.filters)) {
    const type = scalar(filter.type)
    if (!type || options.special?.[name]) continue
    const column = options.columns?.[name]
    filters[name] = {
      type,
      operators: filter.operators,
      ...(filter.enum ? { enum: filter.enum } : {}),
      ...(column ? { column } : {}),
    }
  }
  const sort: Record<string, SortRule> = {}
  for (const name of facts.sortFields) {
    const column = options.columns?.[name]
    sort[name] = { type: scalar(facts.row[column ?? name]?.type) ?? 'string', ...(column ? { column } : {}) }
  }
  return {
    key: options.key,
    filters,
    sort,
    or: facts.or,
    page: (['from', 'after', 'before'] as const).filter((variant) => facts.page.includes(variant)),
    ...(options.special ? { special: options.special } : {}),
  }
}

function scalar(type: string | undefined): FieldType | undefined {
  switch (type) {
    case 'string':
    case 'key':
    case 'integer':
    case 'number':
    case 'date-time':
    case 'boolean':
    case 'enum':
      return type
    default:
      return undefined
  }
}
