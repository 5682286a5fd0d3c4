import { notCamundas, UpstreamFailure } from '../../../failures/failure.ts'
import { Multipart } from '../../../wire/call.ts'
import { plainDecisionDefinition } from '../decision-definition.ts'
import { decisionRequirementsRow } from '../decision-requirements.ts'
import { at } from '../engine.ts'
import { processDefinitionList } from '../lists.ts'
import { isObject, type Raw } from '../objects.ts'
import { engineTenantOf, fromEngineTenant } from '../tenant.ts'
import { onlyWith, type Perform } from './perform.ts'

export const deploymentCommands: Readonly<Record<string, Perform>> = {
  /** The resources go by their names in parts of their own: of several parts with one name the engine takes the last. */
  async createDeployment(engine, { form: body }) {
    const form = new FormData()
    const given = await formOf(body)
    const resources = given.getAll('resources').filter((part) => part instanceof File)
    // The engine knows a deployment again by its name: the same name for the same resources.
    form.set(
      'deployment-name',
      resources
        .map(({ name }) => name)
        .sort()
        .join(', '),
    )
    form.set('deployment-source', 'camunda-graphql-gateway')
    form.set('enable-duplicate-filtering', 'true')
    const tenantId = engineTenantOf(given.get('tenantId'))
    if (tenantId !== undefined) form.set('tenant-id', String(tenantId))
    for (const [index, resource] of resources.entries()) form.set(`resource-${index}`, resource, resource.name)
    const encoded = new Response(form)
    const multipart = new Multipart(encoded.headers.get('content-type') ?? '', Buffer.from(await encoded.arrayBuffer()))
    const deployment = await engine
      .order('POST', '/deployment/create', multipart, (answer) => {
        if (!isObject(answer) || typeof answer.id !== 'string') throw notCamundas('the answer names no deployment')
        return answer
      })
      .catch(blameResources)
    const deployed = (field: string) =>
      Object.values(isObject(deployment[field]) ? deployment[field] : {}).filter(isObject)
    let definitions: readonly Raw[] = deployed('deployedProcessDefinitions')
    // What is there already is answered without its definitions.
    if (definitions.length === 0) {
      definitions = await engine.rows(processDefinitionList, { deploymentId: deployment.id }, MOST)
    }
    return {
      deploymentKey: deployment.id,
      tenantId: fromEngineTenant(deployment.tenantId),
      deployments: [
        ...definitions.map((raw) => ({ processDefinition: processDefinition(raw) })),
        ...deployed('deployedDecisionDefinitions').map((raw) => ({ decisionDefinition: plainDecisionDefinition(raw) })),
        ...deployed('deployedDecisionRequirementsDefinitions').map((raw) => ({
          decisionRequirements: decisionRequirementsRow(raw),
        })),
      ],
    }
  },

  /** Of single resources the engine deletes process definitions alone. */
  async deleteResource(engine, { parameters, body }) {
    onlyWith(
      { ...body, ...(body.deleteHistory === false ? { deleteHistory: undefined } : {}) },
      body.deleteHistory === false ? ['deleteHistory'] : [],
      {
        deleteHistory:
          'Running instances would be deleted with the finished ones: delete those you mean by their keys.',
      },
    )
    const { resourceKey } = parameters
    return engine.order('DELETE', at('/process-definition', resourceKey), undefined, (answer) => {
      // 200 or 204, as the engine's version has it.
      if (answer !== undefined) throw notCamundas('it has content where the engine answers nothing')
      return { resourceKey, batchOperation: null }
    })
  },
}

const MOST = 1_000

function formOf(body: Multipart | undefined): Promise<FormData> {
  if (!body) throw new TypeError('a deployment is a multipart form')
  return new Response(new Uint8Array(body.bytes), { headers: { 'content-type': body.contentType } }).formData()
}

const processDefinition = (raw: Raw) => ({
  processDefinitionKey: raw.id,
  processDefinitionId: raw.key,
  processDefinitionVersion: raw.version,
  resourceName: raw.resource,
  tenantId: fromEngineTenant(raw.tenantId),
})

/** The engine fails at some models instead of refusing them: a deployment runs nothing but the reading of what is deployed. */
function blameResources(error: unknown): never {
  if (!(error instanceof UpstreamFailure) || error.status !== 500 || !error.isUndone) throw error
  const { operation, write, problem } = error
  throw new UpstreamFailure(
    { ...error, operation, write, status: 400, ...(problem ? { problem: { ...problem, status: 400 } } : {}) },
    error,
  )
}
