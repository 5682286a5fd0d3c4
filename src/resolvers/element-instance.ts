import { children } from '../fields/children.ts'
import { command } from '../fields/command.ts'
import { connection, searchConnection } from '../fields/connection.ts'
import { checkHasVariables } from '../fields/input.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import { writtenVariables } from '../fields/written-variables.ts'
import type { CreateElementInstanceVariablesInput, Resolvers } from '../generated/schema.ts'
import type { ElementInstanceRow } from '../upstream/catalog/element-instance.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'

const keyOf = ({ elementInstanceKey }: ElementInstanceRow) => elementInstanceKey

export const resolvers: Resolvers = {
  Query: {
    elementInstance: byKey(elementInstances),
    elementInstances: connection(elementInstances),
  },
  ElementInstance: {
    id: globalId(elementInstances),
    ...processRelations,
    incident: one(incidents, (element) => element.incidentKey),
    childElementInstances: children(elementInstances, 'elementInstanceScopeKey', keyOf),
    calledProcessInstances: children(processInstances, 'parentElementInstanceKey', keyOf),
    variables: children(variables, 'scopeKey', keyOf),
    jobs: children(jobs, 'elementInstanceKey', keyOf),
    userTasks: children(userTasks, 'elementInstanceKey', keyOf),
    incidents: searchConnection(
      incidents,
      operations.searchElementInstanceIncidents,
      ({ elementInstanceKey }: ElementInstanceRow) => ({
        elementInstanceKey,
      }),
    ),
  },
  Mutation: {
    createElementInstanceVariables: command<CreateElementInstanceVariablesInput>(
      operations.createElementInstanceVariables,
      { check: (input) => checkHasVariables(input, 'input') },
    ),
  },
  CreateElementInstanceVariablesPayload: {
    variables: (payload, _args, context) => writtenVariables(upstreamOf(payload, context), payload.input),
    // The command also takes the key of a process instance: then there is no element instance to answer.
    elementInstance: (payload, _args, context) =>
      upstreamOf(payload, context).row(elementInstances, payload.input.elementInstanceKey),
  },
}
