import type {
  BatchOperationCreatedResult,
  CreateProcessInstanceResult,
  DeploymentResult,
  JobActivationResult,
  MessageCorrelationResult,
  MessagePublicationResult,
  ProcessInstanceCallHierarchyEntry,
  ProcessInstanceSequenceFlowResult,
  SignalBroadcastResult,
} from '@camunda8/orchestration-cluster-api'
import type { Written } from './fields/command.ts'
import type { Connection } from './fields/connection.ts'
import type { FormRow } from './fields/form.ts'
import type * as Schema from './generated/schema.ts'
import type { ElementInstanceRow } from './upstream/catalog/element-instance.ts'
import type { IncidentRow } from './upstream/catalog/incident.ts'
import type { ActivatedJobRow, JobRow } from './upstream/catalog/job.ts'
import type { WithLazy } from './upstream/catalog/lazy.ts'
import type { ProcessDefinitionRow } from './upstream/catalog/process-definition.ts'
import type { ProcessInstanceRow } from './upstream/catalog/process-instance.ts'
import type { UserTaskRow } from './upstream/catalog/user-task.ts'
import type { VariableRow } from './upstream/catalog/variable.ts'

/**
 * What resolvers get as the object whose fields they resolve: rows as Camunda answers them, typed by its official SDK.
 * The generated resolver types are built on these.
 */
export type ProcessDefinition = ProcessDefinitionRow
export type ProcessInstance = ProcessInstanceRow
export type ElementInstance = ElementInstanceRow
export type Variable = VariableRow
export type Job = JobRow
export type UserTask = UserTaskRow
export type Incident = IncidentRow
export type Form = FormRow
export type ActivatedJob = ActivatedJobRow
export type SequenceFlow = ProcessInstanceSequenceFlowResult
export type CallHierarchyEntry = ProcessInstanceCallHierarchyEntry

export type ProcessDefinitionConnection = Connection<ProcessDefinition>
export type ProcessInstanceConnection = Connection<ProcessInstance>
export type ElementInstanceConnection = Connection<ElementInstance>
export type VariableConnection = Connection<Variable>
export type JobConnection = Connection<Job>
export type UserTaskConnection = Connection<UserTask>
export type IncidentConnection = Connection<Incident>

/** Each field finds out for itself. */
export type Capabilities = Record<string, never>

export type CreateProcessInstancePayload = Written<
  Schema.CreateProcessInstanceInput,
  WithLazy<CreateProcessInstanceResult, 'processDefinitionId' | 'processDefinitionVersion'>
>
export type CancelProcessInstancePayload = Written<Schema.CancelProcessInstanceInput>
export type ModifyProcessInstancePayload = Written<Schema.ModifyProcessInstanceInput>
export type MigrateProcessInstancePayload = Written<Schema.MigrateProcessInstanceInput>
export type ResolveProcessInstanceIncidentsPayload = Written<
  Schema.ResolveProcessInstanceIncidentsInput,
  BatchOperationCreatedResult
>
export type CreateElementInstanceVariablesPayload = Written<Schema.CreateElementInstanceVariablesInput>
export type ActivateJobsPayload = Written<Schema.ActivateJobsInput, JobActivationResult>
export type CompleteJobPayload = Written<Schema.CompleteJobInput>
export type FailJobPayload = Written<Schema.FailJobInput>
export type ThrowJobErrorPayload = Written<Schema.ThrowJobErrorInput>
export type UpdateJobPayload = Written<Schema.UpdateJobInput>
export type AssignUserTaskPayload = Written<Schema.AssignUserTaskInput>
export type UnassignUserTaskPayload = Written<Schema.UnassignUserTaskInput>
export type UpdateUserTaskPayload = Written<Schema.UpdateUserTaskInput>
export type CompleteUserTaskPayload = Written<Schema.CompleteUserTaskInput>
export type ResolveIncidentPayload = Written<Schema.ResolveIncidentInput>
export type PublishMessagePayload = Written<Schema.PublishMessageInput, MessagePublicationResult>
export type CorrelateMessagePayload = Written<Schema.CorrelateMessageInput, MessageCorrelationResult>
export type BroadcastSignalPayload = Written<Schema.BroadcastSignalInput, WithLazy<SignalBroadcastResult, 'signalKey'>>
export type CreateDeploymentPayload = Written<Schema.CreateDeploymentInput, DeploymentResult>
export type DeleteResourcePayload = Written<Schema.DeleteResourceInput, DeleteResourceAnswer>

/** Since 8.9 a deletion is answered; before, it is only acknowledged. */
export interface DeleteResourceAnswer {
  resourceKey?: string
  batchOperation?: BatchOperationCreatedResult | null
}
