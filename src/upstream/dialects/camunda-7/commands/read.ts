import { isJsonObject } from '../../../json/json-object.ts'
import { at } from '../engine.ts'
import { notSupported } from '../generation.ts'
import { activityInstanceList, incidentList } from '../lists.ts'
import { objectsIn, type Raw } from '../objects.ts'
import { orNull } from '../or-null.ts'
import { startForm } from '../process-definition.ts'
import { onlyWith, type Perform } from './perform.ts'

/** Reads of the contract that are neither a search nor by a key. */
export const otherReads: Readonly<Record<string, Perform>> = {
  async getProcessDefinitionXML(engine, { parameters }) {
    const raw = await engine.object(at('/process-definition', parameters.processDefinitionKey, '/xml'))
    return raw.bpmn20Xml
  },

  async getDecisionDefinitionXML(engine, { parameters }) {
    return (await engine.object(at('/decision-definition', parameters.decisionDefinitionKey, '/xml'))).dmnXml
  },

  async getDecisionRequirementsXML(engine, { parameters }) {
    const { decisionRequirementsKey } = parameters
    return (await engine.object(at('/decision-requirements-definition', decisionRequirementsKey, '/xml'))).dmnXml
  },

  /** A form that was deployed to the engine. External forms only have a URL, so they are not returned. */
  async getStartProcessForm(engine, { parameters: { processDefinitionKey = '' } }) {
    const { camundaFormRef } = await startForm(engine, processDefinitionKey)
    if (!isJsonObject(camundaFormRef)) return undefined
    const path = at('/process-definition', processDefinitionKey, '/deployed-start-form')
    return form(camundaFormRef, await engine.get(path))
  },

  async getUserTaskForm(engine, { parameters: { userTaskKey } }) {
    const told = await orNull(engine.object(at('/task', userTaskKey, '/form')))
    if (!isJsonObject(told?.camundaFormRef)) return undefined
    const path = at('/task', userTaskKey, '/deployed-form')
    return form(told.camundaFormRef, await engine.get(path))
  },

  /** How often each element of a definition stands in each state, of all its instances: history counts them. */
  async getProcessDefinitionStatistics(engine, { parameters, body }) {
    const filter = isJsonObject(body.filter) ? body.filter : {}
    for (const field of Object.keys(filter)) {
      throw notSupported(`filter.${field}`, 'Ask for the statistics of all instances, or of one.')
    }
    onlyWith(body, ['filter'])
    const path = at(
      '/history/process-definition',
      parameters.processDefinitionKey,
      '/statistics?canceled=true&finished=true&incidents=true',
    )
    const rows = objectsIn(await engine.get(path))
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
  },

  /** The element instances of an instance, counted. */
  async getProcessInstanceStatistics(engine, { parameters }) {
    const processInstanceId = parameters.processInstanceKey
    const [elements, incidents] = await Promise.all([
      engine.rows(activityInstanceList, { processInstanceId }, MOST + 1, {
        sorting: [{ sortBy: 'activityInstanceId', sortOrder: 'asc' }],
      }),
      engine.rows(incidentList, { processInstanceId }, MOST),
    ])
    if (elements.length > MOST) {
      throw notSupported(
        engine.operation,
        `The instance has more than ${MOST} element instances. Count those you need by elementInstances(first: 0).`,
      )
    }
    const items = new Map<
      unknown,
      { elementId: unknown; active: number; incidents: number; canceled: number; completed: number }
    >()
    for (const { activityId, executionId, endTime, canceled } of elements) {
      const item = items.get(activityId) ?? {
        elementId: activityId,
        active: 0,
        incidents: 0,
        canceled: 0,
        completed: 0,
      }
      const stopped = incidents.some((one) => one.executionId === executionId && one.activityId === activityId)
      item[endTime === null ? (stopped ? 'incidents' : 'active') : canceled === true ? 'canceled' : 'completed']++
      items.set(activityId, item)
    }
    return { items: [...items.values()] }
  },

  /** From the root down; a root has none. */
  async getProcessInstanceCallHierarchy(engine, { parameters }) {
    const read = (key: unknown) => engine.object(at('/history/process-instance', key))
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
  },
}

const form = (reference: Raw, schema: unknown) => ({
  formId: reference.key,
  version: reference.version ?? null,
  schema: JSON.stringify(schema),
  formKey: null,
  tenantId: null,
})

const MOST = 10_000

const DEEPEST = 1_000
