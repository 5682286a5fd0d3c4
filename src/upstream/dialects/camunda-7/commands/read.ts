import { NotSupported } from '../../../failures/failure.ts'
import { isJsonObject } from '../../../json/json-object.ts'
import { fetchOne, fetchRows } from '../engine.ts'
import { found } from '../found.ts'
import { activityInstanceList, incidentList } from '../lists.ts'
import { startForm } from '../process-definition.ts'
import { GENERATION } from '../search.ts'
import type { Raw } from '../table.ts'
import { at, objects, onlyWith, type Perform } from './perform.ts'

const getProcessDefinitionXML: Perform = async (wire, { operation, parameters }) => {
  const raw = await fetchOne(wire, operation, at('/process-definition', parameters.processDefinitionKey, '/xml'))
  return raw.bpmn20Xml
}

/** A form that was deployed with the engine; one of an application's own has an address alone, and is none here. */
const getStartProcessForm: Perform = async (wire, { operation, parameters: { processDefinitionKey = '' } }) => {
  const { camundaFormRef } = await startForm(wire, processDefinitionKey)
  if (!isJsonObject(camundaFormRef)) return undefined
  const path = at('/process-definition', processDefinitionKey, '/deployed-start-form')
  return form(camundaFormRef, await wire.send({ operation, method: 'GET', path, kind: 'read' }))
}

const getUserTaskForm: Perform = async (wire, { operation, parameters: { userTaskKey } }) => {
  const told = await found(fetchOne(wire, operation, at('/task', userTaskKey, '/form')))
  if (!isJsonObject(told?.camundaFormRef)) return undefined
  const path = at('/task', userTaskKey, '/deployed-form')
  return form(told.camundaFormRef, await wire.send({ operation, method: 'GET', path, kind: 'read' }))
}

const form = (reference: Raw, schema: unknown) => ({
  formId: reference.key,
  version: reference.version ?? null,
  schema: JSON.stringify(schema),
  formKey: null,
  tenantId: null,
})

/** How often each element of a definition stands in each state, of all its instances: history counts them. */
const getProcessDefinitionStatistics: Perform = async (wire, { operation, parameters, body }) => {
  const filter = isJsonObject(body.filter) ? body.filter : {}
  for (const field of Object.keys(filter)) {
    throw NotSupported.byGeneration(
      `filter.${field}`,
      GENERATION,
      'Ask for the statistics of all instances, or of one.',
    )
  }
  onlyWith(body, ['filter'])
  const path = at(
    '/history/process-definition',
    parameters.processDefinitionKey,
    '/statistics?canceled=true&finished=true&incidents=true',
  )
  const rows = objects(await wire.send({ operation, method: 'GET', path, kind: 'read' }))
  const items = rows.map((row) => {
    const count = (field: string) => Number(row[field] ?? 0)
    const stopped = Math.min(count('openIncidents'), count('instances'))
    return {
      elementId: row.id,
      active: count('instances') - stopped,
      incidents: stopped,
      canceled: count('canceled'),
      // What was canceled has finished, too.
      completed: count('finished') - count('canceled'),
    }
  })
  return { items }
}

const MOST = 10_000

/** The element instances of an instance, counted. */
const getProcessInstanceStatistics: Perform = async (wire, { operation, parameters }) => {
  const processInstanceId = parameters.processInstanceKey
  const [elements, incidents] = await Promise.all([
    fetchRows(
      wire,
      operation,
      activityInstanceList,
      { processInstanceId },
      [{ sortBy: 'activityInstanceId', sortOrder: 'asc' }],
      0,
      MOST + 1,
    ),
    fetchRows(wire, operation, incidentList, { processInstanceId }, [], 0, MOST),
  ])
  if (elements.length > MOST) {
    throw NotSupported.byGeneration(
      operation,
      GENERATION,
      `The instance has more than ${MOST} element instances. Count those you need by elementInstances(first: 0).`,
    )
  }
  const items = new Map<
    unknown,
    { elementId: unknown; active: number; incidents: number; canceled: number; completed: number }
  >()
  for (const { activityId, executionId, endTime, canceled } of elements) {
    const item = items.get(activityId) ?? { elementId: activityId, active: 0, incidents: 0, canceled: 0, completed: 0 }
    const stopped = incidents.some((one) => one.executionId === executionId && one.activityId === activityId)
    item[endTime === null ? (stopped ? 'incidents' : 'active') : canceled === true ? 'canceled' : 'completed']++
    items.set(activityId, item)
  }
  return { items: [...items.values()] }
}

/** From the root down; a root has none. */
const getProcessInstanceCallHierarchy: Perform = async (wire, { operation, parameters }) => {
  const read = (key: unknown) => fetchOne(wire, operation, at('/history/process-instance', key))
  const levels = [await read(parameters.processInstanceKey)]
  for (let [top] = levels; top && typeof top.superProcessInstanceId === 'string' && levels.length < DEEPEST; ) {
    top = await read(top.superProcessInstanceId)
    levels.unshift(top)
  }
  if (levels.length === 1) return []
  return levels.map((raw) => ({
    processInstanceKey: raw.id,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionName: raw.processDefinitionName ?? raw.processDefinitionKey,
  }))
}

const DEEPEST = 1_000

/** Reads of the contract that are neither a search nor by a key. */
export const otherReads: Readonly<Record<string, Perform>> = {
  getProcessDefinitionXML,
  getStartProcessForm,
  getUserTaskForm,
  getProcessDefinitionStatistics,
  getProcessInstanceStatistics,
  getProcessInstanceCallHierarchy,
}
