import { UpstreamFailure } from '../../failures/failure.ts'
import type { Query } from '../planning/translation.ts'
import { at, type Engine } from './engine.ts'
import { finishedTaskList, taskList } from './lists.ts'
import type { Json, Raw } from './objects.ts'

/** The most open tasks among which those that the engine fails at are looked for. */
const MOST = 10_000

/**
 * Whether the engine may have failed at the form key of a task: it is an expression that the engine evaluates whenever it
 * answers a task, and one that cannot be evaluated fails the whole answer, a list included.
 */
export function isTaskFailure(error: unknown): error is UpstreamFailure {
  if (!(error instanceof UpstreamFailure) || error.kind !== 'refused' || error.isBackPressure) return false
  const { status, problem } = error
  return problem?.title?.endsWith('Exception') === true && (status === 500 || status === 404 || status === 400)
}

/** A task that history has and that has not ended, as the list of open ones would have it, but for its form key. */
export const openFromHistory = (raw: Raw): Raw => ({ ...raw, created: raw.startTime, formKeyIsUnknown: true })

/** The form key of a task that was read from history: rejects with what the engine says of its expression. */
export async function formKeyOf(engine: Engine, { id }: Raw): Promise<unknown> {
  return (await engine.object(at('/task', id))).formKey ?? null
}

/**
 * All open tasks that a query finds, though the engine has failed at some of them: these come from history, without their
 * form keys, and with them others of the same element. History tells which tasks there are, and counts, which need no form
 * key, which of them the query finds. Throws the failure where that brings not all of them.
 */
export async function openTasksApart(engine: Engine, query: Query, failure: UpstreamFailure): Promise<Raw[]> {
  const known = await engine.rows(finishedTaskList, historyQuery(query), MOST + 1)
  if (known.length > MOST) throw failure
  const groups = Map.groupBy(known.filter(localTest(query)), (task) =>
    JSON.stringify([task.processDefinitionId, task.taskDefinitionKey]),
  )
  const [tasks, count] = await Promise.all([
    readGroups(engine, query, [...groups.values()]),
    engine.count(taskList, query),
  ])
  if (tasks.length < count) throw failure
  return tasks
}

/** What both lists ask alike. Only narrower: `localTest` and the engine do the rest. */
function historyQuery(query: Query): Query {
  const { processDefinitionId, taskDefinitionKeyIn, activityInstanceIdIn, processInstanceIdIn, taskIdIn } = query
  return {
    unfinished: true,
    ...(processDefinitionId === undefined ? {} : { processDefinitionId }),
    ...(taskDefinitionKeyIn === undefined ? {} : { taskDefinitionKeyIn }),
    ...(activityInstanceIdIn === undefined ? {} : { activityInstanceIdIn }),
    ...(isSingle(processInstanceIdIn) ? { processInstanceId: processInstanceIdIn[0] } : {}),
    ...(isSingle(taskIdIn) ? { taskId: taskIdIn[0] } : {}),
  }
}

const isSingle = (value: unknown): value is [unknown] => Array.isArray(value) && value.length === 1

/** The fields of history's rows that a list of values is compared with. */
const COMPARED: Readonly<Record<string, string>> = {
  taskIdIn: 'id',
  processInstanceIdIn: 'processInstanceId',
  processDefinitionKeyIn: 'processDefinitionKey',
  assigneeIn: 'assignee',
}

function localTest(query: Query): (task: Raw) => boolean {
  const tests = Object.entries(COMPARED).flatMap(([parameter, field]) => {
    const values = query[parameter]
    return Array.isArray(values) ? [{ field, values: new Set<Json>(values) }] : []
  })
  return (task) => tests.every(({ field, values }) => values.has(task[field]))
}

/** The tasks of some elements, by halves until those of one element fail alone. */
async function readGroups(engine: Engine, query: Query, groups: readonly Raw[][]): Promise<Raw[]> {
  const tasks = groups.flat()
  if (tasks.length === 0) return []
  try {
    return await engine.rows(taskList, only(query, tasks), tasks.length)
  } catch (error) {
    if (!isTaskFailure(error)) throw error
  }
  if (groups.length === 1) return (await foundOf(engine, query, tasks)).map(openFromHistory)
  const [first, second] = halves(groups)
  return [...(await readGroups(engine, query, first)), ...(await readGroups(engine, query, second))]
}

/** Which tasks a query finds, by counting. */
async function foundOf(engine: Engine, query: Query, tasks: readonly Raw[]): Promise<readonly Raw[]> {
  const count = tasks.length === 0 ? 0 : await engine.count(taskList, only(query, tasks))
  if (count === 0) return []
  if (count === tasks.length) return tasks
  const [first, second] = halves(tasks)
  return [...(await foundOf(engine, query, first)), ...(await foundOf(engine, query, second))]
}

const only = (query: Query, tasks: readonly Raw[]): Query => ({ ...query, taskIdIn: tasks.map(({ id }) => id) })

function halves<T>(list: readonly T[]): [T[], T[]] {
  const middle = Math.ceil(list.length / 2)
  return [list.slice(0, middle), list.slice(middle)]
}
