import type { RestFilter, RestSort } from '../../catalog/resource.ts'
import { NotSupported } from '../../failure.ts'
import { toOperateDate } from '../operate-v1/dates.ts'
import { MAX_BRANCHES } from '../operate-v1/plan.ts'
import type { Row } from '../operate-v1/table.ts'
import { instantOf, instantRange } from '../rows/instant.ts'
import { valueMatcher } from '../rows/matches.ts'
import { areOnly, type Operators, operatorsOf } from '../rows/operators.ts'
import type { Value } from '../rows/row.ts'
import type { Level } from '../rows/sort.ts'
import { taskFields, taskSorts } from './task.ts'

/** How a search of user tasks is answered by searches of Tasklist's. No task is found by two of them. */
export interface TaskPlan {
  bodies: readonly Row[]
  sort: ReadonlyArray<{ field: string; order: 'ASC' | 'DESC' }>
  /** The contract's own sort, ending in the key: for what is sorted here. */
  levels: readonly Level[]
  /** What Tasklist cannot tell: rows are held against it here. */
  rest: RestFilter
  /** Why all rows must be read before the first can be answered, in the words of the client. */
  reads: readonly string[]
}

/**
 * What Tasklist takes for each filter of the contract; undefined where it cannot take these operators. Not the tenant: it
 * ignores that without multi-tenancy.
 */
const translations: Readonly<Record<string, (operators: Operators) => Row | undefined>> = {
  elementId: only('taskDefinitionId'),
  processInstanceKey: only('processInstanceKey'),
  assignee: (operators) =>
    operators.$exists !== undefined && areOnly(operators, '$exists')
      ? { assigned: operators.$exists }
      : oneOrSeveral('assignee', 'assignees')(operators),
  candidateGroup: oneOrSeveral('candidateGroup', 'candidateGroups'),
  candidateUser: oneOrSeveral('candidateUser', 'candidateUsers'),
  priority: (operators) => {
    if (!areOnly(operators, '$eq', '$gt', '$gte', '$lt', '$lte')) return undefined
    return { priority: Object.fromEntries(Object.entries(operators).map(([name, value]) => [name.slice(1), value])) }
  },
  dueDate: dates('dueDate'),
  followUpDate: dates('followUpDate'),
}

const BY_KEY: RestSort = { field: 'userTaskKey', order: 'ASC' }

/** Makes the plan of a search; undefined where no task can match. */
export function planTasks(filter: RestFilter, sort: readonly RestSort[], generation: string): TaskPlan | undefined {
  const rest: RestFilter = {}
  const reads: string[] = []
  const body: Row = { implementation: 'ZEEBE_USER_TASK' }
  let states: readonly Value[] | undefined
  let definitions: readonly Value[] | undefined
  for (const [name, value] of Object.entries(filter)) {
    const operators = operatorsOf(value)
    const translated = translations[name]?.(operators)
    if (translated) Object.assign(body, translated)
    else if (name === 'state') states = possible(name, operators)
    else if (name === 'processDefinitionKey') definitions = possible(name, operators)
    else {
      rest[name] = value
      reads.push(`filter.${name}`)
    }
  }
  for (const { field } of sort) if (!Object.hasOwn(taskSorts, field)) reads.push(`sort: ${field}`)
  let bodies: Row[] = states ? states.map((state) => ({ ...body, state })) : [body]
  if (definitions) {
    bodies = bodies.flatMap((one) =>
      (definitions ?? []).map((processDefinitionKey) => ({ ...one, processDefinitionKey })),
    )
  }
  if (bodies.length > MAX_BRANCHES) {
    const what = `A filter with more than ${MAX_BRANCHES} alternatives`
    throw NotSupported.byGeneration(what, generation, 'Each is a search of its own there. Ask in parts.')
  }
  if (bodies.length === 0) return undefined
  // Without a state Tasklist answers all but the canceled.
  if (!states) bodies = bodies.flatMap((one) => [one, { ...one, state: 'CANCELED' }])
  return {
    bodies,
    sort: sort.flatMap(({ field, order }) => (taskSorts[field] ? [{ field: taskSorts[field], order }] : [])),
    levels: [...sort, BY_KEY].flatMap(({ field: name, order }) => {
      const field = taskFields[name]
      return field ? [{ name, field, order }] : []
    }),
    rest,
    reads,
  }
}

/** The values that a filter leaves of those that there are; all where it leaves none out. */
function possible(name: string, operators: Operators): readonly Value[] | undefined {
  const field = taskFields[name]
  if (!field) return undefined
  const { $eq, $in } = operators
  const all = [...(field.choices?.keys() ?? [])]
  const some = ($eq !== undefined ? [$eq] : Array.isArray($in) ? $in : all) as Value[]
  const matches = valueMatcher(field.kind, operators)
  const met = some.filter((value) => matches(value) && (!field.choices || field.choices.has(value)))
  return field.choices && met.length === all.length ? undefined : met
}

function only(name: string) {
  return ({ $eq, ...others }: Operators): Row | undefined =>
    $eq === undefined || Object.keys(others).length > 0 ? undefined : { [name]: $eq }
}

function oneOrSeveral(one: string, several: string) {
  return ({ $eq, $in, ...others }: Operators): Row | undefined => {
    if (Object.keys(others).length > 0 || ($eq === undefined) === ($in === undefined)) return undefined
    return $eq === undefined ? { [several]: $in } : { [one]: $eq }
  }
}

/** The first and the last year of four digits, which is what Tasklist reads. */
const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** Tasklist takes both ends of a range as included; its dates are whole milliseconds. */
function dates(name: string) {
  return (operators: Operators): Row | undefined => {
    if (!areOnly(operators, '$eq', '$gt', '$gte', '$lt', '$lte')) return undefined
    if (operators.$eq !== undefined && !Number.isInteger(instantOf(String(operators.$eq)))) return undefined
    const { from = FIRST, to = LAST } = instantRange(operators)
    // It fails on a range with one end.
    return { [name]: { from: toOperateDate(Math.max(FIRST, from)), to: toOperateDate(Math.min(LAST, to)) } }
  }
}
