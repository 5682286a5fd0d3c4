import type * as Rest from '@camunda8/orchestration-cluster-api'
import type * as Sdl from '../../src/generated/schema.ts'
import type {
  Alternatives,
  Filter,
  Flattened,
  Holds,
  Input,
  KeysOf,
  Renamed,
  Request,
  Row,
  Sort,
} from './sdl.problems.ts'

/**
 * The schema's types, held against those of the official SDK by the compiler: nothing here runs. A line does not compile
 * when the SDL lacks a field of REST, has one that REST has not, promises more than REST does, or misses a value; the
 * message names the field. What differs by design is named here.
 */

export type Rows = [
  Holds<Row<'ProcessDefinition', Sdl.ProcessDefinition, Rest.ProcessDefinitionResult, 'id' | 'xml'>>,
  Holds<Row<'ProcessInstance', Sdl.ProcessInstance, Rest.ProcessInstanceResult, 'id'>>,
  Holds<Row<'ElementInstance', Sdl.ElementInstance, Rest.ElementInstanceResult, 'id'>>,
  // `value` is parsed, `preview` is the text as it came.
  Holds<Row<'Variable', Sdl.Variable, Rest.VariableSearchResult, 'id' | 'preview'>>,
  Holds<Row<'Job', Sdl.Job, Rest.JobSearchResult, 'id'>>,
  Holds<Row<'UserTask', Sdl.UserTask, Rest.UserTaskResult, 'id'>>,
  Holds<Row<'Incident', Sdl.Incident, Rest.IncidentResult, 'id' | 'stackTrace'>>,
  Holds<Row<'Form', Sdl.Form, Rest.FormResult>>,
  // Milliseconds in REST, a date here as in a job.
  Holds<Row<'ActivatedJob', Sdl.ActivatedJob, ActivatedJob, never, 'deadline'>>,
  Holds<Row<'ActivatedJobUserTask', Sdl.ActivatedJobUserTask, Rest.UserTaskProperties>>,
  Holds<Row<'SequenceFlow', Sdl.SequenceFlow, Rest.ProcessInstanceSequenceFlowResult>>,
  Holds<Row<'CallHierarchyEntry', Sdl.CallHierarchyEntry, Rest.ProcessInstanceCallHierarchyEntry>>,
  Holds<Row<'ProcessElementStatistics', Sdl.ProcessElementStatistics, Rest.ProcessElementStatisticsResult>>,
  Holds<Row<'Topology', Sdl.Topology, Rest.TopologyResponse>>,
  Holds<Row<'Broker', Sdl.Broker, Rest.BrokerInfo>>,
  Holds<Row<'Partition', Sdl.Partition, Rest.Partition>>,
  Holds<Row<'License', Sdl.License, Rest.LicenseResponse>>,
  Holds<Row<'Viewer', Sdl.Viewer, Rest.CamundaUserResult>>,
  Holds<Row<'ViewerTenant', Sdl.ViewerTenant, Rest.TenantResult>>,
]

export type Filters = [
  Holds<Filter<'ProcessDefinitionFilter', Sdl.ProcessDefinitionFilter, Rest.ProcessDefinitionFilter>>,
  Holds<Filter<'ProcessInstanceFilter', Sdl.ProcessInstanceFilter, Rest.ProcessInstanceFilter>>,
  Holds<
    Filter<
      'ProcessDefinitionStatisticsFilter',
      Sdl.ProcessDefinitionStatisticsFilter,
      Rest.ProcessDefinitionStatisticsFilter
    >
  >,
  Holds<Filter<'ElementInstanceFilter', Sdl.ElementInstanceFilter, Rest.ElementInstanceFilter>>,
  Holds<Filter<'VariableFilter', Sdl.VariableFilter, Rest.VariableFilter>>,
  Holds<Filter<'UserTaskVariableFilter', Sdl.UserTaskVariableFilter, Rest.UserTaskVariableFilter>>,
  Holds<Filter<'VariableValueFilter', Sdl.VariableValueFilter, Rest.VariableValueFilterProperty>>,
  Holds<Filter<'JobFilter', Sdl.JobFilter, Rest.JobFilter>>,
  Holds<Filter<'UserTaskFilter', Sdl.UserTaskFilter, Rest.UserTaskFilter>>,
  Holds<Filter<'IncidentFilter', Sdl.IncidentFilter, Rest.IncidentFilter>>,
]

