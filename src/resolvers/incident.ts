import { afterWrite } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Query: {
    incident: byKey(incidents),
    incidents: connection(incidents),
  },
  Incident: {
    id: globalId(incidents),
    ...processRelations,
    elementInstance: one(elementInstances, (incident) => incident.elementInstanceKey),
    job: one(jobs, (incident) => incident.jobKey),
  },
  Mutation: {
    resolveIncident: command(operations.resolveIncident),
  },
  ResolveIncidentPayload: {
    incident: afterWrite(incidents, { isVisible: (row) => row.state === 'RESOLVED' }),
  },
}
