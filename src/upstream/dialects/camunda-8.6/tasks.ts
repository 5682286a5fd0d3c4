import { NotSupported } from '../../failures/failure.ts'
import { fillFromDefinitions } from '../operate-v1/definitions.ts'
import { MAX_READ } from '../operate-v1/pages.ts'
import { throughDefinitions } from '../operate-v1/search.ts'
import type { Row } from '../operate-v1/table.ts'
import { readStart, writeCursor } from '../rows/cursor.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { rowMatcher } from '../rows/matches.ts'
import { operatorsOf } from '../rows/operators.ts'
import { emptyPage, pageOf } from '../rows/page.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import { type Task, taskFilters, taskFromDefinition } from './task.ts'
import { findTask } from './task-by-key.ts'
import { planTasks, type TaskPlan } from './task-plan.ts'
import { askTasklist, type TaskSource } from './task-source.ts'

const OPERATION = 'searchUserTasks'

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
  const plan = narrowed && (await planTasks(narrowed, order, source.operate.generation))
  if (!plan) return emptyPage()
  const found =
    userTaskKey !== undefined
      ? await fromTasks(source, await oneOf(source, userTaskKey), { ...plan, rest: narrowed }, page)
      : plan.reads.length > 0
        ? await fromTasks(source, await readAll(source, plan), plan, page)
        : await fromTasklist(source, plan, page)
  await fillFromDefinitions(source.operate, taskFromDefinition, found.rows)
  return found
}

/** A page in Tasklist's own order: the same part of each search, merged. Its cursors are Tasklist's sort values. */
async function fromTasklist(source: TaskSource, plan: TaskPlan, page: WirePage): Promise<SearchAnswer<Row>> {
  const isBackward = 'before' in page || 'end' in page
  const skipped = 'from' in page ? (page.from ?? 0) : 0
  const wanted = skipped + page.limit
  const start = readStart(page, (values) => areSortValues(plan, values))
  const runs = await Promise.all(plan.bodies.map((body) => read(source, plan, body, start, isBackward, wanted)))
  const merged = runs.flat()
  if (runs.length > 1) merged.sort((a, b) => comparePlaces(plan, a.sortValues, b.sortValues))
  const tasks = isBackward ? merged.slice(-wanted) : merged.slice(skipped, wanted)
  const isWhole = !('after' in page || 'before' in page) && merged.length < wanted
  const cursorAt = (index: number) => writeCursor(tasks[index]?.sortValues ?? [])
  const count = async () => (await readAll(source, { ...plan, reads: ['totalCount'] })).length
  return {
    rows: tasks.map(({ row }) => row),
    total: isWhole ? merged.length : tasks.length,
    totalIsExact: isWhole,
    count,
    startCursor: tasks.length > 0 ? cursorAt(0) : null,
    endCursor: tasks.length > 0 ? cursorAt(tasks.length - 1) : null,
    cursorAt,
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

/** Sort values are all numbers. Tasklist adds the key at the end, always ascending. */
function comparePlaces({ sort }: TaskPlan, a: readonly string[], b: readonly string[]): number {
  for (const [index, { order }] of sort.entries()) {
    const difference = Number(a[index]) - Number(b[index])
    if (difference !== 0) return order === 'ASC' ? difference : -difference
  }
  return Number(BigInt(a.at(-1) ?? 0) - BigInt(b.at(-1) ?? 0))
}

/** Whether a cursor's values are Tasklist's sort values, and the key after them. */
function areSortValues({ sort }: TaskPlan, values: unknown[]): values is string[] {
  const isNumber = (value: unknown) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
  return values.length === sort.length + 1 && values.every(isNumber)
}

/** The task with a key, read by the key because Tasklist has no filter by it. */
async function oneOf(source: TaskSource, userTaskKey: unknown): Promise<Task[]> {
  const { $eq } = operatorsOf(userTaskKey)
  const task = await findTask(source, String($eq))
  return task ? [task] : []
}

/** A page of tasks that are all there, filtered and sorted here. */
async function fromTasks(
  { operate }: TaskSource,
  tasks: readonly Task[],
  { levels, rest }: Pick<TaskPlan, 'levels' | 'rest'>,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const rows = tasks.map(({ row }) => row)
  return pageOf(await filterInTurns(operate.wire, OPERATION, rows, rowMatcher(taskFilters, rest)), levels, page)
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
