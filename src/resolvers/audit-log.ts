import { children } from '../fields/children.ts'
import { connection, searchConnection } from '../fields/connection.ts'
import { formByKey } from '../fields/form.ts'
import { mayBeKey } from '../fields/keys.ts'
import { byKey, globalId, one, oneOf, type Target } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { AuditLogEntityType, Resolvers } from '../generated/schema.ts'
import { auditLogs } from '../upstream/catalog/audit-log.ts'
import { authorizations } from '../upstream/catalog/authorization.ts'
import { batchOperations } from '../upstream/catalog/batch-operation.ts'
import { decisionDefinitions } from '../upstream/catalog/decision-definition.ts'
import { decisionRequirements } from '../upstream/catalog/decision-requirements.ts'
import { deployedResources } from '../upstream/catalog/deployed-resource.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { groups } from '../upstream/catalog/group.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { mappingRules } from '../upstream/catalog/mapping-rule.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { roles } from '../upstream/catalog/role.ts'
import { tenants } from '../upstream/catalog/tenant.ts'
import { users } from '../upstream/catalog/user.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'

/** What is changed, as far as it can be read by what an entry has of it: of a decision or a resource that may be many keys. */
const ENTITIES: { readonly [Type in AuditLogEntityType]?: Resource<never> } = {
  AUTHORIZATION: authorizations,
  BATCH: batchOperations,
  GROUP: groups,
  INCIDENT: incidents,
  JOB: jobs,
  MAPPING_RULE: mappingRules,
  PROCESS_INSTANCE: processInstances,
  ROLE: roles,
  TENANT: tenants,
  USER: users,
  USER_TASK: userTasks,
  VARIABLE: variables,
}

function targetOf(type: string | null | undefined, key: string | null | undefined): Target | undefined {
  const resource = ENTITIES[type as AuditLogEntityType]
  return resource && key ? { resource, key } : undefined
}

/** What was done to an object, of a kind whose keys stand in no field of their own. */
const about = <Row extends object>(type: AuditLogEntityType, keyOf: (row: Row) => string) =>
  children(auditLogs, 'entityKey', keyOf, { entityType: type })

const formOf = formByKey(operations.getFormByKey)

export const resolvers: Resolvers[] = [
  {
    Query: {
      auditLog: byKey(auditLogs),
      auditLogs: connection(auditLogs),
    },
    AuditLog: {
      id: globalId(auditLogs),
      ...processRelations,
      batchOperation: one(
        batchOperations,
        (row) => row.batchOperationKey,
        ({ batchOperationType }) => ({ batchOperationType }),
      ),
      elementInstance: one(elementInstances, (row) => row.elementInstanceKey),
      job: one(jobs, (row) => row.jobKey),
      userTask: one(userTasks, (row) => row.userTaskKey),
      decisionDefinition: one(
        decisionDefinitions,
        (row) => row.decisionDefinitionKey,
        ({ decisionDefinitionId, decisionRequirementsId, decisionRequirementsKey, tenantId }) => ({
          decisionDefinitionId,
          decisionRequirementsId,
          decisionRequirementsKey,
          tenantId,
        }),
      ),
      decisionRequirements: one(
        decisionRequirements,
        (row) => row.decisionRequirementsKey,
        ({ decisionRequirementsId, tenantId }) => ({ decisionRequirementsId, tenantId }),
      ),
      form: (row, _args, context) =>
        mayBeKey(row.formKey, upstreamOf(row, context).keys) ? formOf(row, { formKey: row.formKey }, context) : null,
      resource: one(
        deployedResources,
        (row) => row.resourceKey,
        ({ tenantId }) => ({ tenantId }),
      ),
      actor: one(users, ({ actorType, actorId }) => (actorType === 'USER' ? actorId : null)),
      entity: oneOf(({ entityType, entityKey }) => targetOf(entityType, entityKey)),
      relatedEntity: oneOf(({ relatedEntityType, relatedEntityKey }) => targetOf(relatedEntityType, relatedEntityKey)),
    },
  },
  {
    ProcessInstance: { auditLogs: children(auditLogs, 'processInstanceKey', (row) => row.processInstanceKey) },
    ProcessDefinition: { auditLogs: children(auditLogs, 'processDefinitionKey', (row) => row.processDefinitionKey) },
    ElementInstance: { auditLogs: children(auditLogs, 'elementInstanceKey', (row) => row.elementInstanceKey) },
    Job: { auditLogs: children(auditLogs, 'jobKey', (row) => row.jobKey) },
    DecisionDefinition: { auditLogs: children(auditLogs, 'decisionDefinitionKey', (row) => row.decisionDefinitionKey) },
    DecisionRequirements: {
      auditLogs: children(auditLogs, 'decisionRequirementsKey', (row) => row.decisionRequirementsKey),
    },
    UserTask: {
      auditLogs: searchConnection(auditLogs, operations.searchUserTaskAuditLogs, ({ userTaskKey }) => ({
        userTaskKey,
      })),
    },
    User: {
      auditLogs: about('USER', (row) => row.username),
      performedAuditLogs: children(auditLogs, 'actorId', (row) => row.username, { actorType: 'USER' }),
    },
    Viewer: {
      performedAuditLogs: children(auditLogs, 'actorId', (viewer) => viewer.username, { actorType: 'USER' }),
    },
    Resource: { auditLogs: children(auditLogs, 'resourceKey', (row) => row.resourceKey) },
    Form: { auditLogs: children(auditLogs, 'formKey', (row) => row.formKey) },
    BatchOperation: { auditLogs: about('BATCH', (row) => row.batchOperationKey) },
    Authorization: { auditLogs: about('AUTHORIZATION', (row) => row.authorizationKey) },
    Group: { auditLogs: about('GROUP', (row) => row.groupId) },
    Incident: { auditLogs: about('INCIDENT', (row) => row.incidentKey) },
    MappingRule: { auditLogs: about('MAPPING_RULE', (row) => row.mappingRuleId) },
    Role: { auditLogs: about('ROLE', (row) => row.roleId) },
    Tenant: { auditLogs: about('TENANT', (row) => row.tenantId) },
    Variable: { auditLogs: about('VARIABLE', (row) => row.variableKey) },
  },
]
