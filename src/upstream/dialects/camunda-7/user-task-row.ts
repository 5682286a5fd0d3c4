import type { UserTaskRow } from '../../catalog/user-task.ts'
import { UpstreamFailure } from '../../failures/failure.ts'
import type { Row } from '../rows/row.ts'
import { fromEngineDate } from './dates.ts'
import { at } from './engine.ts'
import { finishedTaskList, identityLinkLogList, taskList } from './lists.ts'
import { objectsIn, type Raw } from './objects.ts'
import { formKeyOf, isTaskFailure, openFromHistory } from './open-tasks.ts'
import type { Page } from './page.ts'
import type { RowOf } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** An open task as the contract has it. */
export function openTaskRow(raw: Raw, page: Page): RowOf<UserTaskRow> {
  return {
    ...common(raw, page, () => openCandidates(page, raw)),
    state: 'CREATED',
    creationDate: fromEngineDate(raw.created),
    completionDate: null,
    processDefinitionId: () => page.definition(raw, 'key'),
    elementInstanceKey: () => historyOf(page, raw, 'activityInstanceId'),
    rootProcessInstanceKey: () => historyOf(page, raw, 'rootProcessInstanceId'),
    externalFormReference: raw.formKeyIsUnknown === true ? () => formKeyOf(page.engine, raw) : raw.formKey,
  }
}

/** A task that has ended. */
export function finishedTaskRow(raw: Raw, page: Page): RowOf<UserTaskRow> {
  return {
    ...common(raw, page, () => pastCandidates(page, raw)),
    state: raw.deleteReason === 'completed' ? 'COMPLETED' : 'CANCELED',
    creationDate: fromEngineDate(raw.startTime),
    completionDate: fromEngineDate(raw.endTime),
    processDefinitionId: raw.processDefinitionKey,
    elementInstanceKey: raw.activityInstanceId,
    rootProcessInstanceKey: raw.rootProcessInstanceId,
    externalFormReference: null,
  }
}

function common(raw: Raw, page: Page, candidates: () => Promise<Candidates>) {
  const candidateGroups = async () => (await candidates()).groups
  const candidateUsers = async () => (await candidates()).users
  return {
    userTaskKey: raw.id,
    name: raw.name,
    description: raw.description,
    owner: raw.owner,
    assignee: raw.assignee,
    elementId: raw.taskDefinitionKey,
    priority: raw.priority,
    dueDate: fromEngineDate(raw.due),
    followUpDate: fromEngineDate(raw.followUp),
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionVersion: () => page.definition(raw, 'version'),
    processName: () => page.definition(raw, 'name'),
    candidateGroups,
    candidateUsers,
    // Not fields of the contract's rows, but clients can filter by them.
    candidateGroup: candidateGroups,
    candidateUser: candidateUsers,
    tenantId: fromEngineTenant(raw.tenantId),
    formKey: null,
    customHeaders: null,
    tags: null,
  }
}

/** A field of an open task that only history has; null for callers who may not read history. */
async function historyOf(page: Page, { id }: Raw, field: string): Promise<unknown> {
  const [task] = await page.rows(finishedTaskList, { taskId: id }, 1)
  return task?.[field] ?? null
}

interface Candidates {
  users: string[]
  groups: string[]
}

function openCandidates(page: Page, { id }: Raw): Promise<Candidates> {
  return page.once(`candidates ${id}`, async () => {
    const links = await page.engine.get(at('/task', id, '/identity-links?type=candidate'))
    return candidatesIn(objectsIn(links))
  })
}

/** The candidates of an ended task, from the log of its identity links: the end of a task removes none of them. */
function pastCandidates(page: Page, { id }: Raw): Promise<Candidates> {
  return page.once(`candidates ${id}`, async () => {
    const sorting = [{ sortBy: 'time', sortOrder: 'asc' as const }]
    const query = { taskId: id, type: 'candidate' }
    const log = await page.engine.rows(identityLinkLogList, query, MOST_LINKS, { sorting })
    const left = new Map<string, Raw>()
    for (const link of log) {
      const name = `${link.userId ?? ''}\n${link.groupId ?? ''}`
      if (link.operationType === 'add') left.set(name, link)
      else left.delete(name)
    }
    return candidatesIn([...left.values()])
  })
}

const MOST_LINKS = 10_000

function candidatesIn(links: readonly Raw[]): Candidates {
  const texts = (field: string) => links.map((link) => link[field]).filter((value) => typeof value === 'string')
  return { users: texts('userId'), groups: texts('groupId') }
}

/** A task by its key: open, or as history has it; null where there is none. */
export async function readUserTask(page: Page, key: string): Promise<Row | null> {
  const { engine } = page
  const open = await engine.object(at('/task', key)).catch((error: unknown) => {
    if (isTaskFailure(error)) return error
    throw error
  })
  if (!(open instanceof UpstreamFailure)) return engine.readable(() => openTaskRow(open, page))
  const [known] = await engine.rows(finishedTaskList, { taskId: key }, 1)
  if (known?.endTime === null) {
    // History also shows tasks that the caller may not see; a count needs no form key.
    if ((await engine.count(taskList, { taskIdIn: [key] })) === 0) return null
    return engine.readable(() => openTaskRow(openFromHistory(known), page))
  }
  if (known) return engine.readable(() => finishedTaskRow(known, page))
  if (open.status === 404) return null
  throw open
}
