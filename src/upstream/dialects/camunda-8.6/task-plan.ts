import type { RestFilter, RestSort } from '../../catalog/resource.ts'
import { toOperateDate } from '../operate-v1/dates.ts'
import { MAX_BRANCHES, tooManyBranches } from '../operate-v1/plan.ts'
import { chosen, one, orExists, valuesOf } from '../planning/rules.ts'
import { ALL, type FilterRule, type Query, translateFilter } from '../planning/translation.ts'
import { instantOf, instantRange } from '../rows/instant.ts'
import { areOnly } from '../rows/operators.ts'
import type { Level } from '../rows/sort.ts'
import { taskFields, taskSorts, taskStates } from './task.ts'

/** How a search of user tasks is answered by searches of Tasklist's. No task is found by two of them. */
export interface TaskPlan {
  bodies: readonly Query[]
  sort: ReadonlyArray<{ field: string; order: 'ASC' | 'DESC' }>
  /** The contract's own sort, ending in the key: for what is sorted here. */
  levels: readonly Level[]
  /** What Tasklist cannot filter by: rows are filtered by it here. */
  rest: RestFilter
  /** Why all rows must be read first: the client's filters and sorts that Tasklist cannot do. */
  reads: readonly string[]
}

const state: FilterRule = {
  operators: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'],
  translate: (operators) => {
    const states = chosen(taskStates, operators)
    return states.length === taskStates.length ? ALL : { queries: states.map((state) => ({ state })) }
  },
}

/** Tasklist takes priorities from 0 to this. */
const MAX_PRIORITY = 100

const priority: FilterRule = {
  operators: ['$eq', '$gt', '$gte', '$lt', '$lte'],
  translate: (operators) => {
    if (!areOnly(operators, '$eq', '$gt', '$gte', '$lt', '$lte')) return undefined
    const bounds = Object.entries(operators).map(([name, value]) => [name.slice(1), value])
    if (!bounds.every(([, value]) => Number(value) >= 0 && Number(value) <= MAX_PRIORITY)) return undefined
    return { queries: [{ priority: Object.fromEntries(bounds) }] }
  },
}

/** What Tasklist takes for each filter of the contract. Not the tenant: it ignores that without multi-tenancy. */
const rules: Readonly<Record<string, FilterRule>> = {
  state,
  elementId: one('taskDefinitionId'),
  processDefinitionKey: one('processDefinitionKey'),
  processInstanceKey: one('processInstanceKey'),
  assignee: orExists(oneOrSeveral('assignee', 'assignees'), { true: { assigned: true }, false: { assigned: false } }),
  candidateGroup: oneOrSeveral('candidateGroup', 'candidateGroups'),
  candidateUser: oneOrSeveral('candidateUser', 'candidateUsers'),
  priority,
  dueDate: dates('dueDate'),
  followUpDate: dates('followUpDate'),
}

/** Makes the plan of a search; undefined where no task can match. */
export async function planTasks(
  filter: RestFilter,
  sort: readonly RestSort[],
  generation: string,
): Promise<TaskPlan | undefined> {
  const tooMany = () => tooManyBranches(generation)
  const { queries, rest } = await translateFilter(filter, (field) => rules[field]?.translate, undefined, tooMany)
  if (queries.length > MAX_BRANCHES) throw tooMany()
  if (queries.length === 0) return undefined
  const unsorted = sort.filter(({ field }) => !Object.hasOwn(taskSorts, field))
  return {
    bodies: queries.flatMap(bodiesOf),
    sort: sort.flatMap(({ field, order }) => (taskSorts[field] ? [{ field: taskSorts[field], order }] : [])),
    levels: [...sort, BY_KEY].flatMap(({ field: name, order }) => {
      const field = taskFields[name]
      return field ? [{ name, field, order }] : []
    }),
    rest,
    reads: [...Object.keys(rest).map((field) => `filter.${field}`), ...unsorted.map(({ field }) => `sort: ${field}`)],
  }
}

const BY_KEY: RestSort = { field: 'userTaskKey', order: 'ASC' }

/** Without a state Tasklist answers all but the canceled. */
function bodiesOf(query: Query): Query[] {
  const body = { implementation: 'ZEEBE_USER_TASK', ...query }
  return query.state === undefined ? [body, { ...body, state: 'CANCELED' }] : [body]
}

function oneOrSeveral(single: string, several: string): FilterRule {
  return {
    operators: ['$eq', '$in'],
    translate: (operators) => {
      const values = valuesOf(operators)
      if (!values || Object.keys(operators).length > 1) return undefined
      return { queries: [operators.$eq === undefined ? { [several]: values } : { [single]: operators.$eq }] }
    },
  }
}

/** The first and the last year of four digits, which is what Tasklist reads. */
const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** Tasklist takes both ends of a range as included; its dates are whole milliseconds. */
function dates(name: string): FilterRule {
  return {
    operators: ['$eq', '$gt', '$gte', '$lt', '$lte'],
    translate: (operators) => {
      if (!areOnly(operators, '$eq', '$gt', '$gte', '$lt', '$lte')) return undefined
      if (operators.$eq !== undefined && !Number.isInteger(instantOf(String(operators.$eq)))) return undefined
      const { from = FIRST, to = LAST } = instantRange(operators)
      // It fails on a range with one end.
      const range = { from: toOperateDate(Math.max(FIRST, from)), to: toOperateDate(Math.min(LAST, to)) }
      return { queries: [{ [name]: range }] }
    },
  }
}
