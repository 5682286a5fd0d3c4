import { type Deployed, deleteResource, deploy, parseResources, type Resource } from '../engine/deployments.ts'
import { TENANT } from '../engine/records.ts'
import { invalidArgument, notFound } from '../problem.ts'
import { batchOverInstances } from './batch-operations.ts'
import { type Call, type Handlers, json, pathKey } from './call.ts'

export const resourceHandlers: Handlers = {
  createDeployment: async (call) => {
    const { engine } = call.cluster
    const parsed = await parseResources(await resourcesOf(call))
    return json(
      engine.run(() => {
        const deploymentKey = engine.keys.next()
        return { deploymentKey, tenantId: TENANT, deployments: deploy(engine, parsed).map(deployment) }
      }),
    )
  },

  getResource: (call) => {
    const resource = find(call)
    return json({
      resourceKey: pathKey(call, 'resourceKey'),
      resourceId: resource.id,
      resourceName: resource.name,
      version: resource.version,
      versionTag: resource.versionTag,
      tenantId: TENANT,
    })
  },

  // The contract says JSON and a text: what is sent is the resource's own text.
  getResourceContent: (call) => ({ text: find(call).content, mediaType: 'application/json' }),

  deleteResource: (call) => {
    const { engine, view } = call.cluster
    const resourceKey = pathKey(call, 'resourceKey')
    engine.run(() => deleteResource(engine, resourceKey))
    if (call.body.deleteHistory !== true) return json({ resourceKey, batchOperation: null })
    const ended = [...view.processInstances.values()].filter(
      (row) => row.processDefinitionKey === resourceKey && row.state !== 'ACTIVE',
    )
    return json({
      resourceKey,
      batchOperation: batchOverInstances(call, 'DELETE_PROCESS_INSTANCE', ended, (_engine, key) =>
        view.forget(new Set([key])),
      ),
    })
  },
}

async function resourcesOf({ form }: Call): Promise<Resource[]> {
  const resources: Resource[] = []
  for (const [name, value] of form ?? []) {
    if (typeof value !== 'string') resources.push({ name: value.name, content: await value.text() })
    else if (name === 'tenantId' && value !== TENANT) {
      throw invalidArgument(
        `Expected to handle request Deploy Resources with tenant identifier '${value}', but multi-tenancy is disabled`,
      )
    }
  }
  return resources
}

function deployment(deployed: Deployed) {
  const none = {
    processDefinition: null,
    decisionDefinition: null,
    decisionRequirements: null,
    form: null,
    resource: null,
  }
  if (deployed.kind === 'form') {
    const { formId, version, resourceName, formKey } = deployed.form
    return { ...none, form: { formId, version, resourceName, formKey, tenantId: TENANT } }
  }
  const { model, version, resourceName, processDefinitionKey } = deployed.definition
  return {
    ...none,
    processDefinition: {
      processDefinitionKey,
      processDefinitionId: model.processId,
      processDefinitionVersion: version,
      resourceName,
      tenantId: TENANT,
    },
  }
}

function find(call: Call) {
  const { engine } = call.cluster
  const key = pathKey(call, 'resourceKey')
  const definition = engine.definitions.get(key)
  if (definition?.state === 'ACTIVE') {
    const { model, version, resourceName, xml } = definition
    return { id: model.processId, name: resourceName, version, versionTag: model.versionTag, content: xml }
  }
  const form = engine.forms.get(key)
  if (form && !form.deleted) {
    const { formId, version, resourceName, versionTag, schema } = form
    return { id: formId, name: resourceName, version, versionTag, content: schema }
  }
  throw notFound(`Expected to fetch resource with key '${key}', but no such resource was found`)
}
