import { contract, type FilterFacts, type Version } from '../../../contract/contract.ts'
import { unreadableProperty } from '../../../sandbox/problem.ts'
import { compileFilter } from '../../../sandbox/search/filter.ts'
import type { FieldType, FilterRule, PageVariant, SearchRules, SpecialFilter } from '../../../sandbox/search/rules.ts'
import type { UpstreamRows } from './rows.ts'

type AnyRow = Record<string, unknown>

/** Filters that hold over other rows than the one searched, by operation: the values that a row offers them. */
type Joins = Record<string, (rows: UpstreamRows, row: AnyRow) => unknown[]>

const JOINS: Record<string, Joins> = {
  searchProcessInstances: {
    elementId: (rows, row) => elementsOf(rows, row).map((element) => element.elementId),
    elementInstanceState: (rows, row) => elementsOf(rows, row).map((element) => element.state),
    hasElementInstanceIncident: (rows, row) => elementsOf(rows, row).map((element) => element.hasIncident),
    errorMessage: (rows, row) =>
      rows.incidents.filter((one) => one.processInstanceKey === row.processInstanceKey).map((one) => one.errorMessage),
    hasRetriesLeft: (rows, row) =>
      rows.jobs
        .filter((one) => one.processInstanceKey === row.processInstanceKey && one.state === 'FAILED')
        .map((one) => one.retries > 0),
  },
}

/** Filters by variable: the property of the row that is the variables' scope. */
const VARIABLE_SCOPES: Record<string, string> = {
  variables: 'processInstanceKey',
  processInstanceVariables: 'processInstanceKey',
  localVariables: 'elementInstanceKey',
}

const COLUMNS: Record<string, string> = { candidateGroup: 'candidateGroups', candidateUser: 'candidateUsers' }

/** The rules by which one operation of a version searches, taken from its contract. */
export function rulesOf(version: Version, operationId: string, key: string, rows: UpstreamRows): SearchRules<AnyRow> {
  const facts = contract(version).search(operationId)
  const filters: Record<string, FilterRule> = {}
  const special: Record<string, SpecialFilter<AnyRow>> = {}
  for (const [name, filter] of Object.entries(facts.filters)) {
    const join = JOINS[operationId]?.[name]
    const scope = VARIABLE_SCOPES[name]
    if (scope !== undefined && filter.type === 'list') special[name] = byVariables(rows, scope)
    else if (name === 'isLatestVersion') special[name] = latestVersion
    else if (name === 'tags') special[name] = byTags
    else if (filter.type === 'list' && filter.operators !== 'exact') special[name] = allMet(name, filter.operators)
    else if (filter.type === 'list') special[name] = anyOf(name.replace(/s$/, ''))
    else if (join) special[name] = byJoin(name, ruleOf(filter), (row) => join(rows, row))
    else filters[name] = { ...ruleOf(filter), column: COLUMNS[name] ?? name }
  }
  return {
    key,
    filters,
    special,
    or: facts.or,
    sort: Object.fromEntries(facts.sortFields.map((name) => [name, { type: simple(facts.row[name]?.type) }])),
    page: facts.page.filter((name): name is PageVariant => name !== 'limit'),
  }
}

function ruleOf(filter: FilterFacts): FilterRule {
  return { type: simple(filter.type), operators: filter.operators, ...(filter.enum ? { enum: filter.enum } : {}) }
}

function simple(type: string | undefined): FieldType {
  switch (type) {
    case 'key':
    case 'integer':
    case 'number':
    case 'date-time':
    case 'boolean':
    case 'enum':
      return type
    default:
      return 'string'
  }
}

function elementsOf(rows: UpstreamRows, row: AnyRow) {
  return rows.elementInstances.filter((element) => element.processInstanceKey === row.processInstanceKey)
}

/** A filter over values that a row is joined with; it holds if it holds for one of them. */
function byJoin(name: string, rule: FilterRule, values: (row: AnyRow) => unknown[]): SpecialFilter<AnyRow> {
  return {
    matches(value) {
      const test = compileFilter<AnyRow>({ [name]: value }, { key: name, filters: { [name]: rule }, sort: {} }, [])
      return (row) => test({ [name]: values(row) })
    },
  }
}

const VALUE_RULE: FilterRule = { type: 'string', operators: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'] }

/** `[{ name, value }]`: for each entry, a variable of that name in the scope has a JSON text that the value matches. */
function byVariables(rows: UpstreamRows, scope: string): SpecialFilter<AnyRow> {
  return {
    matches(value) {
      if (!Array.isArray(value)) throw unreadableProperty('variables')
      const held = Map.groupBy(rows.variables, (variable) => `${variable.scopeKey} ${variable.name}`)
      const rules = { key: 'value', filters: { value: VALUE_RULE }, sort: {} }
      const tests = value.map(({ name, value: wanted }: { name: string; value: unknown }) => {
        const test = compileFilter<AnyRow>({ value: wanted }, rules, [])
        return (row: AnyRow) => (held.get(`${String(row[scope])} ${name}`) ?? []).some((one) => test({ ...one }))
      })
      return (row) => tests.every((test) => test(row))
    },
  }
}

/** All tags asked for must be there. Camunda's documents do not say whether one would do. */
const byTags: SpecialFilter<AnyRow> = {
  matches(value) {
    if (!Array.isArray(value)) throw unreadableProperty('tags')
    return (row) => value.every((tag) => Array.isArray(row.tags) && row.tags.includes(tag))
  },
}

/** `elementInstanceKeys`: each condition is met by one of the row's. */
const allMet = (field: string, operators: FilterRule['operators']): SpecialFilter<AnyRow> => {
  const one = byJoin(field, { type: 'string', operators }, (row) => (Array.isArray(row[field]) ? row[field] : []))
  return {
    matches(value, all) {
      if (!Array.isArray(value)) throw unreadableProperty(field)
      const tests = value.map((condition) => one.matches(condition, all))
      return (row) => tests.every((test) => test(row))
    },
  }
}

/** `resourceIds`: any of these in the field of that name without the s. */
const anyOf = (field: string): SpecialFilter<AnyRow> => ({
  matches(value) {
    if (!Array.isArray(value)) throw unreadableProperty(field)
    return (row) => value.includes(row[field])
  },
})

const latestVersion: SpecialFilter<AnyRow> = {
  forwardOnly: (value) => value === true,
  matches(value, all) {
    if (value !== true) return () => true
    const family = (row: AnyRow) =>
      `${String(row.tenantId)} ${String(row.processDefinitionId ?? row.decisionDefinitionId)}`
    const latest = new Map<string, number>()
    for (const row of all) latest.set(family(row), Math.max(Number(row.version), latest.get(family(row)) ?? 0))
    return (row) => latest.get(family(row)) === row.version
  },
}
