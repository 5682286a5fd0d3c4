import { NotSupported, notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { readAll } from '../operate-v1/pages.ts'
import { plan } from '../operate-v1/plan.ts'
import type { Row } from '../operate-v1/table.ts'
import { variables } from '../operate-v1/variable.ts'
import { emptyPage, pageOf } from '../rows/page.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import { findTask } from './task-by-key.ts'
import type { TaskSource } from './task-source.ts'

const OPERATION = 'searchUserTaskEffectiveVariables'

/**
 * The variables that an open user task sees, each name once: Tasklist tells which, by their scopes and names, and Operate
 * has them. For a completed task Tasklist only keeps the variables it was completed with, so that is refused.
 */
export async function searchEffectiveVariables(
  source: TaskSource,
  { parameters = {}, filter = {}, sort = [] }: SearchRequest,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const { userTaskKey = '' } = parameters
  const { operate } = source
  const order = sort.length > 0 ? sort : [{ field: variables.key, order: 'ASC' as const }]
  const task = await findTask(source, userTaskKey)
  if (!task) return emptyPage()
  if (task.row.state !== 'CREATED') {
    throw NotSupported.byGeneration(
      'effectiveVariables of a user task that is not open',
      operate.generation,
      'Ask for the variables of its process instance.',
    )
  }
  const seen = await seenBy(source, userTaskKey)
  const made = await plan(
    variables,
    { ...filter, processInstanceKey: task.row.processInstanceKey },
    order,
    operate.generation,
  )
  if (!made) return emptyPage()
  const rows = (await readAll(operate, made)).filter((row) => seen.has(`${row.scopeKey}-${row.name}`))
  return pageOf(rows, made.levels, page)
}

/** Scope and name of each variable that a task sees, as Tasklist writes them. */
async function seenBy({ operate: { wire }, at }: TaskSource, userTaskKey: string): Promise<Set<string>> {
  const path = `/tasks/${encodeURIComponent(userTaskKey)}/variables/search`
  const answer = await wire.send({ operation: OPERATION, method: 'POST', path, body: {}, kind: 'read', at })
  return wire.readable(OPERATION, () => {
    if (!Array.isArray(answer)) throw notCamundas('the answer is no list')
    return new Set(
      answer.map((one) => {
        if (!isJsonObject(one) || typeof one.id !== 'string') throw notCamundas('a variable has no id')
        return one.id
      }),
    )
  })
}