export type Sorts = [
  Holds<
    Sort<
      'ProcessDefinitionSortField',
      Sdl.ProcessDefinitionSortField,
      Rest.ProcessDefinitionSearchQuerySortRequest['field']
    >
  >,
  Holds<
    Sort<'ProcessInstanceSortField', Sdl.ProcessInstanceSortField, Rest.ProcessInstanceSearchQuerySortRequest['field']>
  >,
  Holds<
    Sort<'ElementInstanceSortField', Sdl.ElementInstanceSortField, Rest.ElementInstanceSearchQuerySortRequest['field']>
  >,
  Holds<Sort<'VariableSortField', Sdl.VariableSortField, Rest.VariableSearchQuerySortRequest['field']>>,
  Holds<Sort<'VariableSortField', Sdl.VariableSortField, Rest.UserTaskVariableSearchQuerySortRequest['field']>>,
  Holds<Sort<'JobSortField', Sdl.JobSortField, Rest.JobSearchQuerySortRequest['field']>>,
  Holds<Sort<'UserTaskSortField', Sdl.UserTaskSortField, Rest.UserTaskSearchQuerySortRequest['field']>>,
  Holds<Sort<'IncidentSortField', Sdl.IncidentSortField, Rest.IncidentSearchQuerySortRequest['field']>>,
  Holds<Sort<'SortOrder', Sdl.SortOrder, Rest.SortOrderEnum>>,
]

