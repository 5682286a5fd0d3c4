import { InvalidInput, NotSupported } from '../../failures/failure.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../dialect.ts'
import { condition, operatorsOf } from '../operate-v1/conditions.ts'
import { fillFromDefinitions } from '../operate-v1/definitions.ts'
import { text, type Value } from '../operate-v1/fields.ts'
import { MAX_READ } from '../operate-v1/pages.ts'
import { compareAt, type Level } from '../operate-v1/position.ts'
import { throughDefinitions } from '../operate-v1/search.ts'
import type { Row } from '../operate-v1/table.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { type Task, taskFields, taskFromDefinition } from './task.ts'
import { findTask } from './task-by-key.ts'
import { planTasks, type TaskPlan } from './task-plan.ts'
import { askTasklist, type TaskSource } from './task-source.ts'

/** How many tasks are read by one call. */
const MAX_SIZE = 1_000

/** One page of a search of user tasks. */
export async function searchTasks(
  source: TaskSource,
  request: SearchRequest,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const { filter = {}, sort = [] } = request
  const { userTaskKey, ...others } = filter
  const narrowed = await throughDefinitions(source.operate, taskFromDefinition, others)
  const order = sort.length > 0 ? sort : [{ field: 'creationDate', order: 'ASC' as const }]
  const plan = narrowed && planTasks(narrowed, order, source.operate.generation)
  if (!plan) return { rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null }
  const found =
    userTaskKey !== undefined
      ? await fromRows(
          source,
          request.search.operation,
          await oneOf(source, userTaskKey),
          { ...plan, rest: narrowed },
          page,
        )
      : plan.reads.length > 0
        ? await fromRows(source, request.search.operation, await readAll(source, plan), plan, page)
        : await fromTasklist(source, plan, page)
  await fillFromDefinitions(source.operate, taskFromDefinition, found.rows)
  return found
}

/** A page in Tasklist's own order: the same stretch of each search, merged. Its cursors are Tasklist's sort values. */
async function fromTasklist(source: TaskSource, plan: TaskPlan, page: WirePage): Promise<SearchAnswer<Row>> {
  const isBackward = 'before' in page || 'end' in page
  const skipped = 'from' in page ? (page.from ?? 0) : 0
  const wanted = skipped + page.limit
  const start = cursorOf(plan, page)
  const runs = await Promise.all(plan.bodies.map((body) => read(source, plan, body, start, isBackward, wanted)))
  const merged = runs.flat()
  if (runs.length > 1) merged.sort((a, b) => comparePlaces(plan, a.sortValues, b.sortValues))
  const tasks = isBackward ? merged.slice(-wanted) : merged.slice(skipped, wanted)
  const isWhole = !('after' in page || 'before' in page) && merged.length < wanted
  const count = async () => (await readAll(source, { ...plan, reads: ['totalCount'] })).length
  return {
    rows: tasks.map(({ row }) => row),
    total: isWhole ? merged.length : tasks.length,
    totalIsExact: isWhole,
    count,
    startCursor: tasks[0] ? JSON.stringify(tasks[0].sortValues) : null,
    endCursor: tasks.at(-1) ? JSON.stringify(tasks.at(-1)?.sortValues) : null,
    cursorAt: (index) => JSON.stringify(tasks[index]?.sortValues),
  }
}

/** Reads on, in the order of the list whichever way, until there are as many as wanted or the list ends. */
async function read(
  source: TaskSource,
  { sort }: Pick<TaskPlan, 'sort'>,
  body: Row,
  start: readonly string[] | undefined,
  isBackward: boolean,
  wanted: number,
): Promise<Task[]> {
  const tasks: Task[] = []
  for (let from = start ?? (isBackward ? end(sort) : undefined); ; ) {
    const pageSize = Math.min(MAX_SIZE, wanted - tasks.length)
    const beside = from === undefined ? {} : { [isBackward ? 'searchBefore' : 'searchAfter']: from }
    const found = await askTasklist(source, { ...body, pageSize, sort, ...beside })
    if (isBackward) tasks.unshift(...found)
    else tasks.push(...found)
    if (found.length < pageSize || tasks.length >= wanted) return tasks
    from = (isBackward ? tasks[0] : tasks.at(-1))?.sortValues
  }
}

/** Beyond the last task of all: those without a date stand at the end of 2099, or before 1900 where the sort is turned. */
function end(sort: TaskPlan['sort']): string[] {
  const last = sort.map(({ field, order }) => {
    if (order === 'ASC') return LARGEST
    return field === 'priority' ? `-${LARGEST}` : String(Date.UTC(1900, 0, 1))
  })
  return [...last, LARGEST]
}

const LARGEST = String(2n ** 63n - 2n)

/** Numbers all, and the key after them, which Tasklist adds and always sorts upwards. */
function comparePlaces({ sort }: TaskPlan, a: readonly string[], b: readonly string[]): number {
  for (const [index, { order }] of sort.entries()) {
    const difference = Number(a[index]) - Number(b[index])
    if (difference !== 0) return order === 'ASC' ? difference : -difference
  }
  return Number(BigInt(a.at(-1) ?? 0) - BigInt(b.at(-1) ?? 0))
}

