import { notCamundas, UpstreamFailure } from '../../failures/failure.ts'
import { exactNumber } from '../../json/exact-json.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { Wire } from '../dialect.ts'
import { fillFromDefinitions } from '../operate-v1/definitions.ts'
import { fromOperate, key as keyField } from '../operate-v1/fields.ts'
import type { Row } from '../operate-v1/table.ts'
import { hasSearches } from './incidents.ts'
import { readTask, type Task, taskFromDefinition } from './task.ts'
import { askTasklist, type TaskSource } from './task-source.ts'

const OPERATION = 'getUserTask'

/** A user task in the contract's shape; null where there is none. */
export async function readUserTask(source: TaskSource, userTaskKey: string): Promise<Row | null> {
  const task = await findTask(source, userTaskKey)
  if (!task) return null
  await fillFromDefinitions(source.operate, taskFromDefinition, [task.row])
  return task.row
}

/**
 * A user task by its key; null where there is none. Where Operate and Tasklist share a process, Tasklist answers 500 to this
 * read for callers with a token, but still searches: then 8.6's own search, if it is on, tells the task's instance.
 */
export async function findTask(source: TaskSource, userTaskKey: string): Promise<Task | null> {
  const { wire } = source.operate
  if (wire.cache.get(wire.identity, UNREADABLE) !== true) {
    try {
      return await readByTasklist(source, userTaskKey)
    } catch (error) {
      if (!(error instanceof UpstreamFailure) || error.status !== 500 || !(await hasSearches(wire))) throw error
      wire.cache.set(wire.identity, UNREADABLE, true)
    }
  }
  const place = await placeOf(wire, userTaskKey)
  if (!place) return null
  const near = await askTasklist(source, { ...place, implementation: 'ZEEBE_USER_TASK', pageSize: 1_000 })
  return near.find(({ row }) => row.userTaskKey === userTaskKey) ?? null
}

const UNREADABLE = 'Tasklist cannot read single tasks'

/** No answer is this. */
const MISSING = Symbol('there is no such task')

async function readByTasklist({ operate: { wire }, at }: TaskSource, userTaskKey: string): Promise<Task | null> {
  const path = `/tasks/${encodeURIComponent(userTaskKey)}`
  const answer = await wire
    .send({ operation: OPERATION, method: 'GET', path, kind: 'read', at })
    .catch((error: unknown) => {
      if (error instanceof UpstreamFailure && error.isNotFound) return MISSING
      throw error
    })
  if (answer === MISSING) return null
  const task = wire.readable(OPERATION, () => readTask(answer))
  return task.isUserTask ? task : null
}

/** The instance and the element of a task, by 8.6's own search. */
async function placeOf(wire: Wire, userTaskKey: string): Promise<Row | undefined> {
  const body = { filter: { key: exactNumber(userTaskKey) }, page: { limit: 1 } }
  const path = '/user-tasks/search'
  const answer = await wire.send({ operation: OPERATION, method: 'POST', path, body, kind: 'read', exact: true })
  return wire.readable(OPERATION, () => {
    if (!isJsonObject(answer) || !Array.isArray(answer.items)) throw notCamundas('a search answered no items')
    const [item]: unknown[] = answer.items
    if (item === undefined) return undefined
    if (!isJsonObject(item)) throw notCamundas('an item of the answer is no object')
    return {
      processInstanceKey: fromOperate(keyField(''), item.processInstanceKey),
      taskDefinitionId: item.elementId,
    }
  })
}
