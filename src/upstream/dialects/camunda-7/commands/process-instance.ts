import { notCamundas } from '../../../failures/failure.ts'
import { at, type Engine } from '../engine.ts'
import { notSupported } from '../generation.ts'
import { incidentList, processDefinitionList } from '../lists.ts'
import { isObject, objectsIn, type Raw } from '../objects.ts'
import { Page } from '../page.ts'
import { engineTenantOf, fromEngineTenant } from '../tenant.ts'
import { valuesIn } from '../typed-values.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

export const processInstanceCommands: Readonly<Record<string, Perform>> = {
  async createProcessInstance(engine, { body }) {
    const { variables, typedVariables, businessId, startInstructions, awaitCompletion, ...others } = body
    onlyWith(
      { ...others, ...(awaitCompletion === true ? { awaitCompletion } : {}) },
      ['processDefinitionKey', 'processDefinitionId', 'processDefinitionVersion', 'tenantId'],
      {
        awaitCompletion: 'An instance runs until it waits for something before it is answered; ask for its state.',
        fetchVariables: 'Ask for the variables of the instance.',
      },
    )
    const start = {
      businessKey: businessId,
      variables: valuesIn({ variables, typedVariables }),
      ...(startInstructions === undefined
        ? {}
        : {
            startInstructions: objectsIn(startInstructions).map(({ elementId }) => ({
              type: 'startBeforeActivity',
              activityId: elementId,
            })),
          }),
    }
    return engine.order('POST', await startPath(engine, others), start, (raw) => {
      if (!isObject(raw) || typeof raw.id !== 'string') throw notCamundas('the answer names no instance')
      const page = new Page(engine, [{ processDefinitionId: raw.definitionId }])
      const [of = {}] = page.raws
      return {
        processInstanceKey: raw.id,
        processDefinitionKey: raw.definitionId,
        processDefinitionId: raw.definitionKey ?? (() => page.definition(of, 'key')),
        processDefinitionVersion: () => page.definition(of, 'version'),
        tenantId: fromEngineTenant(raw.tenantId),
        businessId: raw.businessKey,
        variables: {},
        tags: null,
      }
    })
  },

  async cancelProcessInstance(engine, { parameters, body }) {
    onlyWith(body, [])
    await engine.write('DELETE', at('/process-instance', parameters.processInstanceKey))
    return DONE
  },

  /** The engine says of an instance that runs that there is no such one. */
  async deleteProcessInstance(engine, { parameters, body }) {
    onlyWith(body, [])
    const path = at('/history/process-instance', parameters.processInstanceKey)
    const { endTime } = await engine.object(path)
    if (endTime === null) throw refusal(engine, 409, 'The process instance has not ended.')
    await engine.write('DELETE', path)
    return DONE
  },

  async modifyProcessInstance(engine, { parameters, body }) {
    onlyWith(body, ['activateInstructions', 'moveInstructions', 'terminateInstructions'])
    const { processInstanceKey } = parameters
    const moves = objectsIn(body.moveInstructions)
    const tree =
      moves.length > 0
        ? nodesOf(await engine.object(at('/process-instance', processInstanceKey, '/activity-instances')))
        : []
    const instructions = [
      ...objectsIn(body.activateInstructions).map((instruction) => ({
        type: 'startBeforeActivity',
        activityId: instruction.elementId,
        ...ancestor(instruction.ancestorElementInstanceKey),
        ...variablesFor(instruction),
      })),
      ...moves.flatMap((instruction) => move(engine, instruction, tree)),
      ...objectsIn(body.terminateInstructions).map(({ elementId, elementInstanceKey }) =>
        elementId === undefined
          ? { type: 'cancel', activityInstanceId: elementInstanceKey }
          : { type: 'cancel', activityId: elementId },
      ),
    ]
    await engine.write('POST', at('/process-instance', processInstanceKey, '/modification'), { instructions })
    return DONE
  },

  async migrateProcessInstance(engine, { parameters, body }) {
    onlyWith(body, ['targetProcessDefinitionKey', 'mappingInstructions'])
    const { processInstanceKey } = parameters
    const instance = await engine.object(at('/process-instance', processInstanceKey))
    await engine.write('POST', '/migration/execute', {
      migrationPlan: {
        sourceProcessDefinitionId: instance.definitionId,
        targetProcessDefinitionId: body.targetProcessDefinitionKey,
        instructions: objectsIn(body.mappingInstructions).map(({ sourceElementId, targetElementId }) => ({
          sourceActivityIds: [sourceElementId],
          targetActivityIds: [targetElementId],
        })),
      },
      processInstanceIds: [processInstanceKey],
    })
    return DONE
  },

  /** A batch gives new attempts to what has failed, which closes the incidents: jobs or external tasks, never both. */
  async resolveProcessInstanceIncidents(engine, { parameters, body }) {
    onlyWith(body, [])
    const { processInstanceKey: processInstanceId } = parameters
    const incidents = await engine.rows(incidentList, { processInstanceId }, MOST)
    const failed = (type: string) =>
      incidents
        .filter(({ incidentType, configuration }) => incidentType === type && typeof configuration === 'string')
        .map(({ configuration }) => configuration)
    const [jobIds, externalTaskIds] = [failed('failedJob'), failed('failedExternalTask')]
    if (jobIds.length > 0 && externalTaskIds.length > 0) {
      throw notSupported(
        engine.operation,
        'This instance has incidents of jobs and of external tasks: resolve each by resolveIncident.',
      )
    }
    if (jobIds.length + externalTaskIds.length === 0) {
      throw refusal(engine, 404, 'The process instance has no open incident of a job.')
    }
    const [path, failures] =
      jobIds.length > 0 ? ['/job/retries', { jobIds }] : ['/external-task/retries-async', { externalTaskIds }]
    return engine.order('POST', path, { ...failures, retries: 1 }, (batch) => {
      if (!isObject(batch) || typeof batch.id !== 'string') throw notCamundas('the answer names no batch')
      return { batchOperationKey: batch.id, batchOperationType: 'RESOLVE_INCIDENT' }
    })
  },
}

