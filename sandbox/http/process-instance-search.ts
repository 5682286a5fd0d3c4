import { contract } from '../../contract/contract.ts'
import type { ReadView } from '../export.ts'
import { isObject } from '../json.ts'
import type {
  BatchOperationItemRow,
  ElementInstanceRow,
  IncidentRow,
  ProcessInstanceRow,
  VariableRow,
} from '../rows.ts'
import { compileFilter } from '../search/filter.ts'
import { filterRule, type SearchRules, type SpecialFilter } from '../search/rules.ts'
import { objects, strings } from './call.ts'
import { rulesOf } from './search-rules.ts'

/** Filters on the elements of an instance: together, they must hold for one and the same element instance. */
const ELEMENT_FILTERS = ['elementId', 'elementInstanceState', 'hasElementInstanceIncident'] as const

/** The rules for process instances. Requests must have gone through `withElementFilter` first. */
export function processInstanceRules(view: ReadView): SearchRules<ProcessInstanceRow> {
  return rulesOf('searchProcessInstances', {
    key: 'processInstanceKey',
    special: {
      variables: having((value) => instancesWithVariables(view, objects(value))),
      errorMessage: having((value) => instancesWithIncident(view, { errorMessage: value })),
      incidentErrorHashCode: having((value) => instancesWithIncident(view, { errorHashCode: value })),
      hasRetriesLeft: {
        matches: (value) => {
          const failed = new Set<string>()
          for (const job of view.jobs.values()) if (job.hasFailedWithRetriesLeft) failed.add(job.processInstanceKey)
          return (row) => failed.has(row.processInstanceKey) === value
        },
      },
      tags: { matches: (value) => (row) => strings(value).every((tag) => row.tags.includes(tag)) },
      batchOperationId: having((value) => instancesInBatch(view, value)),
      batchOperationKey: having((value) => instancesInBatch(view, value)),
      $elements: having((value) => instancesWithElement(view, value)),
    },
  })
}

/** Gathers the filters on elements into one, at the top and in each `$or`. */
export function withElementFilter(filter: unknown): unknown {
  if (!isObject(filter)) return filter
  const gathered: Record<string, unknown> = {}
  const elements: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$or' && Array.isArray(value)) gathered[name] = value.map(withElementFilter)
    else if (ELEMENT_FILTERS.some((known) => known === name)) elements[name] = value
    else gathered[name] = value
  }
  return Object.keys(elements).length > 0 ? { ...gathered, $elements: elements } : gathered
}

/** The instances among `rows` that a filter selects. */
export function selectProcessInstances(
  view: ReadView,
  rows: readonly ProcessInstanceRow[],
  filter: unknown,
): ProcessInstanceRow[] {
  return rows.filter(compileFilter(withElementFilter(filter), processInstanceRules(view), rows))
}

/** The hash that Camunda groups equal error messages by: Java's `String.hashCode`. */
export function errorHashCode(message: string): number {
  let hash = 0
  for (let index = 0; index < message.length; index++) hash = (Math.imul(hash, 31) + message.charCodeAt(index)) | 0
  return hash
}

/** The owners (`keyOf`) of variables that fulfil every one of these conditions. */
export function ownersOfVariables(
  view: ReadView,
  conditions: readonly Record<string, unknown>[],
  keyOf: (row: VariableRow) => string,
): Set<string> {
  const perCondition = conditions.map(({ name, value }) => {
    const test = compileFilter<VariableRow>({ name, value }, VARIABLE_RULES, [])
    const found = new Set<string>()
    for (const row of view.variables.values()) if (test(row)) found.add(keyOf(row))
    return found
  })
  const [first = new Set<string>(), ...others] = perCondition
  return new Set([...first].filter((owner) => others.every((found) => found.has(owner))))
}

const VARIABLE_RULES: SearchRules<VariableRow> = {
  key: 'variableKey',
  filters: { name: filterRule('string'), value: filterRule('string') },
  sort: {},
}

function having(keysOf: (value: unknown) => ReadonlySet<string>): SpecialFilter<ProcessInstanceRow> {
  return {
    matches: (value) => {
      const keys = keysOf(value)
      return (row) => keys.has(row.processInstanceKey)
    },
  }
}

function instancesWithVariables(view: ReadView, conditions: readonly Record<string, unknown>[]): ReadonlySet<string> {
  // No condition restricts nothing.
  if (conditions.length === 0) return new Set(view.processInstances.keys())
  return ownersOfVariables(view, conditions, (row) => row.processInstanceKey)
}

function instancesInBatch(view: ReadView, batchOperationKey: unknown): ReadonlySet<string> {
  const rules: SearchRules<BatchOperationItemRow> = {
    key: 'itemKey',
    filters: { batchOperationKey: filterRule('string') },
    sort: {},
  }
  const test = compileFilter({ batchOperationKey }, rules, [])
  const found = new Set<string>()
  for (const row of view.batchOperationItems.values()) if (test(row)) found.add(row.processInstanceKey)
  return found
}

function instancesWithIncident(view: ReadView, filter: Record<string, unknown>): ReadonlySet<string> {
  const rules: SearchRules<IncidentRow & { errorHashCode: number }> = {
    key: 'incidentKey',
    filters: { errorMessage: filterRule('string'), errorHashCode: filterRule('integer') },
    sort: {},
  }
  const test = compileFilter(filter, rules, [])
  const found = new Set<string>()
  for (const row of view.incidents.values()) {
    if (row.state === 'ACTIVE' && test({ ...row, errorHashCode: errorHashCode(row.errorMessage) })) {
      found.add(row.processInstanceKey)
    }
  }
  return found
}

function instancesWithElement(view: ReadView, filter: unknown): ReadonlySet<string> {
  const rules: SearchRules<ElementInstanceRow> = {
    key: 'elementInstanceKey',
    filters: {
      elementId: filterRule('string'),
      elementInstanceState: filterRule('enum', {
        column: 'state',
        enum: contract('8.9').enum('ElementInstanceStateEnum'),
      }),
      hasElementInstanceIncident: filterRule('boolean', { column: 'hasIncident' }),
    },
    sort: {},
  }
  const test = compileFilter(filter, rules, [])
  const found = new Set<string>()
  for (const row of view.elementInstances.values()) if (test(row)) found.add(row.processInstanceKey)
  return found
}
