import { batchOperationTable } from './batch-operation.ts'
import { decisionDefinitionTable } from './decision-definition.ts'
import { decisionInstanceTable } from './decision-instance.ts'
import { decisionRequirementsTable } from './decision-requirements.ts'
import { elementInstanceTable } from './element-instance.ts'
import { groupTable } from './group.ts'
import { incidentTable } from './incident.ts'
import { jobTable } from './job.ts'
import { processDefinitionTable } from './process-definition.ts'
import { processInstanceTable } from './process-instance.ts'
import type { Table } from './table.ts'
import { tenantTable } from './tenants.ts'
import { userTable } from './user.ts'
import { userTaskTable } from './user-task.ts'
import { variableTable } from './variable.ts'

/** Every search that Camunda 7 can do over a list of its own, by operationId. */
export const tables: Readonly<Record<string, Table>> = Object.fromEntries(
  [
    processDefinitionTable,
    processInstanceTable,
    elementInstanceTable,
    userTaskTable,
    incidentTable,
    variableTable,
    jobTable,
    decisionDefinitionTable,
    decisionRequirementsTable,
    decisionInstanceTable,
    batchOperationTable,
    userTable,
    groupTable,
    tenantTable,
  ].map((table) => [table.operation, table]),
)