/** A version is started by its key, which is looked for where its number is given. */
async function startPath(engine: Engine, body: Raw): Promise<string> {
  const { processDefinitionKey, processDefinitionId, processDefinitionVersion: version } = body
  if (processDefinitionKey !== undefined) return at('/process-definition', processDefinitionKey, '/start')
  const tenantId = engineTenantOf(body.tenantId)
  if (typeof version === 'number' && version > 0) {
    const query = {
      key: processDefinitionId,
      version,
      ...(tenantId === undefined ? { withoutTenantId: true } : { tenantIdIn: [tenantId] }),
    }
    const [definition] = await engine.rows(processDefinitionList, query, 1)
    if (!definition)
      throw refusal(engine, 404, `There is no version ${version} of the process '${processDefinitionId}'.`)
    return at('/process-definition', definition.id, '/start')
  }
  const newest = at('/process-definition/key', processDefinitionId)
  return tenantId === undefined ? `${newest}/start` : at(`${newest}/tenant-id`, tenantId, '/start')
}

const ancestor = (key: unknown) => (key === undefined || key === '-1' ? {} : { ancestorActivityInstanceId: key })

/** Variables of an instruction: the engine sets them at the process level, or local to what is activated. */
function variablesFor({ variableInstructions, elementId, targetElementId }: Raw) {
  const variables: Record<string, object> = {}
  for (const instruction of objectsIn(variableInstructions)) {
    const { scopeId } = instruction
    const local = scopeId === (elementId ?? targetElementId)
    if (!local && scopeId !== undefined && scopeId !== '') {
      throw notSupported(
        'variableInstructions.scopeId',
        'Give the id of the activated element, or none for the process level.',
      )
    }
    for (const [name, value] of Object.entries(valuesIn(instruction) ?? {})) variables[name] = { ...value, local }
  }
  return Object.keys(variables).length > 0 ? { variables } : {}
}

interface Node {
  id: unknown
  activityId: unknown
  parent: unknown
  transition: boolean
}

function nodesOf(node: Raw): Node[] {
  return [
    ...objectsIn(node.childActivityInstances).flatMap((child) => [
      { id: child.id, activityId: child.activityId, parent: child.parentActivityInstanceId, transition: false },
      ...nodesOf(child),
    ]),
    ...objectsIn(node.childTransitionInstances).map((child) => ({
      id: child.id,
      activityId: child.activityId ?? child.targetActivityId,
      parent: child.parentActivityInstanceId,
      transition: true,
    })),
  ]
}

/** Each active instance of the source is canceled, and one is started at the target for it. */
function move(engine: Engine, instruction: Raw, tree: readonly Node[]): object[] {
  const { sourceElementInstruction, ancestorScopeInstruction, targetElementId } = instruction
  const source = isObject(sourceElementInstruction) ? sourceElementInstruction : {}
  const scope = isObject(ancestorScopeInstruction) ? ancestorScopeInstruction : {}
  if (scope.ancestorScopeType === 'inferred') {
    throw notSupported('ancestorScope.inferred', 'Give elementInstanceKey or sourceParent.')
  }
  const moved = tree.filter(({ id, activityId }) =>
    source.sourceType === 'byKey' ? id === source.sourceElementInstanceKey : activityId === source.sourceElementId,
  )
  if (moved.length === 0) throw refusal(engine, 404, 'The source of a move has no active element instance.')
  return moved.flatMap(({ id, parent, transition }) => [
    {
      type: 'startBeforeActivity',
      activityId: targetElementId,
      ...(scope.ancestorScopeType === 'sourceParent' ? ancestor(parent) : ancestor(scope.ancestorElementInstanceKey)),
      ...variablesFor(instruction),
    },
    { type: 'cancel', [transition ? 'transitionInstanceId' : 'activityInstanceId']: id },
  ])
}

const MOST = 10_000