export type Inputs = [
  Holds<Input<'CreateProcessInstanceInput', Sdl.CreateProcessInstanceInput, Request<Rest.CreateProcessInstanceData>>>,
  Holds<
    Input<
      'ProcessInstanceStartInstructionInput',
      Sdl.ProcessInstanceStartInstructionInput,
      Rest.ProcessInstanceCreationStartInstruction
    >
  >,
  Holds<
    Input<
      'ProcessInstanceRuntimeInstructionInput',
      Sdl.ProcessInstanceRuntimeInstructionInput,
      Renamed<Rest.ProcessInstanceCreationTerminateInstruction, { afterElementId: 'terminateAfterElementId' }>,
      'type'
    >
  >,
  Holds<
    Alternatives<
      'ProcessInstanceRuntimeInstructionInput',
      KeysOf<Sdl.ProcessInstanceRuntimeInstructionInput>,
      { TERMINATE_PROCESS_INSTANCE: 'terminateAfterElementId' }[Rest.ProcessInstanceCreationRuntimeInstruction['type']]
    >
  >,
  Holds<Input<'CancelProcessInstanceInput', Sdl.CancelProcessInstanceInput, Request<Rest.CancelProcessInstanceData>>>,
  Holds<Input<'ModifyProcessInstanceInput', Sdl.ModifyProcessInstanceInput, Request<Rest.ModifyProcessInstanceData>>>,
  Holds<
    Input<'ActivateInstructionInput', Sdl.ActivateInstructionInput, Rest.ProcessInstanceModificationActivateInstruction>
  >,
  Holds<Input<'VariableInstructionInput', Sdl.VariableInstructionInput, Rest.ModifyProcessInstanceVariableInstruction>>,
  Holds<
    Input<
      'MoveInstructionInput',
      Sdl.MoveInstructionInput,
      Renamed<
        Rest.ProcessInstanceModificationMoveInstruction,
        { sourceElementInstruction: 'source'; ancestorScopeInstruction: 'ancestorScope' }
      >
    >
  >,
  Holds<
    Input<
      'MoveSourceInput',
      Sdl.MoveSourceInput,
      Renamed<
        Rest.SourceElementInstruction,
        { sourceElementId: 'elementId'; sourceElementInstanceKey: 'elementInstanceKey' }
      >,
      'sourceType'
    >
  >,
  Holds<
    Alternatives<
      'MoveSourceInput',
      KeysOf<Sdl.MoveSourceInput>,
      { byId: 'elementId'; byKey: 'elementInstanceKey' }[Rest.SourceElementInstruction['sourceType']]
    >
  >,
  Holds<
    Alternatives<
      'AncestorScopeInput',
      KeysOf<Sdl.AncestorScopeInput>,
      {
        direct: 'elementInstanceKey'
        inferred: 'inferred'
        sourceParent: 'sourceParent'
      }[Rest.AncestorScopeInstruction['ancestorScopeType']]
    >
  >,
  Holds<
    Input<
      'TerminateInstructionInput',
      Sdl.TerminateInstructionInput,
      Rest.ProcessInstanceModificationTerminateInstruction
    >
  >,
  Holds<
    Input<'MigrateProcessInstanceInput', Sdl.MigrateProcessInstanceInput, Request<Rest.MigrateProcessInstanceData>>
  >,
  Holds<
    Input<
      'MigrationMappingInstructionInput',
      Sdl.MigrationMappingInstructionInput,
      Rest.MigrateProcessInstanceMappingInstruction
    >
  >,
  Holds<
    Input<
      'ResolveProcessInstanceIncidentsInput',
      Sdl.ResolveProcessInstanceIncidentsInput,
      Request<Rest.ResolveProcessInstanceIncidentsData>
    >
  >,
  Holds<
    Input<
      'CreateElementInstanceVariablesInput',
      Sdl.CreateElementInstanceVariablesInput,
      Request<Rest.CreateElementInstanceVariablesData>
    >
  >,
  Holds<Input<'ActivateJobsInput', Sdl.ActivateJobsInput, Request<Rest.ActivateJobsData>>>,
  Holds<Input<'CompleteJobInput', Sdl.CompleteJobInput, Request<Rest.CompleteJobData>>>,
  Holds<Alternatives<'JobResultInput', KeysOf<Sdl.JobResultInput>, Rest.JobResult['type']>>,
  Holds<Input<'UserTaskJobResultInput', Sdl.UserTaskJobResultInput, NonNullable<Rest.JobResultUserTask>, 'type'>>,
  Holds<Input<'JobResultCorrectionsInput', Sdl.JobResultCorrectionsInput, NonNullable<Rest.JobResultCorrections>>>,
  Holds<
    Input<
      'AdHocSubProcessJobResultInput',
      Sdl.AdHocSubProcessJobResultInput,
      NonNullable<Rest.JobResultAdHocSubProcess>,
      'type'
    >
  >,
  Holds<Input<'JobResultActivateElementInput', Sdl.JobResultActivateElementInput, Rest.JobResultActivateElement>>,
  Holds<Input<'FailJobInput', Sdl.FailJobInput, Request<Rest.FailJobData>>>,
  Holds<Input<'ThrowJobErrorInput', Sdl.ThrowJobErrorInput, Request<Rest.ThrowJobErrorData>>>,
  Holds<Input<'UpdateJobInput', Sdl.UpdateJobInput, Flattened<Request<Rest.UpdateJobData>, 'changeset'>>>,
  Holds<Input<'AssignUserTaskInput', Sdl.AssignUserTaskInput, Request<Rest.AssignUserTaskData>>>,
  Holds<Input<'UnassignUserTaskInput', Sdl.UnassignUserTaskInput, Request<Rest.UnassignUserTaskData>>>,
  Holds<
    Input<'UpdateUserTaskInput', Sdl.UpdateUserTaskInput, Flattened<Request<Rest.UpdateUserTaskData>, 'changeset'>>
  >,
  Holds<Input<'CompleteUserTaskInput', Sdl.CompleteUserTaskInput, Request<Rest.CompleteUserTaskData>>>,
  Holds<Input<'ResolveIncidentInput', Sdl.ResolveIncidentInput, Request<Rest.ResolveIncidentData>>>,
  Holds<Input<'PublishMessageInput', Sdl.PublishMessageInput, Request<Rest.PublishMessageData>>>,
  Holds<Input<'CorrelateMessageInput', Sdl.CorrelateMessageInput, Request<Rest.CorrelateMessageData>>>,
  Holds<Input<'BroadcastSignalInput', Sdl.BroadcastSignalInput, Request<Rest.BroadcastSignalData>>>,
  Holds<Input<'CreateDeploymentInput', Sdl.CreateDeploymentInput, Request<Rest.CreateDeploymentData>>>,
  Holds<Input<'DeleteResourceInput', Sdl.DeleteResourceInput, Request<Rest.DeleteResourceData>>>,
]

