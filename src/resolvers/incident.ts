import { afterWrite } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'

export const resolvers: Resolvers = {
  Query: {
    incident: byKey(incidents),
    incidents: connection(incidents),
  },
  Incident: {
    id: globalId(incidents),
    processInstance: one(
      processInstances,
      (incident) => incident.processInstanceKey,
      ({ processDefinitionId, processDefinitionKey, tenantId }) => ({
        processDefinitionId,
        processDefinitionKey,
        tenantId,
      }),
    ),
    processDefinition: one(
      processDefinitions,
      (incident) => incident.processDefinitionKey,
      ({ processDefinitionId, tenantId }) => ({ processDefinitionId, tenantId }),
    ),
    elementInstance: one(elementInstances, (incident) => incident.elementInstanceKey),
    rootProcessInstance: one(processInstances, (incident) => incident.rootProcessInstanceKey),
    job: one(jobs, (incident) => incident.jobKey),
  },
  Mutation: {
    resolveIncident: command(operations.resolveIncident),
  },
  ResolveIncidentPayload: {
    incident: afterWrite(
      incidents,
      'resolveIncident',
      ({ input }) => input.incidentKey,
      (row) => row.state === 'RESOLVED',
    ),
  },
}
