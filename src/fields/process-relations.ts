import type { MaybeLazy } from '../upstream/catalog/lazy.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { one } from './one.ts'

/** What every row that belongs to a process instance says of it, as far as its version does. */
interface PartOfProcess {
  processInstanceKey?: MaybeLazy<string | null | undefined>
  processDefinitionKey?: MaybeLazy<string | null | undefined>
  processDefinitionId?: MaybeLazy<string | null | undefined>
  rootProcessInstanceKey?: MaybeLazy<string | null | undefined>
  tenantId?: MaybeLazy<string | null | undefined>
}

/** The relations of such a row to its instance, definition and root: spread into the resolvers of its type. */
export const processRelations = {
  processInstance: one(
    processInstances,
    (row: PartOfProcess) => row.processInstanceKey,
    ({ processDefinitionId, processDefinitionKey, tenantId }) => ({
      processDefinitionId,
      processDefinitionKey,
      tenantId,
    }),
  ),
  processDefinition: one(
    processDefinitions,
    (row: PartOfProcess) => row.processDefinitionKey,
    ({ processDefinitionId, tenantId }) => ({ processDefinitionId, tenantId }),
  ),
  rootProcessInstance: one(processInstances, (row: PartOfProcess) => row.rootProcessInstanceKey),
}
