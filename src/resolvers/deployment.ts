import { waitFor } from '../fields/after-write.ts'
import { command, type Written } from '../fields/command.ts'
import { asksOnlyFor } from '../fields/selection.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { CreateDeploymentInput, DeleteResourceInput, Resolvers } from '../generated/schema.ts'
import type { Context } from '../request/context.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { ProcessDefinitionRow } from '../upstream/catalog/process-definition.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import type { DeleteResourceResponse, DeploymentMetadataResult, DeploymentResult } from '../upstream/contract/types.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { checkDeployment, deploymentBody } from './shared/deployment-body.ts'

export const resolvers: Resolvers = {
  Mutation: {
    createDeployment: command<CreateDeploymentInput, DeploymentResult>(operations.createDeployment, {
      check: checkDeployment,
      body: deploymentBody,
      answers: ['deploymentKey', 'tenantId', 'deployments'],
    }),
    deleteResource: command<DeleteResourceInput, Partial<DeleteResourceResponse>>(operations.deleteResource),
  },
  CreateDeploymentPayload: {
    processDefinitions: (payload, _args, context, info) => {
      const upstream = upstreamOf(payload, context)
      const deployed = each(payload, 'processDefinition', upstream).map((definition) =>
        upstream.own({
          processDefinitionKey: definition.processDefinitionKey,
          processDefinitionId: definition.processDefinitionId,
          version: definition.processDefinitionVersion,
          resourceName: definition.resourceName,
          tenantId: definition.tenantId,
        }),
      )
      const known = new Set(['id', '__typename', ...Object.keys(deployed[0] ?? {})])
      if (asksOnlyFor(info, (field) => known.has(field))) return deployed as ProcessDefinitionRow[]
      return Promise.all(
        deployed.map(({ processDefinitionKey }) =>
          waitFor(upstream, payload.operation, async () => {
            // A key that was not told would be a mistake of the gateway's to ask for.
            return (await upstream.freshRow(processDefinitions, String(processDefinitionKey ?? ''))) ?? undefined
          }),
        ),
      )
    },
    decisionDefinitions: listed('decisionDefinition'),
    decisionRequirements: listed('decisionRequirements'),
    forms: listed('form'),
    resources: listed('resource'),
  },
  DeleteResourcePayload: {
    // 8.8 answers no body; what was deleted is what was asked for.
    resourceKey: ({ resourceKey, input }) => resourceKey ?? input.resourceKey,
    batchOperationKey: ({ batchOperation }) => batchOperation?.batchOperationKey ?? null,
    batchOperationType: ({ batchOperation }) => batchOperation?.batchOperationType ?? null,
  },
}

/** In a payload: the resources of one kind. */
function listed<Kind extends keyof DeploymentMetadataResult>(kind: Kind) {
  return (payload: Written<object, DeploymentResult>, _args: object, context: Context) =>
    each(payload, kind, upstreamOf(payload, context))
}

/** The resources of one kind in a deployment: each entry names one resource of one kind. */
function each<Kind extends keyof DeploymentMetadataResult>(
  { deployments, operation }: Written<object, DeploymentResult>,
  kind: Kind,
  upstream: Upstream,
): Array<NonNullable<DeploymentMetadataResult[Kind]>> {
  const found: Array<NonNullable<DeploymentMetadataResult[Kind]>> = []
  const read = () => {
    if (!Array.isArray(deployments)) throw new TypeError('it does not list what was deployed')
    for (const entry of deployments) {
      const one = entry?.[kind]
      if (typeof one === 'object' && one !== null) found.push(one)
    }
    return found
  }
  return upstream.readable(operation, read, 'write')
}
