import { NotSupported, notCamundas, UpstreamFailure } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { readBare } from './bare-rows.ts'
import { readOne } from './complete-rows.ts'
import { decisionDefinitions } from './decision-definition.ts'
import { processInstances } from './process-instance.ts'
import { read, type Source } from './source.ts'

type Parameters = Readonly<Record<string, string>>

/** How an operation that is no search is answered. */
export type Answerer = (source: Source, parameters: Parameters, body: unknown) => Promise<unknown>

/** The most levels of calls that are followed upwards. */
const MAX_DEPTH = 1_000

/** By operationId: what Operate knows of an instance and a definition beside their rows. */
export const operations: Readonly<Record<string, Answerer>> = {
  getProcessDefinitionXML: (source, { processDefinitionKey = '' }) =>
    get(source, 'getProcessDefinitionXML', `/process-definitions/${processDefinitionKey}/xml`, true),

  getDecisionRequirementsXML: (source, { decisionRequirementsKey = '' }) =>
    get(source, 'getDecisionRequirementsXML', `/drd/${decisionRequirementsKey}/xml`, true),

  /** The model of the graph that the decision belongs to: it has no other. */
  async getDecisionDefinitionXML(source, { decisionDefinitionKey = '' }) {
    const operation = 'getDecisionDefinitionXML'
    const { decisionRequirementsKey } = await readBare(source, decisionDefinitions, operation, decisionDefinitionKey)
    return get(source, operation, `/drd/${decisionRequirementsKey}/xml`, true)
  },

  /** The only command of Operate's. It answers 400 while the instance runs. */
  async deleteProcessInstance({ wire, at, generation }, { processInstanceKey = '' }, body) {
    if (isJsonObject(body) && body.operationReference !== undefined) {
      throw NotSupported.byGeneration('input.operationReference', generation, 'Leave it out.')
    }
    const call = {
      operation: 'deleteProcessInstance',
      method: 'DELETE',
      path: `/process-instances/${processInstanceKey}`,
      kind: 'write',
    } as const
    try {
      await wire.send(at === undefined ? call : { ...call, at })
    } catch (error) {
      if (!(error instanceof UpstreamFailure) || error.kind !== 'refused' || error.status !== 400) throw error
      const { operation, write, problem } = error
      throw new UpstreamFailure({ ...error, operation, write, status: 409, ...(problem ? { problem } : {}) })
    }
    return {}
  },

  async getProcessInstanceStatistics(source, { processInstanceKey = '' }) {
    const operation = 'getProcessInstanceStatistics'
    const answer = await get(source, operation, `/process-instances/${processInstanceKey}/statistics`)
    return source.wire.readable(operation, () => ({
      items: listIn(answer).map((one) => {
        if (!isJsonObject(one)) throw notCamundas('an item of the answer is no object')
        const { activityId, ...counts } = one
        return { elementId: activityId, ...counts }
      }),
    }))
  },

  async getProcessInstanceSequenceFlows(source, { processInstanceKey = '' }) {
    const operation = 'getProcessInstanceSequenceFlows'
    const answer = await get(source, operation, `/process-instances/${processInstanceKey}/sequence-flows`)
    return source.wire.readable(operation, () => ({
      items: listIn(answer).map((elementId) => ({
        sequenceFlowId: `${processInstanceKey}_${String(elementId)}`,
        processInstanceKey,
        rootProcessInstanceKey: null,
        processDefinitionKey: null,
        processDefinitionId: null,
        elementId,
        tenantId: null,
      })),
    }))
  },

  /** From the instance upwards, one read a level; an instance without a parent has no hierarchy. */
  async getProcessInstanceCallHierarchy(source, { processInstanceKey = '' }) {
    const operation = 'getProcessInstanceCallHierarchy'
    const rows = [await readOne(source, processInstances, operation, processInstanceKey)]
    for (let parent = rows[0]?.parentProcessInstanceKey; typeof parent === 'string' && rows.length < MAX_DEPTH; ) {
      const row = await readOne(source, processInstances, operation, parent)
      rows.unshift(row)
      parent = row.parentProcessInstanceKey
    }
    if (rows.length === 1) return []
    return rows.map((row) => ({
      processInstanceKey: row.processInstanceKey,
      processDefinitionKey: row.processDefinitionKey,
      processDefinitionName: row.processDefinitionName ?? row.processDefinitionId,
    }))
  },
}

/** None of these answers holds a number that is a key. */
const get = (source: Source, operation: string, path: string, text = false) =>
  read(source, { operation, method: 'GET', path, exact: false, text })

function listIn(answer: unknown): unknown[] {
  if (!Array.isArray(answer)) throw notCamundas('the answer is no list')
  return answer
}
