import { fromEngineDate } from './dates.ts'
import { fetchOne, fetchRows } from './engine.ts'
import { found } from './found.ts'
import { finishedTaskList, identityLinkLogList } from './lists.ts'
import type { Page } from './page.ts'
import type { Raw } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** An open task as the contract has it. */
export function openTaskRow(raw: Raw, page: Page): object {
  return {
    ...common(raw, page),
    state: 'CREATED',
    creationDate: fromEngineDate(raw.created),
    completionDate: null,
    processDefinitionId: () => page.definition(raw, 'key'),
    elementInstanceKey: () => historyOf(page, raw, 'activityInstanceId'),
    rootProcessInstanceKey: () => historyOf(page, raw, 'rootProcessInstanceId'),
    externalFormReference: raw.formKey,
    candidateGroups: async () => (await openCandidates(page, raw)).groups,
    candidateUsers: async () => (await openCandidates(page, raw)).users,
    // No fields of the contract, but filtered by.
    candidateGroup: async () => (await openCandidates(page, raw)).groups,
    candidateUser: async () => (await openCandidates(page, raw)).users,
  }
}

/** A task that has ended. */
export function finishedTaskRow(raw: Raw, page: Page): object {
  return {
    ...common(raw, page),
    state: raw.deleteReason === 'completed' ? 'COMPLETED' : 'CANCELED',
    creationDate: fromEngineDate(raw.startTime),
    completionDate: fromEngineDate(raw.endTime),
    processDefinitionId: raw.processDefinitionKey,
    elementInstanceKey: raw.activityInstanceId,
    rootProcessInstanceKey: raw.rootProcessInstanceId,
    externalFormReference: null,
    candidateGroups: async () => (await pastCandidates(page, raw)).groups,
    candidateUsers: async () => (await pastCandidates(page, raw)).users,
    candidateGroup: async () => (await pastCandidates(page, raw)).groups,
    candidateUser: async () => (await pastCandidates(page, raw)).users,
  }
}

function common(raw: Raw, page: Page) {
  return {
    userTaskKey: raw.id,
    name: raw.name,
    assignee: raw.assignee,
    elementId: raw.taskDefinitionKey,
    priority: raw.priority,
    dueDate: fromEngineDate(raw.due),
    followUpDate: fromEngineDate(raw.followUp),
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionVersion: () => page.definition(raw, 'version'),
    processName: () => page.definition(raw, 'name'),
    tenantId: fromEngineTenant(raw.tenantId),
    formKey: null,
    customHeaders: null,
    tags: null,
  }
}

/** What only history says of an open task; null for callers who may not read it. */
async function historyOf(page: Page, { id }: Raw, field: string): Promise<unknown> {
  const [task] = await page.once(`history ${id}`, () =>
    fetchRows(page.wire, page.operation, finishedTaskList, { taskId: id }, [], 0, 1),
  )
  return task?.[field] ?? null
}

interface Candidates {
  users: string[]
  groups: string[]
}

function openCandidates(page: Page, { id }: Raw): Promise<Candidates> {
  return page.once(`candidates ${id}`, async () => {
    const path = `/task/${encodeURIComponent(String(id))}/identity-links?type=candidate`
    const links = await page.wire.send({ operation: page.operation, method: 'GET', path, kind: 'read' })
    return candidatesIn(Array.isArray(links) ? links : [])
  })
}

/** Of a task that has ended, the log of its candidates: its end takes none away. */
function pastCandidates(page: Page, { id }: Raw): Promise<Candidates> {
  return page.once(`candidates ${id}`, async () => {
    const query = { taskId: id, type: 'candidate' }
    const log = await fetchRows(
      page.wire,
      page.operation,
      identityLinkLogList,
      query,
      [{ sortBy: 'time', sortOrder: 'asc' }],
      0,
      MOST_LINKS,
    )
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
export async function readUserTask(page: Page, key: string): Promise<object | null> {
  const open = await found(fetchOne(page.wire, page.operation, `/task/${encodeURIComponent(key)}`))
  if (open) return openTaskRow(open, page)
  const [ended] = await fetchRows(page.wire, page.operation, finishedTaskList, { taskId: key }, [], 0, 1)
  return ended ? finishedTaskRow(ended, page) : null
}