export type Answers = [
  Holds<Row<'CreateProcessInstancePayload', Sdl.CreateProcessInstancePayload, Rest.CreateProcessInstanceResult>>,
  Holds<Row<'CancelProcessInstancePayload', Sdl.CancelProcessInstancePayload, Nothing>>,
  Holds<Row<'ModifyProcessInstancePayload', Sdl.ModifyProcessInstancePayload, Nothing>>,
  Holds<Row<'MigrateProcessInstancePayload', Sdl.MigrateProcessInstancePayload, Nothing>>,
  Holds<
    Row<
      'ResolveProcessInstanceIncidentsPayload',
      Sdl.ResolveProcessInstanceIncidentsPayload,
      Rest.BatchOperationCreatedResult
    >
  >,
  Holds<Row<'CreateElementInstanceVariablesPayload', Sdl.CreateElementInstanceVariablesPayload, Nothing>>,
  Holds<Row<'ActivateJobsPayload', Sdl.ActivateJobsPayload, Rest.JobActivationResult>>,
  Holds<Row<'CompleteJobPayload', Sdl.CompleteJobPayload, Nothing>>,
  Holds<Row<'FailJobPayload', Sdl.FailJobPayload, Nothing>>,
  Holds<Row<'ThrowJobErrorPayload', Sdl.ThrowJobErrorPayload, Nothing>>,
  Holds<Row<'UpdateJobPayload', Sdl.UpdateJobPayload, Nothing>>,
  Holds<Row<'AssignUserTaskPayload', Sdl.AssignUserTaskPayload, Nothing>>,
  Holds<Row<'UnassignUserTaskPayload', Sdl.UnassignUserTaskPayload, Nothing>>,
  Holds<Row<'UpdateUserTaskPayload', Sdl.UpdateUserTaskPayload, Nothing>>,
  Holds<Row<'CompleteUserTaskPayload', Sdl.CompleteUserTaskPayload, Nothing>>,
  Holds<Row<'ResolveIncidentPayload', Sdl.ResolveIncidentPayload, Nothing>>,
  Holds<Row<'PublishMessagePayload', Sdl.PublishMessagePayload, Rest.MessagePublicationResult>>,
  Holds<Row<'CorrelateMessagePayload', Sdl.CorrelateMessagePayload, Rest.MessageCorrelationResult>>,
  Holds<Row<'BroadcastSignalPayload', Sdl.BroadcastSignalPayload, Rest.SignalBroadcastResult>>,
  // What REST mixes in one list stands in one list for each kind here.
  Holds<Row<'CreateDeploymentPayload', Sdl.CreateDeploymentPayload, Omit<Rest.DeploymentResult, 'deployments'>>>,
  Holds<
    Alternatives<
      'CreateDeploymentPayload',
      Exclude<keyof Sdl.CreateDeploymentPayload, '__typename' | keyof Rest.DeploymentResult>,
      {
        processDefinition: 'processDefinitions'
        decisionDefinition: 'decisionDefinitions'
        decisionRequirements: 'decisionRequirements'
        form: 'forms'
        resource: 'resources'
      }[keyof Rest.DeploymentMetadataResult]
    >
  >,
  Holds<Row<'DeployedDecisionDefinition', Sdl.DeployedDecisionDefinition, Rest.DeploymentDecisionResult>>,
  Holds<
    Row<'DeployedDecisionRequirements', Sdl.DeployedDecisionRequirements, Rest.DeploymentDecisionRequirementsResult>
  >,
  Holds<Row<'DeployedForm', Sdl.DeployedForm, Rest.DeploymentFormResult>>,
  Holds<Row<'DeployedResource', Sdl.DeployedResource, Rest.DeploymentResourceResult>>,
  // The batch operation's fields stand beside the key, null where there is none.
  Holds<
    Row<
      'DeleteResourcePayload',
      Sdl.DeleteResourcePayload,
      Omit<Rest.DeleteResourceResponse, 'batchOperation'> & Partial<Rest.BatchOperationCreatedResult>
    >
  >,
]

/** A command that answers no body. */
type Nothing = Record<never, never>

type ActivatedJob = Rest.JobActivationResult['jobs'][number]