/** Reads Tasklist's sort values from a cursor. Throws InvalidInput for one of another generation's. */
function cursorOf({ sort }: TaskPlan, page: WirePage): string[] | undefined {
  const cursor = 'after' in page ? page.after : 'before' in page ? page.before : undefined
  if (cursor === undefined) return undefined
  const values = parsed(cursor)
  const isNumber = (value: unknown) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
  if (Array.isArray(values) && values.length === sort.length + 1 && values.every(isNumber)) return values
  const argument = 'after' in page ? 'after' : 'before'
  throw new InvalidInput(argument, 'this cursor was made when another Camunda answered. Start without a cursor.')
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined
  }
}

/** The task of a key, if there is one: it is read as such, for Tasklist has no filter by it. */
async function oneOf(source: TaskSource, userTaskKey: unknown): Promise<Task[]> {
  const { $eq } = operatorsOf(userTaskKey)
  const task = await findTask(source, String($eq))
  return task ? [task] : []
}

/** A page of a list that was read whole, held against what Tasklist cannot tell, and sorted here. */
async function fromRows(
  { operate }: TaskSource,
  operation: string,
  found: readonly Task[],
  plan: TaskPlan,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const levels: Level[] = [...plan.levels, BY_KEY].flatMap(({ field: name, order }) => {
    const field = taskFields[name]
    return field ? [{ name, field, order }] : []
  })
  const every = found.map(({ row }) => row)
  const rows = await filterInTurns(operate.wire, operation, every, rowCondition(plan.rest))
  const place = (row: Row): Value[] => levels.map(({ name }) => row[name] as Value)
  const order = (a: readonly Value[], b: readonly Value[]) => {
    for (const [index, level] of levels.entries()) {
      const one = compareAt(level, a[index] ?? null, b[index] ?? null)
      if (one !== 0) return one
    }
    return 0
  }
  rows.sort((a, b) => order(place(a), place(b)))
  const start = placeOf(levels, page)
  const next = start ? rows.findIndex((row) => order(place(row), start) >= 0) : -1
  const at = next < 0 ? rows.length : next
  let begin = 'from' in page ? (page.from ?? 0) : 0
  if ('before' in page || 'end' in page) begin = Math.max(0, at - page.limit)
  else if (start) begin = at + (next >= 0 && order(place(rows[at] ?? {}), start) === 0 ? 1 : 0)
  const finish = 'before' in page || 'end' in page ? at : begin + page.limit
  const some = rows.slice(begin, finish)
  const cursor = (row: Row | undefined) => (row ? JSON.stringify(place(row)) : null)
  return {
    rows: some,
    total: rows.length,
    totalIsExact: true,
    startCursor: cursor(some[0]),
    endCursor: cursor(some.at(-1)),
    cursorAt: (index) => cursor(some[index]) ?? '',
  }
}

const BY_KEY = { field: 'userTaskKey', order: 'ASC' as const }

function placeOf(levels: readonly Level[], page: WirePage): Value[] | undefined {
  const cursor = 'after' in page ? page.after : 'before' in page ? page.before : undefined
  if (cursor === undefined) return undefined
  const values = parsed(cursor)
  if (Array.isArray(values) && values.length === levels.length) return values
  const argument = 'after' in page ? 'after' : 'before'
  throw new InvalidInput(argument, 'this cursor was made when another Camunda answered. Start without a cursor.')
}

/** All tasks of a plan. Throws NotSupported where they are more than can be read. */
async function readAll(source: TaskSource, plan: TaskPlan): Promise<Task[]> {
  const inOrder = { sort: [{ field: 'creationTime', order: 'ASC' as const }] }
  const runs = await Promise.all(plan.bodies.map((body) => read(source, inOrder, body, undefined, false, MAX_READ)))
  const tasks = runs.flat()
  if (tasks.length < MAX_READ) return tasks
  throw NotSupported.byGeneration(
    `${plan.reads.join(' and ')} over ${MAX_READ.toLocaleString('en')} user tasks or more`,
    source.operate.generation,
    'Narrow the list by the filters that Tasklist has, such as state, processInstanceKey or candidateGroup.',
  )
}

/** One of the values of a list. */
const ONE_OF_LIST = text('')

/** The fields of a row that hold lists, by the filters that one of their values meets. */
const LISTS: Readonly<Record<string, string>> = { candidateGroup: 'candidateGroups', candidateUser: 'candidateUsers' }

/** Whether a row meets what is left of a filter. */
function rowCondition(filter: TaskPlan['rest']): (row: Row) => boolean {
  const conditions = Object.entries(filter).map(([name, value]): ((row: Row) => boolean) => {
    const list = LISTS[name]
    if (list) {
      const isMet = listCondition(value)
      return (row) => isMet(row[list] as Value[])
    }
    const field = taskFields[name]
    if (!field) return () => false
    const isMet = condition(field, operatorsOf(value))
    return (row) => isMet(row[name] as Value)
  })
  return (row) => conditions.every((one) => one(row))
}

/** Each operator may be met by another of the values; that there is none of some value, by all of them alone. */
function listCondition(filter: unknown): (values: readonly Value[]) => boolean {
  const conditions = Object.entries(operatorsOf(filter)).map(
    ([operator, wanted]): ((values: readonly Value[]) => boolean) => {
      if (operator === '$exists') return (values) => values.length > 0 === wanted
      const isMet = condition(ONE_OF_LIST, { [operator]: wanted })
      return operator === '$neq' || operator === '$notIn'
        ? (values) => values.every(isMet)
        : (values) => values.some(isMet)
    },
  )
  return (values) => conditions.every((one) => one(values))
}
