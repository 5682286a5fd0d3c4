/* Generated from schema/ by `npm run generate`. Do not edit. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ProcessDefinition as ProcessDefinitionRow, ProcessInstance as ProcessInstanceRow, ElementInstance as ElementInstanceRow, Variable as VariableRow, Job as JobRow, UserTask as UserTaskRow, Incident as IncidentRow, Form as FormRow, ActivatedJob as ActivatedJobRow, SequenceFlow as SequenceFlowRow, CallHierarchyEntry as CallHierarchyEntryRow, ProcessDefinitionConnection as ProcessDefinitionConnectionRow, ProcessInstanceConnection as ProcessInstanceConnectionRow, ElementInstanceConnection as ElementInstanceConnectionRow, VariableConnection as VariableConnectionRow, JobConnection as JobConnectionRow, UserTaskConnection as UserTaskConnectionRow, IncidentConnection as IncidentConnectionRow, Capabilities as CapabilitiesRow, CreateProcessInstancePayload as CreateProcessInstancePayloadRow, CancelProcessInstancePayload as CancelProcessInstancePayloadRow, ModifyProcessInstancePayload as ModifyProcessInstancePayloadRow, MigrateProcessInstancePayload as MigrateProcessInstancePayloadRow, ResolveProcessInstanceIncidentsPayload as ResolveProcessInstanceIncidentsPayloadRow, CreateElementInstanceVariablesPayload as CreateElementInstanceVariablesPayloadRow, ActivateJobsPayload as ActivateJobsPayloadRow, CompleteJobPayload as CompleteJobPayloadRow, FailJobPayload as FailJobPayloadRow, ThrowJobErrorPayload as ThrowJobErrorPayloadRow, UpdateJobPayload as UpdateJobPayloadRow, AssignUserTaskPayload as AssignUserTaskPayloadRow, UnassignUserTaskPayload as UnassignUserTaskPayloadRow, UpdateUserTaskPayload as UpdateUserTaskPayloadRow, CompleteUserTaskPayload as CompleteUserTaskPayloadRow, ResolveIncidentPayload as ResolveIncidentPayloadRow, PublishMessagePayload as PublishMessagePayloadRow, CorrelateMessagePayload as CorrelateMessagePayloadRow, BroadcastSignalPayload as BroadcastSignalPayloadRow, CreateDeploymentPayload as CreateDeploymentPayloadRow, DeleteResourcePayload as DeleteResourcePayloadRow } from '../resolvers/types.ts';
import type { Context } from '../request/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time as RFC 3339 text with a time zone, such as `2026-11-21T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /**
   * Any JSON value, exactly as Camunda holds it: integers beyond 2^53 and the difference between `1` and `1.0` survive
   * in both directions wherever JSON text can carry them.
   */
  JSON: { input: unknown; output: unknown; }
  /** A whole number of up to 64 bits, written as a JSON number. Durations are milliseconds. */
  Long: { input: unknown; output: number; }
  /** A file of a multipart request (GraphQL multipart request specification). */
  Upload: { input: File; output: File; }
};

/**
 * What the engine behind this gateway can do: every generation of Camunda is asked through the same schema, and older ones
 * lack some of it. What is not supported is refused with `NOT_SUPPORTED` before any call.
 */
export type Capabilities = {
  __typename?: 'Capabilities';
  /** The generation of the engine, such as `Camunda 8` or `Camunda 7`. */
  generation: Scalars['String']['output'];
  /** The engine's version, such as `8.9` or `7.24`; null where the caller may not know it. */
  version?: Maybe<Scalars['String']['output']>;
  /**
   * The fields that an operation of the engine serves, in the order of the schema; of these only what the gateway's policy
   * lets the caller use. Where introspection is off and callers ask with their own rights, those whom the cluster does not
   * know are refused.
   */
  fields: Array<FieldCapability>;
};


/**
 * What the engine behind this gateway can do: every generation of Camunda is asked through the same schema, and older ones
 * lack some of it. What is not supported is refused with `NOT_SUPPORTED` before any call.
 */
export type CapabilitiesFieldsArgs = {
  type?: InputMaybe<Scalars['String']['input']>;
};

/** Whether one field of the schema works, and what it takes. */
export type FieldCapability = {
  __typename?: 'FieldCapability';
  /** The field's type, such as `Query`. */
  type: Scalars['String']['output'];
  /** The field's name, such as `processInstances`. */
  name: Scalars['String']['output'];
  /** The operation that serves it: the REST operationId of Camunda 8. */
  operation: Scalars['String']['output'];
  /** Whether the engine has it. */
  supported: Scalars['Boolean']['output'];
  /** What would do, where it is not supported; null where it is. */
  instead?: Maybe<Scalars['String']['output']>;
  /** What its `filter` takes; null where it has no filter, or is not supported. */
  filters?: Maybe<Array<FilterCapability>>;
  /** The values of `field` that its `sort` takes; null where it has no sort, or is not supported. */
  sorts?: Maybe<Array<Scalars['String']['output']>>;
};

/** What one field of a filter takes. */
export type FilterCapability = {
  __typename?: 'FilterCapability';
  /** The field's name, such as `state`. `or` holds alternatives. */
  field: Scalars['String']['output'];
  /** The operators that it takes, such as `eq` and `in`; empty for a field that takes a value or alternatives. */
  operators: Array<Scalars['String']['output']>;
};

/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type Query = {
  __typename?: 'Query';
  /** What the engine behind this gateway can do. Needs no permission. */
  capabilities: Capabilities;
  /** How the cluster is built. Open to every caller whom Camunda knows. */
  topology?: Maybe<Topology>;
  /** Whether the cluster can work. A snapshot of this moment; needs no permission. */
  status?: Maybe<ClusterHealth>;
  /** The cluster's license. Needs no permission. */
  license?: Maybe<License>;
  /** Who Camunda takes the caller for, and what they may open. Needs no permission of its own. */
  viewer?: Maybe<Viewer>;
  /** Any object by its global `id`; null where it does not exist. */
  node?: Maybe<Node>;
  /** Several objects by their global `id`s, in the order asked, null where one does not exist. At most 1,000. */
  nodes: Array<Maybe<Node>>;
  /**
   * An element instance by its key; null where it does not exist. Needs `READ_PROCESS_INSTANCE` on the process
   * definition, else it answers `FORBIDDEN`.
   */
  elementInstance?: Maybe<ElementInstance>;
  /**
   * The element instances of all process instances. Those whose process definition the caller has no
   * `READ_PROCESS_INSTANCE` on are left out: without it on any, the page is empty.
   * A page has 50 rows where neither `first` nor `last` is given, and at most the configured maximum (1,000 by default).
   * `first: 0` asks for the count alone; `last` with `before` pages backward.
   */
  elementInstances?: Maybe<ElementInstanceConnection>;
  /**
   * An incident by its key; null when there is none. Needs READ_PROCESS_INSTANCE on the process definition, else
   * `FORBIDDEN`.
   */
  incident?: Maybe<Incident>;
  /**
   * The incidents that the caller may see: READ_PROCESS_INSTANCE on the process definition; without it the page is
   * empty. `first` or `last`: at most the configured maximum (1,000 by default), 50 when neither is given; `first: 0`
   * asks for the count alone.
   */
  incidents?: Maybe<IncidentConnection>;
  /**
   * A job by its key. A search serves this, so it is null, not `FORBIDDEN`, without READ_PROCESS_INSTANCE on the process
   * definition.
   */
  job?: Maybe<Job>;
  /**
   * The jobs that the caller may see: READ_PROCESS_INSTANCE on the process definition; without it the page is empty.
   * `first` or `last`: at most the configured maximum (1,000 by default), 50 when neither is given; `first: 0` asks for
   * the count alone.
   */
  jobs?: Maybe<JobConnection>;
  /**
   * One version of a process by its key; null where it does not exist. Needs `READ_PROCESS_DEFINITION` on the process
   * definition, else it answers `FORBIDDEN`.
   */
  processDefinition?: Maybe<ProcessDefinition>;
  /**
   * The deployed processes, all versions unless `isLatestVersion` is set. Without `READ_PROCESS_DEFINITION` on any, the
   * page is empty.
   * A page has 50 rows where neither `first` nor `last` is given, and at most the configured maximum (1,000 by default).
   * `first: 0` asks for the count alone; `last` with `before` pages backward.
   */
  processDefinitions?: Maybe<ProcessDefinitionConnection>;
  /**
   * A process instance by its key; null where it does not exist, and for a moment after its creation. Needs
   * `READ_PROCESS_INSTANCE` on the process definition, else it answers `FORBIDDEN`.
   */
  processInstance?: Maybe<ProcessInstance>;
  /**
   * The process instances, running and ended, called ones included. Instances whose process definition the caller has no
   * `READ_PROCESS_INSTANCE` on are left out: without it on any, the page is empty.
   * A page has 50 rows where neither `first` nor `last` is given, and at most the configured maximum (1,000 by default).
   * `first: 0` asks for the count alone; `last` with `before` pages backward.
   */
  processInstances?: Maybe<ProcessInstanceConnection>;
  /**
   * A user task by its key; null when there is none. Needs READ_USER_TASK on the process definition, or READ on the
   * USER_TASK itself (since Camunda 8.9); else `FORBIDDEN`.
   */
  userTask?: Maybe<UserTask>;
  /**
   * The user tasks that the caller may see: READ_USER_TASK on the process definition, or READ on the USER_TASK itself
   * (since Camunda 8.9); without either the page is empty. `first` or `last`: at most the configured maximum (1,000 by
   * default), 50 when neither is given; `first: 0` asks for the count alone. Tasks cannot be sorted by their key:
   * Camunda itself breaks ties by it.
   */
  userTasks?: Maybe<UserTaskConnection>;
  /**
   * A variable by its key; null where it does not exist. Needs `READ_PROCESS_INSTANCE` on the process definition, else
   * it answers `FORBIDDEN`.
   */
  variable?: Maybe<Variable>;
  /**
   * The variables of all scopes of all process instances. Those whose process definition the caller has no
   * `READ_PROCESS_INSTANCE` on are left out: without it on any, the page is empty.
   * A page has 50 rows where neither `first` nor `last` is given, and at most the configured maximum (1,000 by default).
   * `first: 0` asks for the count alone; `last` with `before` pages backward.
   */
  variables?: Maybe<VariableConnection>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryElementInstanceArgs = {
  elementInstanceKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryElementInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ElementInstanceFilter>;
  sort?: InputMaybe<Array<ElementInstanceSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryIncidentArgs = {
  incidentKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryJobArgs = {
  jobKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
  sort?: InputMaybe<Array<JobSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryProcessDefinitionArgs = {
  processDefinitionKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryProcessDefinitionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProcessDefinitionFilter>;
  sort?: InputMaybe<Array<ProcessDefinitionSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryProcessInstanceArgs = {
  processInstanceKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryProcessInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProcessInstanceFilter>;
  sort?: InputMaybe<Array<ProcessInstanceSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryUserTaskArgs = {
  userTaskKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryUserTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskFilter>;
  sort?: InputMaybe<Array<UserTaskSort>>;
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryVariableArgs = {
  variableKey: Scalars['ID']['input'];
};


/** Reads. A single object is null where it does not exist; lists are Relay connections. */
export type QueryVariablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VariableFilter>;
  sort?: InputMaybe<Array<VariableSort>>;
};

/** How the cluster is built at this moment: its brokers, partitions and versions. */
export type Topology = {
  __typename?: 'Topology';
  /** The brokers that are known to be there. */
  brokers: Array<Broker>;
  /** The cluster's id; null also for a cluster that has none. */
  clusterId?: Maybe<Scalars['String']['output']>;
  /** How many brokers the cluster should have. */
  clusterSize: Scalars['Int']['output'];
  /** How many partitions the data is spread over. */
  partitionsCount: Scalars['Int']['output'];
  /** How many brokers hold a copy of each partition. */
  replicationFactor: Scalars['Int']['output'];
  /** The version of Camunda's own gateway, such as `8.9.2`. */
  gatewayVersion: Scalars['String']['output'];
  /** The id of the last completed change to the cluster, such as a scaling. */
  lastCompletedChangeId: Scalars['String']['output'];
};

/** A broker: one node of the cluster, which holds partitions. */
export type Broker = {
  __typename?: 'Broker';
  /** The broker's number in the cluster. */
  nodeId: Scalars['Int']['output'];
  /** The host name that the other nodes reach the broker by. */
  host: Scalars['String']['output'];
  /** The port that the other nodes reach the broker by. */
  port: Scalars['Int']['output'];
  /** The partitions that the broker leads or holds a copy of. */
  partitions: Array<Partition>;
  /** The broker's version, such as `8.9.2`. During a rolling update brokers differ. */
  version: Scalars['String']['output'];
};

/** A partition as one broker holds it; each of its copies is listed with its own broker. */
export type Partition = {
  __typename?: 'Partition';
  /** The partition's number, counted from 1. */
  partitionId: Scalars['Int']['output'];
  /** What the broker is for the partition. */
  role: PartitionRole;
  /** How the partition is on this broker. */
  health: PartitionHealth;
};

/** The Camunda license of the cluster. */
export type License = {
  __typename?: 'License';
  /** Whether the license is valid. */
  validLicense: Scalars['Boolean']['output'];
  /** The kind of license, such as `saas` or `production`. */
  licenseType: Scalars['String']['output'];
  /** Whether the license is for commercial use. */
  isCommercial: Scalars['Boolean']['output'];
  /** When the license ends; null when it does not, or when there is none. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/**
 * Who Camunda takes the caller for. With a service identity that is the gateway's own account, not the person in front
 * of it.
 */
export type Viewer = {
  __typename?: 'Viewer';
  /** The user's name at Camunda; what `UserTask.assignee` holds. Null where an 8.8 cluster gives none. */
  username?: Maybe<Scalars['String']['output']>;
  /** The name to show; null when there is none. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The mail address; null when there is none. */
  email?: Maybe<Scalars['String']['output']>;
  /**
   * The web applications that the user may open, such as `operate`; `*` stands for all. Null where an 8.8 cluster leaves
   * it out.
   */
  authorizedComponents?: Maybe<Array<Scalars['String']['output']>>;
  /** The tenants that the user is assigned to. */
  tenants: Array<ViewerTenant>;
  /** The ids of the groups that the user is a member of; what `UserTask.candidateGroups` holds. */
  groups: Array<Scalars['String']['output']>;
  /** The ids of the roles that the user has. */
  roles: Array<Scalars['String']['output']>;
  /** The plan that the cluster runs under in Camunda's SaaS; null or empty elsewhere. */
  salesPlanType?: Maybe<Scalars['String']['output']>;
  /** Addresses of other Camunda applications, component to URL; an empty object when none are known. */
  c8Links: Scalars['JSON']['output'];
  /** Whether the user can log out through Camunda. */
  canLogout: Scalars['Boolean']['output'];
};

/** A tenant that the viewer is assigned to. */
export type ViewerTenant = {
  __typename?: 'ViewerTenant';
  /** The tenant's name; null only where an 8.8 cluster leaves it out. */
  name?: Maybe<Scalars['String']['output']>;
  /** The tenant's id, as other fields have it; null only where an 8.8 cluster leaves it out. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** What the tenant is for; null when nobody wrote it down. */
  description?: Maybe<Scalars['String']['output']>;
};

/** What a broker is for a partition. */
export type PartitionRole =
  /** It does the partition's work. */
  | 'leader'
  /** It keeps a copy and takes over if the leader fails. */
  | 'follower'
  /** It takes no part at the moment, as while it starts or stops. */
  | 'inactive'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** How a partition is on a broker. */
export type PartitionHealth =
  /** It works. */
  | 'healthy'
  /** It has trouble, which may pass. */
  | 'unhealthy'
  /** It has stopped for good and needs an operator. */
  | 'dead'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** Whether the cluster can work. */
export type ClusterHealth =
  /** At least one partition has a healthy leader. */
  | 'HEALTHY'
  /** No partition has a healthy leader. */
  | 'UNHEALTHY';

/** An object with a key of its own that can be fetched again by a global `id`. */
export type Node = {
  /** Identifies the object among all types. Opaque: do not build or parse it. */
  id: Scalars['ID']['output'];
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Whether rows follow this page. Exact; may cost one small upstream call, made only if this field is asked for. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether rows precede this page. Exact; may cost one small upstream call, made only if this field is asked for. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first row, for `before`. Null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last row, for `after`. Null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** The direction of a sort. */
export type SortOrder =
  /** Smallest, earliest or alphabetically first at the top. */
  | 'ASC'
  /** Largest, latest or alphabetically last at the top. */
  | 'DESC';

/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Deploys processes, decisions, forms and other resources: all of them or, when one is refused, none. Needs CREATE on
   * RESOURCE. An identical resource deployed again answers the version there is. The cluster takes 4 MB in one request
   * by default.
   */
  createDeployment?: Maybe<CreateDeploymentPayload>;
  /**
   * Deletes a deployed process definition, decision requirements graph, form or other resource for good. Needs
   * DELETE_PROCESS, DELETE_DRD, DELETE_FORM or DELETE_RESOURCE on RESOURCE. A process definition with running instances
   * is refused with `CONFLICT`.
   */
  deleteResource?: Maybe<DeleteResourcePayload>;
  /**
   * Creates or overwrites variables in the scope of an element instance or of a process instance. Needs
   * `UPDATE_PROCESS_INSTANCE` on the process definition.
   */
  createElementInstanceVariables?: Maybe<CreateElementInstanceVariablesPayload>;
  /**
   * Says that the cause is removed, so that Camunda tries again. Needs UPDATE_PROCESS_INSTANCE on the process
   * definition. An incident of a job needs attempts first (`updateJob`), else `CONFLICT`. The next try can fail too:
   * then Camunda opens a new incident with a new key.
   */
  resolveIncident?: Maybe<ResolveIncidentPayload>;
  /**
   * Leases jobs of one type to the caller: they come back after `timeout` milliseconds unless completed, failed or
   * extended by then. Takes jobs only of process definitions where the caller has UPDATE_PROCESS_INSTANCE; others are
   * left out. Closing the request cancels the wait.
   */
  activateJobs?: Maybe<ActivateJobsPayload>;
  /**
   * Completes a job, so that its element goes on. Needs UPDATE_PROCESS_INSTANCE on the process definition; `NOT_FOUND`
   * when the job is gone.
   */
  completeJob?: Maybe<CompleteJobPayload>;
  /**
   * Says that an attempt failed. Needs UPDATE_PROCESS_INSTANCE on the process definition. Without `retries` none are
   * left, and Camunda opens an incident.
   */
  failJob?: Maybe<FailJobPayload>;
  /**
   * Throws a BPMN error where the job is, for a catch event in the model; without a matching one Camunda opens an
   * incident. Needs UPDATE_PROCESS_INSTANCE on the process definition.
   */
  throwJobError?: Maybe<ThrowJobErrorPayload>;
  /**
   * Gives a job new attempts or a new lease. Needs UPDATE_PROCESS_INSTANCE on the process definition. An incident of the
   * job stays open until `resolveIncident`.
   */
  updateJob?: Maybe<UpdateJobPayload>;
  /**
   * Publishes a message and returns without waiting for anything to take it; it is kept for `timeToLive`. Needs CREATE
   * on MESSAGE. To learn which instance took it there is `correlateMessage`.
   */
  publishMessage?: Maybe<PublishMessagePayload>;
  /**
   * Hands a message to what waits for it now and answers at once; nothing is kept, and `NOT_FOUND` says that nothing
   * matched. Needs UPDATE_PROCESS_INSTANCE on the process definition that waits, CREATE_PROCESS_INSTANCE where it starts
   * an instance.
   */
  correlateMessage?: Maybe<CorrelateMessagePayload>;
  /**
   * Starts an instance of a process. Needs `CREATE_PROCESS_INSTANCE` on the process definition.
   * Sending it again starts another instance, so be careful after an error that leaves the outcome unknown.
   */
  createProcessInstance?: Maybe<CreateProcessInstancePayload>;
  /**
   * Terminates a running instance, with all that it called. Needs `CANCEL_PROCESS_INSTANCE` on the process definition;
   * an instance that was called by another is refused: cancel its root instance.
   */
  cancelProcessInstance?: Maybe<CancelProcessInstancePayload>;
  /**
   * Activates, moves and terminates elements of a running instance, all in one step. Needs `MODIFY_PROCESS_INSTANCE` on
   * the process definition.
   */
  modifyProcessInstance?: Maybe<ModifyProcessInstancePayload>;
  /**
   * Continues a running instance on another version of its process, or on another process. Needs
   * `UPDATE_PROCESS_INSTANCE` on the process definition.
   */
  migrateProcessInstance?: Maybe<MigrateProcessInstancePayload>;
  /**
   * Starts a batch operation that resolves the incidents of a process instance, and answers before it is done. A job
   * without retries gets one. Needs `UPDATE_PROCESS_INSTANCE` on the process definition.
   */
  resolveProcessInstanceIncidents?: Maybe<ResolveProcessInstanceIncidentsPayload>;
  /**
   * Sends a signal to everything that waits for it now, in all process instances of the tenant, and starts processes
   * that begin with it; it is not kept for later. Needs UPDATE_PROCESS_INSTANCE on every process definition that waits,
   * CREATE_PROCESS_INSTANCE where it starts an instance.
   */
  broadcastSignal?: Maybe<BroadcastSignalPayload>;
  /**
   * Assigns a user task, to the caller or to somebody else. Needs UPDATE_USER_TASK on the process definition or, since
   * Camunda 8.9, UPDATE on the USER_TASK itself; to take a task for oneself with `allowOverride: false`, CLAIM_USER_TASK
   * or CLAIM is enough there. Task listeners hold the answer back: without a worker for them it is `UPSTREAM_TIMEOUT`,
   * and the outcome is unknown.
   */
  assignUserTask?: Maybe<AssignUserTaskPayload>;
  /**
   * Takes a user task away from its assignee. Needs UPDATE_USER_TASK on the process definition or, since Camunda 8.9,
   * UPDATE on the USER_TASK itself. Task listeners hold the answer back: without a worker for them it is
   * `UPSTREAM_TIMEOUT`, and the outcome is unknown.
   */
  unassignUserTask?: Maybe<UnassignUserTaskPayload>;
  /**
   * Changes a user task's candidates, dates or priority; for its assignee there is `assignUserTask`. Needs
   * UPDATE_USER_TASK on the process definition or, since Camunda 8.9, UPDATE on the USER_TASK itself. Task listeners
   * hold the answer back: without a worker for them it is `UPSTREAM_TIMEOUT`, and the outcome is unknown.
   */
  updateUserTask?: Maybe<UpdateUserTaskPayload>;
  /**
   * Completes a user task, so that its process instance goes on. Needs UPDATE_USER_TASK on the process definition; since
   * Camunda 8.9 COMPLETE_USER_TASK there or COMPLETE on the USER_TASK itself is enough. Task listeners hold the answer
   * back and may refuse (`CONFLICT`, with their reason): without a worker for them it is `UPSTREAM_TIMEOUT`, and the
   * outcome is unknown.
   */
  completeUserTask?: Maybe<CompleteUserTaskPayload>;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCreateDeploymentArgs = {
  input: CreateDeploymentInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationDeleteResourceArgs = {
  input: DeleteResourceInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCreateElementInstanceVariablesArgs = {
  input: CreateElementInstanceVariablesInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationResolveIncidentArgs = {
  input: ResolveIncidentInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationActivateJobsArgs = {
  input: ActivateJobsInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCompleteJobArgs = {
  input: CompleteJobInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationFailJobArgs = {
  input: FailJobInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationThrowJobErrorArgs = {
  input: ThrowJobErrorInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationUpdateJobArgs = {
  input: UpdateJobInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationPublishMessageArgs = {
  input: PublishMessageInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCorrelateMessageArgs = {
  input: CorrelateMessageInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCreateProcessInstanceArgs = {
  input: CreateProcessInstanceInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCancelProcessInstanceArgs = {
  input: CancelProcessInstanceInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationModifyProcessInstanceArgs = {
  input: ModifyProcessInstanceInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationMigrateProcessInstanceArgs = {
  input: MigrateProcessInstanceInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationResolveProcessInstanceIncidentsArgs = {
  input: ResolveProcessInstanceIncidentsInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationBroadcastSignalArgs = {
  input: BroadcastSignalInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationAssignUserTaskArgs = {
  input: AssignUserTaskInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationUnassignUserTaskArgs = {
  input: UnassignUserTaskInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationUpdateUserTaskArgs = {
  input: UpdateUserTaskInput;
};


/** Commands. Each is one call of Camunda's operation of the same name; its payload can read what it touched. */
export type MutationCompleteUserTaskArgs = {
  input: CompleteUserTaskInput;
};

/** What to deploy, and where. */
export type CreateDeploymentInput = {
  /** The resources to deploy together; at least one. */
  resources: Array<DeploymentResourceInput>;
  /** The tenant to deploy to. Needed in a cluster with multi-tenancy; `<default>` without. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
};

/**
 * One resource to deploy: a file or text. Its file name decides its type: `.bpmn`, `.dmn`, `.form`, or another that the
 * cluster takes, such as `.rpa`.
 */
export type DeploymentResourceInput =
  /** A file sent with a multipart request; its own name counts. */
  { file: Scalars['Upload']['input']; text?: never; }
  |  /** The content as text, with a file name. */
  { file?: never; text: DeploymentTextInput; };

/** A resource given as text. */
export type DeploymentTextInput = {
  /** The file name, such as `order.bpmn`; its ending decides the type. */
  name: Scalars['String']['input'];
  /** The whole content: XML of a process or decision, JSON of a form. */
  content: Scalars['String']['input'];
};

/** What a deployment made, or found to be there already. */
export type CreateDeploymentPayload = {
  __typename?: 'CreateDeploymentPayload';
  /** The deployment's key. */
  deploymentKey: Scalars['ID']['output'];
  /** The tenant deployed to; `<default>` without multi-tenancy. */
  tenantId: Scalars['String']['output'];
  /**
   * The process definitions, one for each process in the `.bpmn` files. Fields that Camunda's answer lacks are read:
   * they wait, bounded, until reads show the definition; `NOT_YET_VISIBLE` when the wait runs out.
   */
  processDefinitions?: Maybe<Array<ProcessDefinition>>;
  /** The decisions in the `.dmn` files, one by one. */
  decisionDefinitions: Array<DeployedDecisionDefinition>;
  /** The decision requirements graphs, one for each `.dmn` file. */
  decisionRequirements: Array<DeployedDecisionRequirements>;
  /** The forms, one for each `.form` file. */
  forms: Array<DeployedForm>;
  /** The resources of any other type. */
  resources: Array<DeployedResource>;
};

/** A deployed decision. Null fields are those that an 8.8 cluster leaves out. */
export type DeployedDecisionDefinition = {
  __typename?: 'DeployedDecisionDefinition';
  /** The key of this version of the decision. */
  decisionDefinitionKey?: Maybe<Scalars['ID']['output']>;
  /** The decision's id in the DMN model, the same in all versions. */
  decisionDefinitionId?: Maybe<Scalars['String']['output']>;
  /** The decision's name in the DMN model. */
  name?: Maybe<Scalars['String']['output']>;
  /** The version, counted from 1. */
  version?: Maybe<Scalars['Int']['output']>;
  /** The tenant that owns the decision. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** The id, in the DMN model, of the graph that the decision is part of. */
  decisionRequirementsId?: Maybe<Scalars['String']['output']>;
  /** The key of this version of the graph that the decision is part of. */
  decisionRequirementsKey?: Maybe<Scalars['ID']['output']>;
};

/**
 * A deployed decision requirements graph: what one `.dmn` file holds. Null fields are those that an 8.8 cluster leaves
 * out.
 */
export type DeployedDecisionRequirements = {
  __typename?: 'DeployedDecisionRequirements';
  /** The key of this version of the graph; the one that `deleteResource` takes. */
  decisionRequirementsKey?: Maybe<Scalars['ID']['output']>;
  /** The graph's id in the DMN model, the same in all versions. */
  decisionRequirementsId?: Maybe<Scalars['String']['output']>;
  /** The graph's name in the DMN model. */
  decisionRequirementsName?: Maybe<Scalars['String']['output']>;
  /** The version, counted from 1. */
  version?: Maybe<Scalars['Int']['output']>;
  /** The name of the file that it came from. */
  resourceName?: Maybe<Scalars['String']['output']>;
  /** The tenant that owns the graph. */
  tenantId?: Maybe<Scalars['String']['output']>;
};

/** A deployed form. Null fields are those that an 8.8 cluster leaves out. */
export type DeployedForm = {
  __typename?: 'DeployedForm';
  /** The key of this version of the form; the one that `deleteResource` takes. */
  formKey?: Maybe<Scalars['ID']['output']>;
  /** The form's id as modelled, the same in all versions. */
  formId?: Maybe<Scalars['String']['output']>;
  /** The version, counted from 1. */
  version?: Maybe<Scalars['Int']['output']>;
  /** The name of the file that it came from. */
  resourceName?: Maybe<Scalars['String']['output']>;
  /** The tenant that owns the form. */
  tenantId?: Maybe<Scalars['String']['output']>;
};

/** A deployed resource that is no process, decision or form. Null fields are those that an 8.8 cluster leaves out. */
export type DeployedResource = {
  __typename?: 'DeployedResource';
  /** The key of this version of the resource; the one that `deleteResource` takes. */
  resourceKey?: Maybe<Scalars['ID']['output']>;
  /** The resource's id, the same in all versions. */
  resourceId?: Maybe<Scalars['String']['output']>;
  /** The version, counted from 1. */
  version?: Maybe<Scalars['Int']['output']>;
  /** The name of the file that it came from. */
  resourceName?: Maybe<Scalars['String']['output']>;
  /** The tenant that owns the resource. */
  tenantId?: Maybe<Scalars['String']['output']>;
};

/** Which resource to delete. */
export type DeleteResourceInput = {
  /** The key of a process definition, decision requirements graph, form or other resource. */
  resourceKey: Scalars['ID']['input'];
  /**
   * True also deletes the finished instances of a process definition, by a batch operation that goes on after the
   * answer. False unless told. On Camunda 8.9 without effect for other resources.
   */
  deleteHistory?: InputMaybe<Scalars['Boolean']['input']>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** What `deleteResource` gives back. */
export type DeleteResourcePayload = {
  __typename?: 'DeleteResourcePayload';
  /** The key of the deleted resource; null on an 8.8 cluster, which answers nothing. */
  resourceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the batch operation that deletes the history; null also when none was started. */
  batchOperationKey?: Maybe<Scalars['ID']['output']>;
  /** What that batch operation does; null also when none was started. */
  batchOperationType?: Maybe<BatchOperationType>;
};

/** What a batch operation does to each of its items. */
export type BatchOperationType =
  /** Cancels process instances. */
  | 'CANCEL_PROCESS_INSTANCE'
  /** Resolves the incidents of process instances. */
  | 'RESOLVE_INCIDENT'
  /** Moves process instances to another process definition. */
  | 'MIGRATE_PROCESS_INSTANCE'
  /** Moves the tokens of process instances to other elements. */
  | 'MODIFY_PROCESS_INSTANCE'
  /** Deletes finished process instances with their history. */
  | 'DELETE_PROCESS_INSTANCE'
  /** Adds a variable to process instances. */
  | 'ADD_VARIABLE'
  /** Changes a variable of process instances. */
  | 'UPDATE_VARIABLE'
  /** Deletes decision definitions. */
  | 'DELETE_DECISION_DEFINITION'
  /** Deletes process definitions. */
  | 'DELETE_PROCESS_DEFINITION'
  /** Deletes the history of evaluated decisions. */
  | 'DELETE_DECISION_INSTANCE'
  /** Lets suspended process instances go on. */
  | 'RESUME_PROCESS_INSTANCE'
  /** Suspends process instances. */
  | 'SUSPEND_PROCESS_INSTANCE'
  /** Changes jobs. */
  | 'UPDATE_JOB'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstance = Node & {
  __typename?: 'ElementInstance';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The process id in the BPMN model. */
  processDefinitionId: Scalars['String']['output'];
  /** When the element was activated. */
  startDate: Scalars['DateTime']['output'];
  /** When it completed or was terminated; null until then. */
  endDate?: Maybe<Scalars['DateTime']['output']>;
  /** The id that the BPMN model gives the element. */
  elementId: Scalars['String']['output'];
  /** The name that the BPMN model gives the element. */
  elementName: Scalars['String']['output'];
  /** Which kind of BPMN element it is. */
  type: ElementInstanceType;
  /** Whether the element runs or how it ended. An incident does not change it: see `hasIncident`. */
  state: ElementInstanceState;
  /** Whether an incident stops the element instance. */
  hasIncident: Scalars['Boolean']['output'];
  /** The tenant that owns the process instance; `<default>` where multi-tenancy is off. */
  tenantId: Scalars['String']['output'];
  /** The key of the element instance. */
  elementInstanceKey: Scalars['ID']['output'];
  /** The key of the process instance that it belongs to. */
  processInstanceKey: Scalars['ID']['output'];
  /**
   * The key of the instance at the top of the call hierarchy. Null on clusters before 8.9, and for hierarchies that were
   * created before.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the process version. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The key of the incident that stops the element instance; null where none does. */
  incidentKey?: Maybe<Scalars['ID']['output']>;
  /** The process instance that it belongs to. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process version. Needs `READ_PROCESS_DEFINITION` on it. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The instance at the top of the call hierarchy. Null where `rootProcessInstanceKey` is. */
  rootProcessInstance?: Maybe<ProcessInstance>;
  /** The incident that stops the element instance; null where none does. */
  incident?: Maybe<Incident>;
  /**
   * The element instances directly inside this one, such as those of a subprocess; none for a task. Pages like
   * `Query.elementInstances`.
   */
  childElementInstances?: Maybe<ElementInstanceConnection>;
  /**
   * The process instances that this call activity has started; none for other elements. Pages like
   * `Query.processInstances`.
   */
  calledProcessInstances?: Maybe<ProcessInstanceConnection>;
  /**
   * The variables that this element instance's own scope holds; not those that it sees from outer scopes. Pages like
   * `Query.variables`.
   */
  variables?: Maybe<VariableConnection>;
  /** The jobs of this element instance, those of its listeners included. Pages like `Query.elementInstances`. */
  jobs?: Maybe<JobConnection>;
  /**
   * The user task of this element instance, where it is one. Needs `READ_USER_TASK` on the process definition or `READ`
   * on the user task; else the page is empty. Pages like `Query.elementInstances`.
   */
  userTasks?: Maybe<UserTaskConnection>;
  /**
   * The incidents of this element instance and of all that runs within it, called process instances included. Pages like
   * `Query.elementInstances`.
   */
  incidents?: Maybe<IncidentConnection>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceChildElementInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ElementInstanceFilter>;
  sort?: InputMaybe<Array<ElementInstanceSort>>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceCalledProcessInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProcessInstanceFilter>;
  sort?: InputMaybe<Array<ProcessInstanceSort>>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceVariablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VariableFilter>;
  sort?: InputMaybe<Array<VariableSort>>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
  sort?: InputMaybe<Array<JobSort>>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceUserTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskFilter>;
  sort?: InputMaybe<Array<UserTaskSort>>;
};


/** One run of an element of a process: a task, an event, a gateway, a subprocess. */
export type ElementInstanceIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};

/** One page of a list, and what is known of the whole list. */
export type ElementInstanceConnection = {
  __typename?: 'ElementInstanceConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<ElementInstanceEdge>;
  /** The rows of this page. */
  nodes: Array<ElementInstance>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type ElementInstanceEdge = {
  __typename?: 'ElementInstanceEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: ElementInstance;
};

/** Which element instances to list: all fields given must match. */
export type ElementInstanceFilter = {
  /** The process id of the BPMN model is exactly this. */
  processDefinitionId?: InputMaybe<Scalars['String']['input']>;
  /** Compares the state. */
  state?: InputMaybe<ElementInstanceStateFilter>;
  /** The kind of element is this. */
  type?: InputMaybe<ElementInstanceType>;
  /** The id that the BPMN model gives the element is exactly this. */
  elementId?: InputMaybe<Scalars['String']['input']>;
  /** The name of the element is exactly this. Finds no element instance that a version before 8.8 wrote. */
  elementName?: InputMaybe<Scalars['String']['input']>;
  /** True: element instances with an incident; false: those without. */
  hasIncident?: InputMaybe<Scalars['Boolean']['input']>;
  /** The tenant is exactly this. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
  /** The key is exactly this. */
  elementInstanceKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of the process instance is exactly this. */
  processInstanceKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of the process version is exactly this. */
  processDefinitionKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of the incident is exactly this. */
  incidentKey?: InputMaybe<Scalars['ID']['input']>;
  /** Compares when the element was activated. */
  startDate?: InputMaybe<DateTimeFilter>;
  /** Compares when it ended. `exists: false` finds those that have not. */
  endDate?: InputMaybe<DateTimeFilter>;
  /** The direct parent is this: the key of an element instance, or of a process instance for its top level. */
  elementInstanceScopeKey?: InputMaybe<Scalars['ID']['input']>;
};

/** What a list of these can be sorted by. */
export type ElementInstanceSortField =
  | 'elementInstanceKey'
  | 'processInstanceKey'
  | 'processDefinitionKey'
  | 'processDefinitionId'
  | 'startDate'
  | 'endDate'
  | 'elementId'
  | 'elementName'
  | 'type'
  | 'state'
  | 'incidentKey'
  | 'tenantId';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type ElementInstanceSort = {
  /** What to sort by. */
  field: ElementInstanceSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** Whether an element instance runs, or how it ended. */
export type ElementInstanceState =
  /** Running, also while it waits or an incident stops it. */
  | 'ACTIVE'
  /** Done as modelled. */
  | 'COMPLETED'
  /** Ended early, for example by a boundary event, a modification or a cancellation. */
  | 'TERMINATED'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** The kinds of BPMN elements, and what Camunda adds to them. */
export type ElementInstanceType =
  /** Camunda does not say. */
  | 'UNSPECIFIED'
  /** The process itself. */
  | 'PROCESS'
  /** An embedded subprocess. */
  | 'SUB_PROCESS'
  /** A subprocess that an event starts. */
  | 'EVENT_SUB_PROCESS'
  /** A subprocess whose elements are activated in any order. */
  | 'AD_HOC_SUB_PROCESS'
  /** What surrounds one activated element of an ad-hoc subprocess. */
  | 'AD_HOC_SUB_PROCESS_INNER_INSTANCE'
  /** A start event. */
  | 'START_EVENT'
  /** An event in the flow that waits, such as a timer or a message. */
  | 'INTERMEDIATE_CATCH_EVENT'
  /** An event in the flow that is triggered when it is reached. */
  | 'INTERMEDIATE_THROW_EVENT'
  /** An event attached to an activity. */
  | 'BOUNDARY_EVENT'
  /** An end event. */
  | 'END_EVENT'
  /** A service task. */
  | 'SERVICE_TASK'
  /** A task that waits for a message. */
  | 'RECEIVE_TASK'
  /** A task for a person. */
  | 'USER_TASK'
  /** A task that is done outside Camunda; the flow passes through it. */
  | 'MANUAL_TASK'
  /** A task of no particular kind; the flow passes through it. */
  | 'TASK'
  /** A gateway that takes one of its flows. */
  | 'EXCLUSIVE_GATEWAY'
  /** A gateway that takes each flow whose condition holds. */
  | 'INCLUSIVE_GATEWAY'
  /** A gateway that takes all of its flows, or waits for all. */
  | 'PARALLEL_GATEWAY'
  /** A gateway that follows the first of several events. */
  | 'EVENT_BASED_GATEWAY'
  /** A sequence flow. */
  | 'SEQUENCE_FLOW'
  /** What surrounds the iterations of a multi-instance activity. */
  | 'MULTI_INSTANCE_BODY'
  /** An activity that starts an instance of another process and waits for it. */
  | 'CALL_ACTIVITY'
  /** A task that evaluates a decision. */
  | 'BUSINESS_RULE_TASK'
  /** A script task. */
  | 'SCRIPT_TASK'
  /** A task that sends a message. */
  | 'SEND_TASK'
  /** Camunda does not know the kind. */
  | 'UNKNOWN'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** What the state of an element instance is compared with. All operators given must hold. */
export type ElementInstanceStateFilter = {
  /** Equal to this. */
  eq?: InputMaybe<ElementInstanceState>;
  /** Not equal to this. */
  neq?: InputMaybe<ElementInstanceState>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<ElementInstanceState>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Which variables to write, and where. */
export type CreateElementInstanceVariablesInput = {
  /** The key of the element instance whose scope to write to, or of a process instance for the process level. */
  elementInstanceKey: Scalars['ID']['input'];
  /** Names and values: a JSON object. Variables that it does not name stay as they are. */
  variables: Scalars['JSON']['input'];
  /**
   * True: write to this scope itself. False, the default: overwrite each variable in the nearest scope that has it, from
   * this one outwards, or create it at the process level where none has.
   */
  local?: InputMaybe<Scalars['Boolean']['input']>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** The variables as written. */
export type CreateElementInstanceVariablesPayload = {
  __typename?: 'CreateElementInstanceVariablesPayload';
  /**
   * The variables with these names at the scope of `elementInstanceKey`; what was written to an outer scope is not among
   * them. Waits, for a bounded time and only when asked for, until reads show the write; null with the error code
   * `NOT_YET_VISIBLE` when the wait runs out.
   */
  variables?: Maybe<Array<Variable>>;
  /** The element instance of that scope; null where the key was that of a process instance. */
  elementInstance?: Maybe<ElementInstance>;
};

/**
 * What a text is compared with. All operators given must hold; whether case matters to `like` is up to the cluster's
 * database.
 */
export type StringFilter = {
  /** Equal to this. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** Not equal to this. */
  neq?: InputMaybe<Scalars['String']['input']>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Equal to none of these, at most 1,000. */
  notIn?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** What a point in time is compared with. All operators given must hold, so `gte` with `lt` makes a range. */
export type DateTimeFilter = {
  /** Equal to this. */
  eq?: InputMaybe<Scalars['DateTime']['input']>;
  /** Not equal to this. */
  neq?: InputMaybe<Scalars['DateTime']['input']>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<Scalars['DateTime']['input']>>;
  /** Greater or later than this. */
  gt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Greater or later than this, or equal. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Less or earlier than this. */
  lt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Less or earlier than this, or equal. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What a key is compared with. All operators given must hold. */
export type KeyFilter = {
  /** Equal to this. */
  eq?: InputMaybe<Scalars['ID']['input']>;
  /** Not equal to this. */
  neq?: InputMaybe<Scalars['ID']['input']>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Equal to none of these, at most 1,000. */
  notIn?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What a whole number is compared with. All operators given must hold, so `gte` with `lt` makes a range. */
export type IntFilter = {
  /** Equal to this. */
  eq?: InputMaybe<Scalars['Int']['input']>;
  /** Not equal to this. */
  neq?: InputMaybe<Scalars['Int']['input']>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Greater or later than this. */
  gt?: InputMaybe<Scalars['Int']['input']>;
  /** Greater or later than this, or equal. */
  gte?: InputMaybe<Scalars['Int']['input']>;
  /** Less or earlier than this. */
  lt?: InputMaybe<Scalars['Int']['input']>;
  /** Less or earlier than this, or equal. */
  lte?: InputMaybe<Scalars['Int']['input']>;
};

/** A variable by name, and what its value is compared with. */
export type VariableValueFilter = {
  /** The name is exactly this. */
  name: Scalars['String']['input'];
  /** Compares the JSON text of the value: a string is written with its quotes, as in `"\"open\""`. */
  value: StringFilter;
};

/** A form as deployed: one version of it. An 8.8 cluster may leave out any field. */
export type Form = {
  __typename?: 'Form';
  /** The tenant that owns the form; `<default>` where multi-tenancy is off. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** The form's id, the same for all versions. */
  formId?: Maybe<Scalars['String']['output']>;
  /** The form schema, as a JSON object to be rendered by form-js. */
  schema?: Maybe<Scalars['JSON']['output']>;
  /** The version: counts up with each deployment that changes the form. */
  version?: Maybe<Scalars['Long']['output']>;
  /** The key of this very version. */
  formKey?: Maybe<Scalars['ID']['output']>;
};

/**
 * A problem that stops a process instance at one element until somebody removes the cause and resolves it. Fields beside
 * the key are null where an 8.8 cluster leaves them out, or where the description says so.
 */
export type Incident = Node & {
  __typename?: 'Incident';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The id, in the BPMN model, of the process. */
  processDefinitionId?: Maybe<Scalars['String']['output']>;
  /** What kind of problem it is. */
  errorType?: Maybe<IncidentErrorType>;
  /** What went wrong, in Camunda's or the worker's words. */
  errorMessage?: Maybe<Scalars['String']['output']>;
  /**
   * Where in the code it went wrong: the stack trace of a job, or the details that a worker gave for an external task.
   * Camunda 7 alone has it, for incidents of its jobs and external tasks; null on Camunda 8, whose incidents have a message
   * only. A call of its own for each row.
   */
  stackTrace?: Maybe<Scalars['String']['output']>;
  /** The id, in the BPMN model, of the element that is stopped. */
  elementId?: Maybe<Scalars['String']['output']>;
  /** When the incident was opened. */
  creationTime?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the incident is open. */
  state?: Maybe<IncidentState>;
  /** The tenant that owns the incident; `<default>` without multi-tenancy. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** The incident's key. A problem that comes back after resolving gets a new incident, with a new key. */
  incidentKey: Scalars['ID']['output'];
  /** The key of the process definition, which stands for one version of the process. */
  processDefinitionKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the process instance that is stopped. */
  processInstanceKey?: Maybe<Scalars['ID']['output']>;
  /**
   * The key of the topmost process instance of the call hierarchy; null also where that instance was created before
   * Camunda 8.9.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the element instance that is stopped. */
  elementInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the job behind the incident; null also for problems that have no job. */
  jobKey?: Maybe<Scalars['ID']['output']>;
  /** The process instance that is stopped. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process definition, in the version that the instance runs. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The element instance that is stopped. */
  elementInstance?: Maybe<ElementInstance>;
  /** The topmost process instance of the call hierarchy; null where `rootProcessInstanceKey` is. */
  rootProcessInstance?: Maybe<ProcessInstance>;
  /** The job behind the incident; null for problems that have no job. */
  job?: Maybe<Job>;
};

/** One page of a list, and what is known of the whole list. */
export type IncidentConnection = {
  __typename?: 'IncidentConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<IncidentEdge>;
  /** The rows of this page. */
  nodes: Array<Incident>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type IncidentEdge = {
  __typename?: 'IncidentEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Incident;
};

/** Which incidents to find. All fields that are given must hold. */
export type IncidentFilter = {
  /** The id of the process in the BPMN model, whatever its version. */
  processDefinitionId?: InputMaybe<StringFilter>;
  /** What kind of problem it is. */
  errorType?: InputMaybe<IncidentErrorTypeFilter>;
  /** What went wrong, as text. */
  errorMessage?: InputMaybe<StringFilter>;
  /** The id, in the BPMN model, of the element that is stopped. */
  elementId?: InputMaybe<StringFilter>;
  /** When the incident was opened. */
  creationTime?: InputMaybe<DateTimeFilter>;
  /** Whether the incident is open. */
  state?: InputMaybe<IncidentStateFilter>;
  /** The tenant that owns the incident. */
  tenantId?: InputMaybe<StringFilter>;
  /** The incident's own key. */
  incidentKey?: InputMaybe<KeyFilter>;
  /** The key of one version of the process. */
  processDefinitionKey?: InputMaybe<KeyFilter>;
  /** The key of the process instance. Incidents of the instances that it called are not among them. */
  processInstanceKey?: InputMaybe<KeyFilter>;
  /** The key of the element instance. */
  elementInstanceKey?: InputMaybe<KeyFilter>;
  /** The key of the job behind the incident. */
  jobKey?: InputMaybe<KeyFilter>;
};

/** What a list of these can be sorted by. */
export type IncidentSortField =
  | 'incidentKey'
  | 'processDefinitionKey'
  | 'processDefinitionId'
  | 'processInstanceKey'
  | 'errorType'
  | 'elementId'
  | 'elementInstanceKey'
  | 'creationTime'
  | 'state'
  | 'jobKey'
  | 'tenantId';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type IncidentSort = {
  /** What to sort by. */
  field: IncidentSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** What kind of problem an incident is, and so what to repair before `resolveIncident`. */
export type IncidentErrorType =
  /** Camunda gave no kind. */
  | 'UNSPECIFIED'
  /** A problem that Camunda has no name for. */
  | 'UNKNOWN'
  /** An input or output mapping of the element could not be evaluated. */
  | 'IO_MAPPING_ERROR'
  /** A job failed and has no attempts left: give it some with `updateJob`. */
  | 'JOB_NO_RETRIES'
  /** An execution listener's job has no attempts left: give it some with `updateJob`. */
  | 'EXECUTION_LISTENER_NO_RETRIES'
  /** A user task listener's job has no attempts left: give it some with `updateJob`. */
  | 'TASK_LISTENER_NO_RETRIES'
  /** The job of an ad-hoc sub-process has no attempts left: give it some with `updateJob`. */
  | 'AD_HOC_SUB_PROCESS_NO_RETRIES'
  /** A condition, as of a gateway's sequence flow, could not be evaluated, or none held. */
  | 'CONDITION_ERROR'
  /** An expression could not be evaluated or gave an unfit value, as for a correlation key or a timer. */
  | 'EXTRACT_VALUE_ERROR'
  /** A call activity could not start its process, as when that is not deployed. */
  | 'CALLED_ELEMENT_ERROR'
  /** A BPMN error was thrown that no event in the model catches. */
  | 'UNHANDLED_ERROR_EVENT'
  /** The data grew beyond what the cluster takes in one message, as when a job's variables are too large. */
  | 'MESSAGE_SIZE_EXCEEDED'
  /** The decision of a business rule task could not be found or called. */
  | 'CALLED_DECISION_ERROR'
  /** A decision was found but could not be evaluated. */
  | 'DECISION_EVALUATION_ERROR'
  /** The form linked to a user task is not deployed. */
  | 'FORM_NOT_FOUND'
  /** A resource linked to an element is not deployed. */
  | 'RESOURCE_NOT_FOUND'
  /** A secret that the element refers to could not be looked up. */
  | 'SECRET_RESOLUTION_ERROR'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** Whether an incident is open. */
export type IncidentState =
  /** Open: the element is stopped. */
  | 'ACTIVE'
  /** Open, and moved with its process instance to another process definition. */
  | 'MIGRATED'
  /** Closed: somebody resolved it, or its element ended. */
  | 'RESOLVED'
  /** Just opened: Camunda's read side has yet to take it in. */
  | 'PENDING'
  /** Camunda itself cannot say. */
  | 'UNKNOWN'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** Compares the kind of problem. All operators that are given must hold. */
export type IncidentErrorTypeFilter = {
  /** Equal to this. */
  eq?: InputMaybe<IncidentErrorType>;
  /** Not equal to this. */
  neq?: InputMaybe<IncidentErrorType>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<IncidentErrorType>>;
  /** Equal to none of these, at most 1,000. */
  notIn?: InputMaybe<Array<IncidentErrorType>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Compares the state of an incident. All operators that are given must hold. */
export type IncidentStateFilter = {
  /** Equal to this. */
  eq?: InputMaybe<IncidentState>;
  /** Not equal to this. */
  neq?: InputMaybe<IncidentState>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<IncidentState>>;
  /** Equal to none of these, at most 1,000. */
  notIn?: InputMaybe<Array<IncidentState>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Which incident to resolve. */
export type ResolveIncidentInput = {
  /** The incident's key. */
  incidentKey: Scalars['ID']['input'];
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** What `resolveIncident` gives back. */
export type ResolveIncidentPayload = {
  __typename?: 'ResolveIncidentPayload';
  /**
   * The incident. Asked for, it waits, bounded, until reads show it resolved; null with the code `NOT_YET_VISIBLE` when
   * the wait runs out.
   */
  incident?: Maybe<Incident>;
};

/**
 * A piece of work that waits for a worker: a service task's, or that of a listener or an ad-hoc sub-process. Fetched
 * from Camunda by a search, as REST has no read of a single job.
 */
export type Job = Node & {
  __typename?: 'Job';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The headers modelled on the element, name to text. */
  customHeaders: Scalars['JSON']['output'];
  /** When the job's lease ends and another worker may take it; null while no worker has activated it. */
  deadline?: Maybe<Scalars['DateTime']['output']>;
  /** Why a user task listener refused the change; null unless it did and gave a reason. */
  deniedReason?: Maybe<Scalars['String']['output']>;
  /** The id, in the BPMN model, of the element that the job belongs to; null where Camunda lost it when the job failed. */
  elementId?: Maybe<Scalars['String']['output']>;
  /** The key of the element instance that the job belongs to. */
  elementInstanceKey: Scalars['ID']['output'];
  /** When the job ended; null while it has not. */
  endTime?: Maybe<Scalars['DateTime']['output']>;
  /** The code of the BPMN error that a worker threw; null unless one was thrown. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** What the worker said when it last failed the job or threw an error; null when there is none. */
  errorMessage?: Maybe<Scalars['String']['output']>;
  /** Whether the job's last attempt failed and it will be offered again. False also where it failed for good. */
  hasFailedWithRetriesLeft: Scalars['Boolean']['output'];
  /** Whether a user task listener refused the change that it was asked about; null for jobs that gave no such answer. */
  isDenied?: Maybe<Scalars['Boolean']['output']>;
  /** The job's key. */
  jobKey: Scalars['ID']['output'];
  /** What the job was created for. */
  kind: JobKind;
  /** The event that a listener's job reacts to; `UNSPECIFIED` for other kinds of job. */
  listenerEventType: JobListenerEventType;
  /** The id, in the BPMN model, of the job's process. */
  processDefinitionId: Scalars['String']['output'];
  /** The key of the process definition, which stands for one version of the process. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The key of the process instance that waits for the job. */
  processInstanceKey: Scalars['ID']['output'];
  /**
   * The key of the topmost process instance of the call hierarchy; null also where that instance was created before
   * Camunda 8.9.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** How many attempts are left. An open job with 0 is not offered any more and has an incident. */
  retries: Scalars['Int']['output'];
  /** What last happened to the job. Being worked on is no state of its own: see `deadline`. */
  state: JobState;
  /** The tenant that owns the job; `<default>` without multi-tenancy. */
  tenantId: Scalars['String']['output'];
  /** The job type that workers ask for, as modelled on the element. */
  type: Scalars['String']['output'];
  /** The name that the last worker to activate the job gave itself; empty before the first. */
  worker: Scalars['String']['output'];
  /** When the job was created; null also for jobs created before Camunda 8.9. */
  creationTime?: Maybe<Scalars['DateTime']['output']>;
  /** When the job last changed; null also for jobs created before Camunda 8.9. */
  lastUpdateTime?: Maybe<Scalars['DateTime']['output']>;
  /** The process instance that waits for the job. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process definition, in the version that the instance runs. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The element instance that the job belongs to. */
  elementInstance?: Maybe<ElementInstance>;
  /** The topmost process instance of the call hierarchy; null where `rootProcessInstanceKey` is. */
  rootProcessInstance?: Maybe<ProcessInstance>;
  /**
   * The incidents of this job, old and new. `first` or `last`: at most the configured maximum (1,000 by default), 50
   * when neither is given; `first: 0` asks for the count alone.
   */
  incidents?: Maybe<IncidentConnection>;
};


/**
 * A piece of work that waits for a worker: a service task's, or that of a listener or an ad-hoc sub-process. Fetched
 * from Camunda by a search, as REST has no read of a single job.
 */
export type JobIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};

/** One page of a list, and what is known of the whole list. */
export type JobConnection = {
  __typename?: 'JobConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<JobEdge>;
  /** The rows of this page. */
  nodes: Array<Job>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type JobEdge = {
  __typename?: 'JobEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Job;
};

/** Which jobs to find. All fields that are given must hold. */
export type JobFilter = {
  /** When the job's lease ends; jobs never activated have no value. */
  deadline?: InputMaybe<DateTimeFilter>;
  /** Why a user task listener refused the change. */
  deniedReason?: InputMaybe<StringFilter>;
  /** The id of the element in the BPMN model. */
  elementId?: InputMaybe<StringFilter>;
  /** The key of the element instance. */
  elementInstanceKey?: InputMaybe<KeyFilter>;
  /** When the job ended; open jobs have no value. */
  endTime?: InputMaybe<DateTimeFilter>;
  /** The code of the BPMN error thrown. */
  errorCode?: InputMaybe<StringFilter>;
  /** What the worker said when it failed the job or threw an error. */
  errorMessage?: InputMaybe<StringFilter>;
  /** Whether the last attempt failed and attempts are left. */
  hasFailedWithRetriesLeft?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether a user task listener refused the change. */
  isDenied?: InputMaybe<Scalars['Boolean']['input']>;
  /** The job's own key. */
  jobKey?: InputMaybe<KeyFilter>;
  /** What the job was created for. */
  kind?: InputMaybe<JobKindFilter>;
  /** The event that a listener's job reacts to. */
  listenerEventType?: InputMaybe<JobListenerEventTypeFilter>;
  /** The id of the process in the BPMN model, whatever its version. */
  processDefinitionId?: InputMaybe<StringFilter>;
  /** The key of one version of the process. */
  processDefinitionKey?: InputMaybe<KeyFilter>;
  /** The key of the process instance. Jobs of the instances that it called are not among them. */
  processInstanceKey?: InputMaybe<KeyFilter>;
  /** How many attempts are left. */
  retries?: InputMaybe<IntFilter>;
  /** What last happened to the job. */
  state?: InputMaybe<JobStateFilter>;
  /** The tenant that owns the job. */
  tenantId?: InputMaybe<StringFilter>;
  /** The job type. */
  type?: InputMaybe<StringFilter>;
  /** The name of the last worker to activate the job. */
  worker?: InputMaybe<StringFilter>;
  /** When the job was created; jobs from before Camunda 8.9 have no value. */
  creationTime?: InputMaybe<DateTimeFilter>;
  /** When the job last changed; jobs from before Camunda 8.9 have no value. */
  lastUpdateTime?: InputMaybe<DateTimeFilter>;
};

/** What a list of these can be sorted by. */
export type JobSortField =
  | 'deadline'
  | 'deniedReason'
  | 'elementId'
  | 'elementInstanceKey'
  | 'endTime'
  | 'errorCode'
  | 'errorMessage'
  | 'hasFailedWithRetriesLeft'
  | 'isDenied'
  | 'jobKey'
  | 'kind'
  | 'listenerEventType'
  | 'processDefinitionId'
  | 'processDefinitionKey'
  | 'processInstanceKey'
  | 'retries'
  | 'state'
  | 'tenantId'
  | 'type'
  | 'worker';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type JobSort = {
  /** What to sort by. */
  field: JobSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** A job that `activateJobs` has leased to the caller, with the variables to work on. */
export type ActivatedJob = {
  __typename?: 'ActivatedJob';
  /** The job type that was asked for. */
  type: Scalars['String']['output'];
  /** The id, in the BPMN model, of the job's process. */
  processDefinitionId: Scalars['String']['output'];
  /** The version of the process, counted from 1. */
  processDefinitionVersion: Scalars['Int']['output'];
  /** The id, in the BPMN model, of the element that the job belongs to. */
  elementId: Scalars['String']['output'];
  /** The headers modelled on the element, name to text. */
  customHeaders: Scalars['JSON']['output'];
  /** The name given to `activateJobs`; empty when none was. */
  worker: Scalars['String']['output'];
  /** How many attempts are left, this one included. */
  retries: Scalars['Int']['output'];
  /** When the lease ends and the job may go to another worker. A date here; REST gives milliseconds since 1970. */
  deadline: Scalars['DateTime']['output'];
  /**
   * The variables visible to the job when it was activated, as one JSON object; only those of `fetchVariable` if it was
   * given.
   */
  variables: Scalars['JSON']['output'];
  /** The tenant that owns the job; `<default>` without multi-tenancy. */
  tenantId: Scalars['String']['output'];
  /** The job's key: what `completeJob`, `failJob`, `throwJobError` and `updateJob` ask for. */
  jobKey: Scalars['ID']['output'];
  /** The key of the process instance that waits for the job. */
  processInstanceKey: Scalars['ID']['output'];
  /** The key of the process definition, which stands for one version of the process. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The key of the element instance that the job belongs to. */
  elementInstanceKey: Scalars['ID']['output'];
  /** What the job was created for. */
  kind: JobKind;
  /** The event that a listener's job reacts to; `UNSPECIFIED` for other kinds of job. */
  listenerEventType: JobListenerEventType;
  /** The user task that a task listener's job is about; null for other kinds of job. */
  userTask?: Maybe<ActivatedJobUserTask>;
  /** The tags of the process instance; null only where an 8.8 cluster leaves them out. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The key of the topmost process instance of the call hierarchy; null also where that instance was created before
   * Camunda 8.9.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The process instance that waits for the job. Reads lag behind: it may be null just after it was created. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process definition, in the version that the instance runs. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The element instance that the job belongs to. Reads lag behind: it may be null just after it was created. */
  elementInstance?: Maybe<ElementInstance>;
};

/**
 * The user task that a task listener's job is about, as the change under way would leave it. Fields are null where an
 * 8.8 cluster leaves them out, or where the description says so.
 */
export type ActivatedJobUserTask = {
  __typename?: 'ActivatedJobUserTask';
  /** The action named by whoever asked for the change, or Camunda's own, such as `complete`. */
  action?: Maybe<Scalars['String']['output']>;
  /** The user whom the task is assigned to; null also when nobody. */
  assignee?: Maybe<Scalars['String']['output']>;
  /** The groups whose members may take the task. */
  candidateGroups?: Maybe<Array<Scalars['String']['output']>>;
  /** The users who may take the task. */
  candidateUsers?: Maybe<Array<Scalars['String']['output']>>;
  /** The names of the attributes that the change touches, such as `assignee`. */
  changedAttributes?: Maybe<Array<Scalars['String']['output']>>;
  /** When the task should be done, in ISO 8601; null also when no date is set. */
  dueDate?: Maybe<Scalars['String']['output']>;
  /** When the task should be looked at again, in ISO 8601; null also when no date is set. */
  followUpDate?: Maybe<Scalars['String']['output']>;
  /** The key of the form linked to the task; null also when there is none. */
  formKey?: Maybe<Scalars['ID']['output']>;
  /** The task's priority, 0 to 100; the higher, the more urgent. */
  priority?: Maybe<Scalars['Int']['output']>;
  /** The user task's key. */
  userTaskKey?: Maybe<Scalars['ID']['output']>;
};

/** What a job was created for. */
export type JobKind =
  /** The work of an element itself, such as a service task. */
  | 'BPMN_ELEMENT'
  /** A listener on the start or the end of an element or process. */
  | 'EXECUTION_LISTENER'
  /** A listener on a change of a user task, which waits for the answer. */
  | 'TASK_LISTENER'
  /** The choice of what an ad-hoc sub-process does next. */
  | 'AD_HOC_SUB_PROCESS'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** The event that a listener's job reacts to. */
export type JobListenerEventType =
  /** A user task is about to get, change or lose its assignee. */
  | 'ASSIGNING'
  /** A user task is about to be cancelled. */
  | 'CANCELING'
  /** A user task is about to be completed. */
  | 'COMPLETING'
  /** A user task is about to be created. */
  | 'CREATING'
  /** An element has done its work and is about to be left. */
  | 'END'
  /** An element has been entered and is about to do its work. */
  | 'START'
  /** No event: the job is not a listener's. */
  | 'UNSPECIFIED'
  /** A user task is about to change otherwise, as in its candidates, dates or priority. */
  | 'UPDATING'
  /** A multi-instance element is about to start the first of its instances. */
  | 'BEFORE_ALL'
  /** An element is being cancelled. */
  | 'CANCEL'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** What last happened to a job. There is no state for being worked on: an activated job keeps the state it had. */
export type JobState =
  /** Cancelled with its element, as when the instance was cancelled. */
  | 'CANCELED'
  /** Done: a worker completed it. */
  | 'COMPLETED'
  /** Created, and waiting for a worker or being worked on. */
  | 'CREATED'
  /** A worker threw a BPMN error, which a catch event took, or which opened an incident. */
  | 'ERROR_THROWN'
  /** A worker failed it. It is offered again if attempts are left, else an incident is open. */
  | 'FAILED'
  /** Moved with its process instance to another process definition; the work is still open. */
  | 'MIGRATED'
  /** Its number of attempts was set anew; the work is still open. */
  | 'RETRIES_UPDATED'
  /** A worker let its lease run out; the job is offered again. */
  | 'TIMED_OUT'
  /** Its priority was set anew; the work is still open. */
  | 'PRIORITY_UPDATED'
  /** Its lease was set anew; a worker holds it. */
  | 'TIMEOUT_UPDATED'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** Compares the kind of a job. All operators that are given must hold. */
export type JobKindFilter = {
  /** Equal to this. */
  eq?: InputMaybe<JobKind>;
  /** Not equal to this. */
  neq?: InputMaybe<JobKind>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<JobKind>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Compares the event of a listener's job. All operators that are given must hold. */
export type JobListenerEventTypeFilter = {
  /** Equal to this. */
  eq?: InputMaybe<JobListenerEventType>;
  /** Not equal to this. */
  neq?: InputMaybe<JobListenerEventType>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<JobListenerEventType>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Compares the state of a job. All operators that are given must hold. */
export type JobStateFilter = {
  /** Equal to this. */
  eq?: InputMaybe<JobState>;
  /** Not equal to this. */
  neq?: InputMaybe<JobState>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<JobState>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Which jobs to lease, for how long, and how long to wait for them. */
export type ActivateJobsInput = {
  /** The job type, as modelled on the element. */
  type: Scalars['String']['input'];
  /** How many jobs to lease at most; at least 1. */
  maxJobsToActivate: Scalars['Int']['input'];
  /** How long the lease holds, in milliseconds; at least 1. */
  timeout: Scalars['Long']['input'];
  /** A name for the worker, shown with the job. */
  worker?: InputMaybe<Scalars['String']['input']>;
  /** The names of the variables to fetch; left out or empty, all that are visible to the job. */
  fetchVariable?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * How long to wait for a first job, in milliseconds. Left out or 0: the cluster's default; negative: answer at once,
   * even with nothing.
   */
  requestTimeout?: InputMaybe<Scalars['Long']['input']>;
  /**
   * The tenants to take jobs of. Needed in a cluster with multi-tenancy unless `tenantFilter` is `ASSIGNED`; `<default>`
   * without.
   */
  tenantIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Whose tenants count; `PROVIDED` unless told. */
  tenantFilter?: InputMaybe<TenantFilter>;
};

/** Where `activateJobs` has its tenants from. */
export type TenantFilter =
  /** From `tenantIds`. */
  | 'PROVIDED'
  /** From the caller: every tenant that Camunda has assigned to them. */
  | 'ASSIGNED';

/** What `activateJobs` leased. */
export type ActivateJobsPayload = {
  __typename?: 'ActivateJobsPayload';
  /** The leased jobs; empty when none turned up in time. Fewer than asked for does not mean that there are no more. */
  jobs: Array<ActivatedJob>;
};

/** Which job to complete, and with what. */
export type CompleteJobInput = {
  /** The job's key. */
  jobKey: Scalars['ID']['input'];
  /**
   * The job's outcome, as a JSON object of variables. They go to the process instance unless the element maps its
   * outputs.
   */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The answer of a task listener or of an ad-hoc sub-process; other kinds of job have none. */
  result?: InputMaybe<JobResultInput>;
};

/** What a job answers beyond variables; exactly one of these. */
export type JobResultInput =
  /** The answer of a user task listener. */
  { userTask: UserTaskJobResultInput; adHocSubProcess?: never; }
  |  /** The answer of an ad-hoc sub-process's job. */
  { userTask?: never; adHocSubProcess: AdHocSubProcessJobResultInput; };

/** What a user task listener decides about the change under way. */
export type UserTaskJobResultInput = {
  /** True refuses the change: the task stays as it was, and the caller who asked gets `CONFLICT`. False unless told. */
  denied?: InputMaybe<Scalars['Boolean']['input']>;
  /** Why the change is refused; reaches the caller in the error's detail. */
  deniedReason?: InputMaybe<Scalars['String']['input']>;
  /** What to correct in the task as part of the change; not together with `denied`. */
  corrections?: InputMaybe<JobResultCorrectionsInput>;
};

/** What a user task listener corrects in the task. What is left out stays as it is; null or an empty value clears it. */
export type JobResultCorrectionsInput = {
  /** The user to assign the task to; null or empty text removes the assignee. */
  assignee?: InputMaybe<Scalars['String']['input']>;
  /** When the task should be done; null removes the date. */
  dueDate?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the task should be looked at again; null removes the date. */
  followUpDate?: InputMaybe<Scalars['DateTime']['input']>;
  /** The users who may take the task, in place of those there were; null or an empty list removes all. */
  candidateUsers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The groups whose members may take the task, in place of those there were; null or an empty list removes all. */
  candidateGroups?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The task's priority, 0 to 100; it cannot be cleared. */
  priority?: InputMaybe<Scalars['Int']['input']>;
};

/** What an ad-hoc sub-process does next. */
export type AdHocSubProcessJobResultInput = {
  /** The elements to start inside the sub-process; none when left out. */
  activateElements?: InputMaybe<Array<JobResultActivateElementInput>>;
  /** True lets the sub-process complete. False unless told. */
  isCompletionConditionFulfilled?: InputMaybe<Scalars['Boolean']['input']>;
  /** True cancels what is still running inside when the sub-process completes. False unless told. */
  isCancelRemainingInstances?: InputMaybe<Scalars['Boolean']['input']>;
};

/** An element to start inside an ad-hoc sub-process. */
export type JobResultActivateElementInput = {
  /** The element's id in the BPMN model. */
  elementId: Scalars['String']['input'];
  /** Variables local to the started element, as a JSON object. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
};

/** What `completeJob` gives back. */
export type CompleteJobPayload = {
  __typename?: 'CompleteJobPayload';
  /**
   * The job. Asked for, it waits, bounded, until reads show it completed; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  job?: Maybe<Job>;
};

/** Which job failed, and what should follow. */
export type FailJobInput = {
  /** The job's key. */
  jobKey: Scalars['ID']['input'];
  /**
   * How many attempts are left now. 0 when left out, which opens an incident: give the job's `retries` less one to have
   * it tried again.
   */
  retries?: InputMaybe<Scalars['Int']['input']>;
  /** What went wrong, for whoever looks at the job or its incident. */
  errorMessage?: InputMaybe<Scalars['String']['input']>;
  /** How long to wait before the job is offered again, in milliseconds; 0 unless told. */
  retryBackOff?: InputMaybe<Scalars['Long']['input']>;
  /** Variables to set, as a JSON object, local to the job's element. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
};

/** What `failJob` gives back. */
export type FailJobPayload = {
  __typename?: 'FailJobPayload';
  /**
   * The job. Asked for, it waits, bounded, until reads show the failure; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  job?: Maybe<Job>;
};

/** Which BPMN error to throw, and at which job. */
export type ThrowJobErrorInput = {
  /** The job's key. */
  jobKey: Scalars['ID']['input'];
  /** The error's code, matched with the codes of the catch events around the job's element. */
  errorCode: Scalars['String']['input'];
  /** What happened, for whoever looks at the job or its incident. */
  errorMessage?: InputMaybe<Scalars['String']['input']>;
  /** Variables to set, as a JSON object, local to the event that catches the error. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
};

/** What `throwJobError` gives back. */
export type ThrowJobErrorPayload = {
  __typename?: 'ThrowJobErrorPayload';
  /**
   * The job. Asked for, it waits, bounded, until reads show the error; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  job?: Maybe<Job>;
};

/** What to change in a job; what is left out stays as it is. Give `retries`, `timeout` or both. */
export type UpdateJobInput = {
  /** The job's key. */
  jobKey: Scalars['ID']['input'];
  /** How many attempts are left; at least 1. */
  retries?: InputMaybe<Scalars['Int']['input']>;
  /** How long the lease holds from now on, in milliseconds; refused when no worker holds the job. */
  timeout?: InputMaybe<Scalars['Long']['input']>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** What `updateJob` gives back. */
export type UpdateJobPayload = {
  __typename?: 'UpdateJobPayload';
  /**
   * The job. Asked for, it waits, bounded, until reads show new retries (a new timeout cannot be told from
   * a job's row, so it is not waited for); null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  job?: Maybe<Job>;
};

/** A message to publish. */
export type PublishMessageInput = {
  /** The message's name, as modelled. */
  name: Scalars['String']['input'];
  /**
   * What tells the waiting instances apart: the value that they wait for. Left out or empty, only a message start event
   * can take the message.
   */
  correlationKey?: InputMaybe<Scalars['String']['input']>;
  /** How long Camunda keeps the message for a taker that comes later, in milliseconds; 0 unless told: taken now or lost. */
  timeToLive?: InputMaybe<Scalars['Long']['input']>;
  /** An id of your own: `CONFLICT` while a message with the same name, correlation key and id is still kept. */
  messageId?: InputMaybe<Scalars['String']['input']>;
  /** Variables for whatever takes the message, as a JSON object. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The tenant to publish to. Needed in a cluster with multi-tenancy; `<default>` without. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
};

/** What `publishMessage` gives back. Null fields are those that an 8.8 cluster leaves out. */
export type PublishMessagePayload = {
  __typename?: 'PublishMessagePayload';
  /** The key that Camunda gave the message. */
  messageKey?: Maybe<Scalars['ID']['output']>;
  /** The tenant that the message was published to. */
  tenantId?: Maybe<Scalars['String']['output']>;
};

/** A message to correlate. */
export type CorrelateMessageInput = {
  /** The message's name, as modelled. */
  name: Scalars['String']['input'];
  /**
   * What tells the waiting instances apart: the value that they wait for. Left out or empty, only a message start event
   * can take the message.
   */
  correlationKey?: InputMaybe<Scalars['String']['input']>;
  /** Variables for whatever takes the message, as a JSON object. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The tenant to look in. Needed in a cluster with multi-tenancy; `<default>` without. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
};

/** What `correlateMessage` gives back. Null keys are those that an 8.8 cluster leaves out. */
export type CorrelateMessagePayload = {
  __typename?: 'CorrelateMessagePayload';
  /** The key that Camunda gave the message. */
  messageKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the process instance that took the message; the first where several did. */
  processInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The tenant that the message was correlated in. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /**
   * The process instance that took the message. Asked for, it waits, bounded, until reads show it; null with the code
   * `NOT_YET_VISIBLE` when the wait runs out.
   */
  processInstance?: Maybe<ProcessInstance>;
};

/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinition = Node & {
  __typename?: 'ProcessDefinition';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The name that the BPMN model gives the process. */
  name?: Maybe<Scalars['String']['output']>;
  /** The name of the deployed file that holds the process, such as `order.bpmn`. */
  resourceName?: Maybe<Scalars['String']['output']>;
  /** The version: counts up with each deployment that changes the process, per `processDefinitionId` and tenant. */
  version?: Maybe<Scalars['Int']['output']>;
  /** The version tag that the model sets. */
  versionTag?: Maybe<Scalars['String']['output']>;
  /** The process id in the BPMN model, the same for all versions. */
  processDefinitionId?: Maybe<Scalars['String']['output']>;
  /** The tenant that owns the definition; `<default>` where multi-tenancy is off. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** The key of this very version. */
  processDefinitionKey: Scalars['ID']['output'];
  /** Whether a form is linked to the start event. */
  hasStartForm?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the definition is in use or deleted. */
  state?: Maybe<ProcessDefinitionState>;
  /** The BPMN document. It can be large: ask for it on single definitions rather than on a page. */
  xml?: Maybe<Scalars['String']['output']>;
  /** The form linked to the start event. Null where there is none, and for a form embedded in the BPMN document. */
  startForm?: Maybe<Form>;
  /**
   * How many instances of this version are at each element, per state. An element that none has reached is not listed,
   * and an instance counts once per element and state. Needs `READ_PROCESS_INSTANCE` on the definition.
   */
  elementStatistics?: Maybe<Array<ProcessElementStatistics>>;
  /**
   * The instances of this version. Needs `READ_PROCESS_INSTANCE` on the definition, else the page is empty; pages like
   * `Query.processInstances`.
   */
  processInstances?: Maybe<ProcessInstanceConnection>;
  /**
   * The element instances of all instances of this version. Needs `READ_PROCESS_INSTANCE` on the definition, else the
   * page is empty; pages like `Query.elementInstances`.
   */
  elementInstances?: Maybe<ElementInstanceConnection>;
  /**
   * The jobs of all instances of this version. Needs `READ_PROCESS_INSTANCE` on the definition, else the page is empty;
   * pages like `Query.processInstances`.
   */
  jobs?: Maybe<JobConnection>;
  /**
   * The user tasks of all instances of this version. Needs `READ_USER_TASK` on the definition or `READ` on the user
   * tasks; what the caller may not read is left out. Pages like `Query.processInstances`.
   */
  userTasks?: Maybe<UserTaskConnection>;
  /**
   * The incidents of all instances of this version. Needs `READ_PROCESS_INSTANCE` on the definition, else the page is
   * empty; pages like `Query.processInstances`.
   */
  incidents?: Maybe<IncidentConnection>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionElementStatisticsArgs = {
  filter?: InputMaybe<ProcessDefinitionStatisticsFilter>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionProcessInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProcessInstanceFilter>;
  sort?: InputMaybe<Array<ProcessInstanceSort>>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionElementInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ElementInstanceFilter>;
  sort?: InputMaybe<Array<ElementInstanceSort>>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
  sort?: InputMaybe<Array<JobSort>>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionUserTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskFilter>;
  sort?: InputMaybe<Array<UserTaskSort>>;
};


/**
 * A process as deployed: one version of one BPMN process. A field that the model does not set is null, and an 8.8
 * cluster may leave out any field but the key.
 */
export type ProcessDefinitionIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};

/** One page of a list, and what is known of the whole list. */
export type ProcessDefinitionConnection = {
  __typename?: 'ProcessDefinitionConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<ProcessDefinitionEdge>;
  /** The rows of this page. */
  nodes: Array<ProcessDefinition>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type ProcessDefinitionEdge = {
  __typename?: 'ProcessDefinitionEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: ProcessDefinition;
};

/** Which process definitions to list: all fields given must match. */
export type ProcessDefinitionFilter = {
  /** Compares the name. */
  name?: InputMaybe<StringFilter>;
  /**
   * True: the newest version of each process alone. Such a list pages forward only, and sorts by `processDefinitionId`
   * and `tenantId` alone.
   */
  isLatestVersion?: InputMaybe<Scalars['Boolean']['input']>;
  /** The name of the deployed file is exactly this. */
  resourceName?: InputMaybe<Scalars['String']['input']>;
  /** The version is exactly this. */
  version?: InputMaybe<Scalars['Int']['input']>;
  /** The version tag is exactly this. */
  versionTag?: InputMaybe<Scalars['String']['input']>;
  /** Compares the process id of the BPMN model. */
  processDefinitionId?: InputMaybe<StringFilter>;
  /** The tenant is exactly this. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
  /** The key is exactly this. */
  processDefinitionKey?: InputMaybe<Scalars['ID']['input']>;
  /** True: a form is linked to the start event; false: none is. */
  hasStartForm?: InputMaybe<Scalars['Boolean']['input']>;
  /** The state is this. Not given: all states, deleted definitions included. */
  state?: InputMaybe<ProcessDefinitionState>;
};

/** What a list of these can be sorted by. */
export type ProcessDefinitionSortField =
  | 'processDefinitionKey'
  | 'name'
  | 'resourceName'
  | 'version'
  | 'versionTag'
  | 'processDefinitionId'
  | 'tenantId';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type ProcessDefinitionSort = {
  /** What to sort by. */
  field: ProcessDefinitionSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** Which process instances the statistics of a definition count: all fields given must match. */
export type ProcessDefinitionStatisticsFilter = {
  /** Compares when the process instance started. */
  startDate?: InputMaybe<DateTimeFilter>;
  /** Compares when the process instance ended. */
  endDate?: InputMaybe<DateTimeFilter>;
  /** Compares the state of the process instance. */
  state?: InputMaybe<ProcessInstanceStateFilter>;
  /** True: process instances with an incident; false: those without. */
  hasIncident?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the tenant. */
  tenantId?: InputMaybe<StringFilter>;
  /** Compares values of the process instance's variables. */
  variables?: InputMaybe<Array<VariableValueFilter>>;
  /** Compares the key of the process instance. */
  processInstanceKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the process instance that called this one. */
  parentProcessInstanceKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the call activity's element instance that started the process instance. */
  parentElementInstanceKey?: InputMaybe<KeyFilter>;
  /** The older name of `batchOperationKey`; both together are refused. */
  batchOperationId?: InputMaybe<StringFilter>;
  /** Compares the key of a batch operation that works on the process instance. */
  batchOperationKey?: InputMaybe<StringFilter>;
  /** Compares the error message of the process instance's incidents. */
  errorMessage?: InputMaybe<StringFilter>;
  /** True: a job of the process instance has failed and has retries left. */
  hasRetriesLeft?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the state of the element instances. */
  elementInstanceState?: InputMaybe<ElementInstanceStateFilter>;
  /** Compares the id that the BPMN model gives the element. */
  elementId?: InputMaybe<StringFilter>;
  /** True: element instances with an incident; false: those without. */
  hasElementInstanceIncident?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the number that Camunda computes from an incident's error message, the same for equal messages. */
  incidentErrorHashCode?: InputMaybe<IntFilter>;
  /** The process instance has all of these tags. At most 10. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Compares the business id. */
  businessId?: InputMaybe<StringFilter>;
  /** Alternatives: at least one must match, together with the fields beside `or`. They cannot hold an `or` themselves. */
  or?: InputMaybe<Array<ProcessDefinitionStatisticsFilter>>;
};

/**
 * How often one element of a process stands in each state. For a definition this counts process instances; for a process
 * instance, element instances.
 */
export type ProcessElementStatistics = {
  __typename?: 'ProcessElementStatistics';
  /** The id that the BPMN model gives the element. */
  elementId?: Maybe<Scalars['String']['output']>;
  /** How many are active there without an incident. */
  active?: Maybe<Scalars['Long']['output']>;
  /** How many were terminated there. */
  canceled?: Maybe<Scalars['Long']['output']>;
  /** How many are active there and stopped by an incident. */
  incidents?: Maybe<Scalars['Long']['output']>;
  /** How many have completed it. */
  completed?: Maybe<Scalars['Long']['output']>;
};

/** What has become of a deployed process. */
export type ProcessDefinitionState =
  /** Deployed and not deleted. */
  | 'ACTIVE'
  /** Deleted, but still readable as history. */
  | 'DELETED'
  /** Being deleted, while instances still run to their end. */
  | 'DRAINING'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** One run of a process. */
export type ProcessInstance = Node & {
  __typename?: 'ProcessInstance';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The process id in the BPMN model. */
  processDefinitionId: Scalars['String']['output'];
  /** The name of the process; null where the model gives none. */
  processDefinitionName?: Maybe<Scalars['String']['output']>;
  /** The version of the process that runs. */
  processDefinitionVersion: Scalars['Int']['output'];
  /** The version tag of the process; null where the model sets none. */
  processDefinitionVersionTag?: Maybe<Scalars['String']['output']>;
  /** When the instance started. */
  startDate: Scalars['DateTime']['output'];
  /** When the instance completed or was terminated; null until then. */
  endDate?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the instance runs or how it ended. An incident does not change it: see `hasIncident`. */
  state: ProcessInstanceState;
  /** Whether an incident stops some part of the instance. */
  hasIncident: Scalars['Boolean']['output'];
  /** The tenant that owns the instance; `<default>` where multi-tenancy is off. */
  tenantId: Scalars['String']['output'];
  /** The key of the instance. */
  processInstanceKey: Scalars['ID']['output'];
  /** The key of the process version that runs. A migration changes it. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The key of the instance whose call activity started this one; null for a root instance. */
  parentProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the call activity's element instance that started this one; null for a root instance. */
  parentElementInstanceKey?: Maybe<Scalars['ID']['output']>;
  /**
   * The key of the instance at the top of the call hierarchy, this one's own for a root instance. Null on clusters
   * before 8.9, and for hierarchies that were created before.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The tags given at creation; at most 10. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /** The business id given by the caller, such as an order number. Null where there is none, and on clusters before 8.9. */
  businessId?: Maybe<Scalars['String']['output']>;
  /** The process version that runs. Needs `READ_PROCESS_DEFINITION` on it for what the instance does not carry itself. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The instance whose call activity started this one; null for a root instance. */
  parentProcessInstance?: Maybe<ProcessInstance>;
  /** The call activity's element instance that started this one; null for a root instance. */
  parentElementInstance?: Maybe<ElementInstance>;
  /**
   * The instance at the top of the call hierarchy, this one itself for a root instance. Null where
   * `rootProcessInstanceKey` is.
   */
  rootProcessInstance?: Maybe<ProcessInstance>;
  /**
   * The instances that call activities of this one have started; not those that these called in turn. Pages like
   * `Query.processInstances`.
   */
  calledProcessInstances?: Maybe<ProcessInstanceConnection>;
  /**
   * The element instances of this instance, at all depths of its subprocesses; not those of called instances. Pages like
   * `Query.elementInstances`.
   */
  elementInstances?: Maybe<ElementInstanceConnection>;
  /**
   * The variables of all scopes of this instance: `scopeKey` says which scope holds each, and equals
   * `processInstanceKey` for the process level. Pages like `Query.variables`.
   */
  variables?: Maybe<VariableConnection>;
  /** The jobs of this instance; not those of called instances. Pages like `Query.processInstances`. */
  jobs?: Maybe<JobConnection>;
  /**
   * The user tasks of this instance; not those of called instances. Needs `READ_USER_TASK` on the process definition or
   * `READ` on the user tasks; what the caller may not read is left out. Pages like `Query.processInstances`.
   */
  userTasks?: Maybe<UserTaskConnection>;
  /**
   * The incidents of this instance alone: see `hierarchyIncidents` for those of called instances too. Pages like
   * `Query.processInstances`.
   */
  incidents?: Maybe<IncidentConnection>;
  /**
   * The incidents of this instance and of all instances that it called, directly or not. Pages like
   * `Query.processInstances`.
   */
  hierarchyIncidents?: Maybe<IncidentConnection>;
  /** The sequence flows that this instance has taken: the whole list, in no promised order. */
  sequenceFlows?: Maybe<Array<SequenceFlow>>;
  /**
   * How many element instances of each element are in which state: the whole list. An element that was not reached is
   * not listed.
   */
  elementStatistics?: Maybe<Array<ProcessElementStatistics>>;
  /** The instances from the root down to this one: the whole list, empty for a root instance. */
  callHierarchy?: Maybe<Array<CallHierarchyEntry>>;
};


/** One run of a process. */
export type ProcessInstanceCalledProcessInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProcessInstanceFilter>;
  sort?: InputMaybe<Array<ProcessInstanceSort>>;
};


/** One run of a process. */
export type ProcessInstanceElementInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ElementInstanceFilter>;
  sort?: InputMaybe<Array<ElementInstanceSort>>;
};


/** One run of a process. */
export type ProcessInstanceVariablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VariableFilter>;
  sort?: InputMaybe<Array<VariableSort>>;
};


/** One run of a process. */
export type ProcessInstanceJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<JobFilter>;
  sort?: InputMaybe<Array<JobSort>>;
};


/** One run of a process. */
export type ProcessInstanceUserTasksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskFilter>;
  sort?: InputMaybe<Array<UserTaskSort>>;
};


/** One run of a process. */
export type ProcessInstanceIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};


/** One run of a process. */
export type ProcessInstanceHierarchyIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<IncidentFilter>;
  sort?: InputMaybe<Array<IncidentSort>>;
};

/** One page of a list, and what is known of the whole list. */
export type ProcessInstanceConnection = {
  __typename?: 'ProcessInstanceConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<ProcessInstanceEdge>;
  /** The rows of this page. */
  nodes: Array<ProcessInstance>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type ProcessInstanceEdge = {
  __typename?: 'ProcessInstanceEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: ProcessInstance;
};

/** Which process instances to list: all fields given must match. */
export type ProcessInstanceFilter = {
  /** Compares when the instance started. */
  startDate?: InputMaybe<DateTimeFilter>;
  /** Compares when the instance ended. `exists: false` finds those that have not. */
  endDate?: InputMaybe<DateTimeFilter>;
  /** Compares the state. */
  state?: InputMaybe<ProcessInstanceStateFilter>;
  /** True: instances with an incident; false: those without. */
  hasIncident?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the tenant. */
  tenantId?: InputMaybe<StringFilter>;
  /** Compares values of variables, in any scope of the instance. Each entry must match. */
  variables?: InputMaybe<Array<VariableValueFilter>>;
  /** Compares the key of the instance. */
  processInstanceKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the instance that called this one. */
  parentProcessInstanceKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the call activity's element instance that started this one. */
  parentElementInstanceKey?: InputMaybe<KeyFilter>;
  /** The older name of `batchOperationKey`; both together are refused. */
  batchOperationId?: InputMaybe<StringFilter>;
  /** Compares the key of a batch operation that works on the instance. */
  batchOperationKey?: InputMaybe<StringFilter>;
  /** Compares the error message of the instance's incidents. */
  errorMessage?: InputMaybe<StringFilter>;
  /** True: a job of the instance has failed and has retries left. */
  hasRetriesLeft?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the state of the instance's element instances. Give `elementId` too to say which. */
  elementInstanceState?: InputMaybe<ElementInstanceStateFilter>;
  /** Compares the BPMN ids of the elements that the instance has reached. */
  elementId?: InputMaybe<StringFilter>;
  /** True: an element instance has an incident; false: one has none. Give `elementId` too to say which. */
  hasElementInstanceIncident?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the number that Camunda computes from an incident's error message, the same for equal messages. */
  incidentErrorHashCode?: InputMaybe<IntFilter>;
  /** The instance has all of these tags. At most 10. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Compares the business id. */
  businessId?: InputMaybe<StringFilter>;
  /** Compares the process id of the BPMN model. */
  processDefinitionId?: InputMaybe<StringFilter>;
  /** Compares the name of the process. */
  processDefinitionName?: InputMaybe<StringFilter>;
  /** Compares the version of the process. */
  processDefinitionVersion?: InputMaybe<IntFilter>;
  /** Compares the version tag of the process. */
  processDefinitionVersionTag?: InputMaybe<StringFilter>;
  /** Compares the key of the process version. */
  processDefinitionKey?: InputMaybe<KeyFilter>;
  /** Alternatives: at least one must match, together with the fields beside `or`. They cannot hold an `or` themselves. */
  or?: InputMaybe<Array<ProcessInstanceFilter>>;
};

/** What a list of these can be sorted by. */
export type ProcessInstanceSortField =
  | 'processInstanceKey'
  | 'processDefinitionId'
  | 'processDefinitionName'
  | 'processDefinitionVersion'
  | 'processDefinitionVersionTag'
  | 'processDefinitionKey'
  | 'parentProcessInstanceKey'
  | 'parentElementInstanceKey'
  | 'startDate'
  | 'endDate'
  | 'state'
  | 'hasIncident'
  | 'tenantId'
  | 'businessId';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type ProcessInstanceSort = {
  /** What to sort by. */
  field: ProcessInstanceSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** A sequence flow that a process instance has taken. An 8.8 cluster may leave out any field. */
export type SequenceFlow = {
  __typename?: 'SequenceFlow';
  /** Identifies this flow as taken by this process instance. */
  sequenceFlowId?: Maybe<Scalars['String']['output']>;
  /** The key of the process instance. */
  processInstanceKey?: Maybe<Scalars['ID']['output']>;
  /**
   * The key of the instance at the top of the call hierarchy. Null on clusters before 8.9, and for hierarchies that were
   * created before.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the process version. */
  processDefinitionKey?: Maybe<Scalars['ID']['output']>;
  /** The process id in the BPMN model. */
  processDefinitionId?: Maybe<Scalars['String']['output']>;
  /** The id that the BPMN model gives the flow. */
  elementId?: Maybe<Scalars['String']['output']>;
  /** The tenant that owns the process instance; `<default>` where multi-tenancy is off. */
  tenantId?: Maybe<Scalars['String']['output']>;
};

/** One level of a call hierarchy. */
export type CallHierarchyEntry = {
  __typename?: 'CallHierarchyEntry';
  /** The key of the process instance on this level. */
  processInstanceKey: Scalars['ID']['output'];
  /** The key of the process version that it runs. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The name of the process, or its id where the model gives no name. */
  processDefinitionName: Scalars['String']['output'];
  /** The process instance on this level. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process version that it runs. Needs `READ_PROCESS_DEFINITION` on it. */
  processDefinition?: Maybe<ProcessDefinition>;
};

/** Whether a process instance runs, or how it ended. */
export type ProcessInstanceState =
  /** Running, also while an incident stops it. */
  | 'ACTIVE'
  /** Reached its end. */
  | 'COMPLETED'
  /** Ended before its end, for example because it was canceled. */
  | 'TERMINATED'
  /** Paused until someone resumes it. */
  | 'SUSPENDED'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** What the state of a process instance is compared with. All operators given must hold. */
export type ProcessInstanceStateFilter = {
  /** Equal to this. */
  eq?: InputMaybe<ProcessInstanceState>;
  /** Not equal to this. */
  neq?: InputMaybe<ProcessInstanceState>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<ProcessInstanceState>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Which process to start and with what. Give either `processDefinitionKey` or `processDefinitionId`. */
export type CreateProcessInstanceInput = {
  /** The key of the very version to start. */
  processDefinitionKey?: InputMaybe<Scalars['ID']['input']>;
  /** The process id in the BPMN model; starts the version of `processDefinitionVersion`. */
  processDefinitionId?: InputMaybe<Scalars['String']['input']>;
  /** The version to start, used with `processDefinitionId` alone. The newest where it is not given. */
  processDefinitionVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The variables that the instance starts with, at the process level: a JSON object. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The tenant of the process. Leave it out where multi-tenancy is off. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
  /** Elements to start at, instead of the start event. */
  startInstructions?: InputMaybe<Array<ProcessInstanceStartInstructionInput>>;
  /** When to end the instance early. Camunda calls this an alpha feature: it may change. */
  runtimeInstructions?: InputMaybe<Array<ProcessInstanceRuntimeInstructionInput>>;
  /**
   * True: answer when the instance has completed, with its variables. Where that takes longer than `requestTimeout`, an
   * error is answered and the instance goes on. False unless told.
   */
  awaitCompletion?: InputMaybe<Scalars['Boolean']['input']>;
  /** With `awaitCompletion`: the names of the variables to answer. All of the process level where empty or not given. */
  fetchVariables?: InputMaybe<Array<Scalars['String']['input']>>;
  /** How long `awaitCompletion` waits, in milliseconds. 0 or not given: as long as the cluster is configured to. */
  requestTimeout?: InputMaybe<Scalars['Long']['input']>;
  /**
   * Labels for the instance: at most 10, each of at most 100 characters, starting with a letter; then letters, digits,
   * `_`, `-`, `:` and `.`.
   */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * Your own id for the instance, of 1 to 256 characters. A cluster that enforces uniqueness refuses it while another
   * root instance of the same process and tenant runs with it.
   */
  businessId?: InputMaybe<Scalars['String']['input']>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** Where a new instance starts. */
export type ProcessInstanceStartInstructionInput = {
  /** The BPMN id of the element to start before. */
  elementId: Scalars['String']['input'];
};

/** What happens to the new instance while it runs. */
export type ProcessInstanceRuntimeInstructionInput =
  /** The BPMN id of an element: once it has completed or was terminated, the instance is terminated. */
  { terminateAfterElementId: Scalars['String']['input']; };

/** The started instance. */
export type CreateProcessInstancePayload = {
  __typename?: 'CreateProcessInstancePayload';
  /** The key of the new instance. */
  processInstanceKey: Scalars['ID']['output'];
  /** The key of the process version that was started. */
  processDefinitionKey: Scalars['ID']['output'];
  /** The process id in the BPMN model. */
  processDefinitionId: Scalars['String']['output'];
  /** The version that was started. */
  processDefinitionVersion: Scalars['Int']['output'];
  /** The tenant that owns the instance; `<default>` where multi-tenancy is off. */
  tenantId: Scalars['String']['output'];
  /**
   * With `awaitCompletion`: the process-level variables at the end, or those that `fetchVariables` names. Without it, do
   * not rely on any.
   */
  variables: Scalars['JSON']['output'];
  /** The tags of the instance. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /** The business id of the instance. Null where none was given, and on clusters before 8.9. */
  businessId?: Maybe<Scalars['String']['output']>;
  /**
   * The new instance. Waits, for a bounded time and only when asked for, until reads show it; null with the error code
   * `NOT_YET_VISIBLE` when the wait runs out.
   */
  processInstance?: Maybe<ProcessInstance>;
  /** The process version that was started. Needs `READ_PROCESS_DEFINITION` on it. */
  processDefinition?: Maybe<ProcessDefinition>;
};

/** Which instance to cancel. */
export type CancelProcessInstanceInput = {
  /** The key of a running root instance. */
  processInstanceKey: Scalars['ID']['input'];
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** The canceled instance. */
export type CancelProcessInstancePayload = {
  __typename?: 'CancelProcessInstancePayload';
  /**
   * The instance. Waits, for a bounded time and only when asked for, until reads show that it has ended; null with the
   * error code `NOT_YET_VISIBLE` when the wait runs out.
   */
  processInstance?: Maybe<ProcessInstance>;
};

/** Which instance to modify and how. All instructions are applied together, or none is. */
export type ModifyProcessInstanceInput = {
  /** The key of a running instance. */
  processInstanceKey: Scalars['ID']['input'];
  /** Elements to activate. */
  activateInstructions?: InputMaybe<Array<ActivateInstructionInput>>;
  /** Elements to move from: what is active there is terminated and activated elsewhere. */
  moveInstructions?: InputMaybe<Array<MoveInstructionInput>>;
  /** Element instances to terminate. */
  terminateInstructions?: InputMaybe<Array<TerminateInstructionInput>>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** An element to activate. */
export type ActivateInstructionInput = {
  /** The BPMN id of the element. */
  elementId: Scalars['String']['input'];
  /** Variables to create or overwrite before the element is activated. */
  variableInstructions?: InputMaybe<Array<VariableInstructionInput>>;
  /**
   * The key of the element instance to activate the element within, needed where several instances of its enclosing
   * scope run. Not given or `-1`: the one that runs.
   */
  ancestorElementInstanceKey?: InputMaybe<Scalars['ID']['input']>;
};

/** Variables to create or overwrite. */
export type VariableInstructionInput = {
  /** Names and values: a JSON object. */
  variables: Scalars['JSON']['input'];
  /** The BPMN id of the element whose scope gets the variables. Not given or empty: the process level. */
  scopeId?: InputMaybe<Scalars['String']['input']>;
};

/**
 * A move: each active element instance at the source is terminated, and one is activated at the target for each. Of a
 * multi-instance activity only the body moves, not its iterations.
 */
export type MoveInstructionInput = {
  /** What to move from. */
  source: MoveSourceInput;
  /** The BPMN id of the element to activate. */
  targetElementId: Scalars['String']['input'];
  /** Within which scope to activate. Not given: in the one that runs, as `elementInstanceKey: "-1"` says. */
  ancestorScope?: InputMaybe<AncestorScopeInput>;
  /** Variables to create or overwrite before the target is activated. */
  variableInstructions?: InputMaybe<Array<VariableInstructionInput>>;
};

/** What a move starts from: all active instances of an element, or a single one. */
export type MoveSourceInput =
  /** The BPMN id of an element: all its active instances move. */
  { elementId: Scalars['String']['input']; elementInstanceKey?: never; }
  |  /** The key of the one element instance that moves. */
  { elementId?: never; elementInstanceKey: Scalars['ID']['input']; };

/** How to find the scope in which a move activates its target. */
export type AncestorScopeInput =
  /** The key of the element instance to activate the target within; `-1`: the one that runs. */
  { elementInstanceKey: Scalars['ID']['input']; inferred?: never; sourceParent?: never; }
  |  /** True: Camunda climbs from the source to the nearest scope that encloses the target. */
  { elementInstanceKey?: never; inferred: Scalars['Boolean']['input']; sourceParent?: never; }
  |  /** True: the scope that directly holds the source. Fits where source and target are siblings. */
  { elementInstanceKey?: never; inferred?: never; sourceParent: Scalars['Boolean']['input']; };

/** What to terminate: a single element instance, or all of an element. */
export type TerminateInstructionInput =
  /** The key of the element instance to terminate. */
  { elementInstanceKey: Scalars['ID']['input']; elementId?: never; }
  |  /** The BPMN id of an element: all its active instances are terminated. */
  { elementInstanceKey?: never; elementId: Scalars['String']['input']; };

/** The modified instance. */
export type ModifyProcessInstancePayload = {
  __typename?: 'ModifyProcessInstancePayload';
  /**
   * The instance as reads show it now. No state marks a modification as done, so nothing is waited for and it may still
   * look as before.
   */
  processInstance?: Maybe<ProcessInstance>;
};

/** Which instance to migrate, and to what. */
export type MigrateProcessInstanceInput = {
  /** The key of a running instance. */
  processInstanceKey: Scalars['ID']['input'];
  /** The key of the process version to continue on. */
  targetProcessDefinitionKey: Scalars['ID']['input'];
  /**
   * Which element of the target takes the place of each active element of the instance. An active element without one
   * makes the migration fail.
   */
  mappingInstructions: Array<MigrationMappingInstructionInput>;
  /** A number of your own choosing, at least 1, that Camunda writes to the records that follow from this command. */
  operationReference?: InputMaybe<Scalars['Long']['input']>;
};

/** Which element takes the place of which. */
export type MigrationMappingInstructionInput = {
  /** The BPMN id of an element in the process that the instance runs now. */
  sourceElementId: Scalars['String']['input'];
  /** The BPMN id of the element in the target process that takes its place. */
  targetElementId: Scalars['String']['input'];
};

/** The migrated instance. */
export type MigrateProcessInstancePayload = {
  __typename?: 'MigrateProcessInstancePayload';
  /**
   * The instance. Waits, for a bounded time and only when asked for, until reads show the new process version; null with
   * the error code `NOT_YET_VISIBLE` when the wait runs out.
   */
  processInstance?: Maybe<ProcessInstance>;
};

/** Whose incidents to resolve. */
export type ResolveProcessInstanceIncidentsInput = {
  /** The key of a process instance. */
  processInstanceKey: Scalars['ID']['input'];
};

/** The batch operation that was started. It resolves the incidents after this answer. */
export type ResolveProcessInstanceIncidentsPayload = {
  __typename?: 'ResolveProcessInstanceIncidentsPayload';
  /** The key of the batch operation. */
  batchOperationKey: Scalars['ID']['output'];
  /** What the batch operation does. */
  batchOperationType: BatchOperationType;
  /** The process instance. It may still show the incidents, since the batch operation works on. */
  processInstance?: Maybe<ProcessInstance>;
};

/** A signal to broadcast. */
export type BroadcastSignalInput = {
  /** The signal's name, as modelled. */
  signalName: Scalars['String']['input'];
  /** Variables for everything that takes the signal, as a JSON object. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The tenant to broadcast in. Needed in a cluster with multi-tenancy; `<default>` without. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
};

/** What `broadcastSignal` gives back; it does not say who took the signal. */
export type BroadcastSignalPayload = {
  __typename?: 'BroadcastSignalPayload';
  /** The key that Camunda gave the broadcast. */
  signalKey: Scalars['ID']['output'];
  /** The tenant that the signal was broadcast in. */
  tenantId: Scalars['String']['output'];
};

/**
 * Work for a person, from a Camunda user task (`zeebe:userTask`); tasks implemented as jobs are not among them. Fields
 * beside the key are null where an 8.8 cluster leaves them out, or where the description says so.
 */
export type UserTask = Node & {
  __typename?: 'UserTask';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The task's name in the BPMN model; null also for a task without one. */
  name?: Maybe<Scalars['String']['output']>;
  /** Where the task is in its life. */
  state?: Maybe<UserTaskState>;
  /** The user whom the task is assigned to; null also when nobody. */
  assignee?: Maybe<Scalars['String']['output']>;
  /** The id of the user task in the BPMN model. */
  elementId?: Maybe<Scalars['String']['output']>;
  /** The groups whose members may take the task. */
  candidateGroups?: Maybe<Array<Scalars['String']['output']>>;
  /** The users who may take the task. */
  candidateUsers?: Maybe<Array<Scalars['String']['output']>>;
  /** The id, in the BPMN model, of the task's process. */
  processDefinitionId?: Maybe<Scalars['String']['output']>;
  /** When the task was created. */
  creationDate?: Maybe<Scalars['DateTime']['output']>;
  /** When the task was completed; null also while it is not. */
  completionDate?: Maybe<Scalars['DateTime']['output']>;
  /** When the task should be looked at again; null also when no date is set. */
  followUpDate?: Maybe<Scalars['DateTime']['output']>;
  /** When the task should be done; null also when no date is set. */
  dueDate?: Maybe<Scalars['DateTime']['output']>;
  /** The tenant that owns the task; `<default>` without multi-tenancy. */
  tenantId?: Maybe<Scalars['String']['output']>;
  /** Where to find the task's form when Camunda does not hold it, as modelled; null also when there is none. */
  externalFormReference?: Maybe<Scalars['String']['output']>;
  /** The version of the process, counted from 1. */
  processDefinitionVersion?: Maybe<Scalars['Int']['output']>;
  /** The headers modelled on the task, name to text. */
  customHeaders?: Maybe<Scalars['JSON']['output']>;
  /** The task's priority, 0 to 100, 50 unless modelled; the higher, the more urgent. */
  priority?: Maybe<Scalars['Int']['output']>;
  /** The user task's key. */
  userTaskKey: Scalars['ID']['output'];
  /** The key of the element instance that the task belongs to. */
  elementInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The name of the process in the BPMN model; null also for a process without one. */
  processName?: Maybe<Scalars['String']['output']>;
  /** The key of the process definition, which stands for one version of the process. */
  processDefinitionKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the process instance that waits for the task. */
  processInstanceKey?: Maybe<Scalars['ID']['output']>;
  /**
   * The key of the topmost process instance of the call hierarchy; null also where that instance was created before
   * Camunda 8.9.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /** The key of the form linked to the task; null also when it has none, or an external one. */
  formKey?: Maybe<Scalars['ID']['output']>;
  /** The tags of the task's process instance. */
  tags?: Maybe<Array<Scalars['String']['output']>>;
  /** The process instance that waits for the task. */
  processInstance?: Maybe<ProcessInstance>;
  /** The process definition, in the version that the instance runs. */
  processDefinition?: Maybe<ProcessDefinition>;
  /** The element instance that the task belongs to. */
  elementInstance?: Maybe<ElementInstance>;
  /** The topmost process instance of the call hierarchy; null where `rootProcessInstanceKey` is. */
  rootProcessInstance?: Maybe<ProcessInstance>;
  /** The form linked to the task; null when it has none, or an external one: see `externalFormReference`. */
  form?: Maybe<Form>;
  /**
   * The variables visible from the task, of all scopes around it, so that a name may come more than once: see
   * `effectiveVariables`. `first` or `last`: at most the configured maximum (1,000 by default), 50 when neither is
   * given; `first: 0` asks for the count alone.
   */
  variables?: Maybe<VariableConnection>;
  /**
   * The variables as the task sees them: each name once, and of several the one of the innermost scope. Pages forward
   * only. `first`: at most the configured maximum (1,000 by default), 50 unless told; `first: 0` asks for the count
   * alone.
   */
  effectiveVariables?: Maybe<VariableConnection>;
};


/**
 * Work for a person, from a Camunda user task (`zeebe:userTask`); tasks implemented as jobs are not among them. Fields
 * beside the key are null where an 8.8 cluster leaves them out, or where the description says so.
 */
export type UserTaskVariablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskVariableFilter>;
  sort?: InputMaybe<Array<VariableSort>>;
};


/**
 * Work for a person, from a Camunda user task (`zeebe:userTask`); tasks implemented as jobs are not among them. Fields
 * beside the key are null where an 8.8 cluster leaves them out, or where the description says so.
 */
export type UserTaskEffectiveVariablesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserTaskVariableFilter>;
  sort?: InputMaybe<Array<VariableSort>>;
};

/** One page of a list, and what is known of the whole list. */
export type UserTaskConnection = {
  __typename?: 'UserTaskConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<UserTaskEdge>;
  /** The rows of this page. */
  nodes: Array<UserTask>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type UserTaskEdge = {
  __typename?: 'UserTaskEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: UserTask;
};

/** Which user tasks to find. All fields that are given must hold. */
export type UserTaskFilter = {
  /** Where the task is in its life. */
  state?: InputMaybe<UserTaskStateFilter>;
  /** The user whom the task is assigned to; `exists: false` finds tasks that nobody has. */
  assignee?: InputMaybe<StringFilter>;
  /** The task's priority, 0 to 100. */
  priority?: InputMaybe<IntFilter>;
  /** The id of the user task in the BPMN model; the whole id. */
  elementId?: InputMaybe<Scalars['String']['input']>;
  /** The task's name. Tasks created before Camunda 8.8 are not found by it. */
  name?: InputMaybe<StringFilter>;
  /** A group whose members may take the task; it is enough that one of the task's groups matches. */
  candidateGroup?: InputMaybe<StringFilter>;
  /** A user who may take the task; it is enough that one of the task's users matches. */
  candidateUser?: InputMaybe<StringFilter>;
  /** The tenant that owns the task. */
  tenantId?: InputMaybe<StringFilter>;
  /** The id of the process in the BPMN model, whatever its version; the whole id. */
  processDefinitionId?: InputMaybe<Scalars['String']['input']>;
  /** When the task was created. */
  creationDate?: InputMaybe<DateTimeFilter>;
  /** When the task was completed; open tasks have no value. */
  completionDate?: InputMaybe<DateTimeFilter>;
  /** When the task should be looked at again. */
  followUpDate?: InputMaybe<DateTimeFilter>;
  /** When the task should be done. */
  dueDate?: InputMaybe<DateTimeFilter>;
  /** Variables of the process instance; all must match. Values are compared as JSON text: see `VariableValueFilter`. */
  processInstanceVariables?: InputMaybe<Array<VariableValueFilter>>;
  /** Variables local to the task; all must match. Values are compared as JSON text: see `VariableValueFilter`. */
  localVariables?: InputMaybe<Array<VariableValueFilter>>;
  /** The task's own key. */
  userTaskKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of one version of the process. */
  processDefinitionKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of the process instance. Tasks of the instances that it called are not among them. */
  processInstanceKey?: InputMaybe<Scalars['ID']['input']>;
  /** The key of the element instance. */
  elementInstanceKey?: InputMaybe<Scalars['ID']['input']>;
  /** Tags that the task must have, all of them; at most 10. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What a list of these can be sorted by. */
export type UserTaskSortField =
  | 'creationDate'
  | 'completionDate'
  | 'followUpDate'
  | 'dueDate'
  | 'priority'
  | 'name';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type UserTaskSort = {
  /** What to sort by. */
  field: UserTaskSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};

/** Which variables of a user task to find. */
export type UserTaskVariableFilter = {
  /** The variable's name. */
  name?: InputMaybe<StringFilter>;
};

/** Where a user task is in its life. The states ending in ING last as long as task listeners work on the change. */
export type UserTaskState =
  /** Being created; its listeners have yet to finish. */
  | 'CREATING'
  /** Open: it waits for somebody's work, assigned or not. */
  | 'CREATED'
  /** The assignee is being changed; the listeners have yet to finish. */
  | 'ASSIGNING'
  /** The task is being changed; the listeners have yet to finish. */
  | 'UPDATING'
  /** The task is being completed; the listeners have yet to finish, and may refuse. */
  | 'COMPLETING'
  /** Done. */
  | 'COMPLETED'
  /** The task is being cancelled; the listeners have yet to finish. */
  | 'CANCELING'
  /** Cancelled, as when its process instance was, or an event interrupted it. */
  | 'CANCELED'
  /** The job behind the task failed: only for tasks implemented as jobs, which this schema does not show. */
  | 'FAILED'
  /** A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input. */
  | 'UNRECOGNIZED';

/** Compares the state of a user task. All operators that are given must hold. */
export type UserTaskStateFilter = {
  /** Equal to this. */
  eq?: InputMaybe<UserTaskState>;
  /** Not equal to this. */
  neq?: InputMaybe<UserTaskState>;
  /** True: has a value; false: has none. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made. */
  in?: InputMaybe<Array<UserTaskState>>;
  /**
   * Matches this pattern of at most 1,000 characters: `*` stands for any characters, `?` for one, a backslash before either
   * for itself.
   */
  like?: InputMaybe<Scalars['String']['input']>;
};

/** Whom to assign a user task to. */
export type AssignUserTaskInput = {
  /** The user task's key. */
  userTaskKey: Scalars['ID']['input'];
  /** The user to assign the task to; not empty. To remove the assignee there is `unassignUserTask`. */
  assignee: Scalars['String']['input'];
  /**
   * False refuses with `CONFLICT` when the task has an assignee already, so that two people cannot take the same task.
   * True unless told.
   */
  allowOverride?: InputMaybe<Scalars['Boolean']['input']>;
  /** A name of your own for what is being done, for the task listeners; `assign` unless told. */
  action?: InputMaybe<Scalars['String']['input']>;
};

/** Which user task to take away from its assignee. */
export type UnassignUserTaskInput = {
  /** The user task's key. */
  userTaskKey: Scalars['ID']['input'];
};

/** What to change in a user task. What is left out stays as it is; null or an empty list clears it. */
export type UpdateUserTaskInput = {
  /** The user task's key. */
  userTaskKey: Scalars['ID']['input'];
  /** The groups whose members may take the task, in place of those there were; null or an empty list removes all. */
  candidateGroups?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The users who may take the task, in place of those there were; null or an empty list removes all. */
  candidateUsers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When the task should be done; null removes the date. */
  dueDate?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the task should be looked at again; null removes the date. */
  followUpDate?: InputMaybe<Scalars['DateTime']['input']>;
  /** The task's priority, 0 to 100; a new task has 50. */
  priority?: InputMaybe<Scalars['Int']['input']>;
  /** A name of your own for what is being done, for the task listeners; `update` unless told. */
  action?: InputMaybe<Scalars['String']['input']>;
};

/** Which user task to complete, and with what. */
export type CompleteUserTaskInput = {
  /** The user task's key. */
  userTaskKey: Scalars['ID']['input'];
  /** The task's outcome, as a JSON object of variables. They go to the process instance unless the task maps its outputs. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** A name of your own for what is being done, for the task listeners; `complete` unless told. */
  action?: InputMaybe<Scalars['String']['input']>;
};

/** What `assignUserTask` gives back. */
export type AssignUserTaskPayload = {
  __typename?: 'AssignUserTaskPayload';
  /**
   * The task. Asked for, it waits, bounded, until reads show the new assignee; null with the code `NOT_YET_VISIBLE` when
   * the wait runs out.
   */
  userTask?: Maybe<UserTask>;
};

/** What `unassignUserTask` gives back. */
export type UnassignUserTaskPayload = {
  __typename?: 'UnassignUserTaskPayload';
  /**
   * The task. Asked for, it waits, bounded, until reads show no assignee; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  userTask?: Maybe<UserTask>;
};

/** What `updateUserTask` gives back. */
export type UpdateUserTaskPayload = {
  __typename?: 'UpdateUserTaskPayload';
  /**
   * The task. Asked for, it waits, bounded, until reads show the change; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  userTask?: Maybe<UserTask>;
};

/** What `completeUserTask` gives back. */
export type CompleteUserTaskPayload = {
  __typename?: 'CompleteUserTaskPayload';
  /**
   * The task. Asked for, it waits, bounded, until reads show it completed; null with the code `NOT_YET_VISIBLE` when the
   * wait runs out.
   */
  userTask?: Maybe<UserTask>;
};

/** A named value in a scope of a process instance. */
export type Variable = Node & {
  __typename?: 'Variable';
  /** Identifies the object among all types: give it to `node`. */
  id: Scalars['ID']['output'];
  /** The name; unique within a scope. */
  name: Scalars['String']['output'];
  /** The tenant that owns the process instance; `<default>` where multi-tenancy is off. */
  tenantId: Scalars['String']['output'];
  /** The key of the variable. */
  variableKey: Scalars['ID']['output'];
  /** The key of the scope that holds it: an element instance's, or `processInstanceKey` for the process level. */
  scopeKey: Scalars['ID']['output'];
  /** The key of the process instance that it belongs to. */
  processInstanceKey: Scalars['ID']['output'];
  /**
   * The key of the instance at the top of the call hierarchy. Null on clusters before 8.9, and for hierarchies that were
   * created before.
   */
  rootProcessInstanceKey?: Maybe<Scalars['ID']['output']>;
  /**
   * The value. Null while `isTruncated` unless `full: true`, which may cost a further call. A value that is JSON `null`
   * reads as null too: `preview` tells them apart.
   */
  value?: Maybe<Scalars['JSON']['output']>;
  /** The value as JSON text, as the search returned it: possibly cut, see `isTruncated`. A string has its quotes. */
  preview: Scalars['String']['output'];
  /** Whether the search returned the beginning of the value alone, because it is long. */
  isTruncated: Scalars['Boolean']['output'];
  /** The process instance that it belongs to. */
  processInstance?: Maybe<ProcessInstance>;
  /** The element instance whose scope holds it; null for a variable of the process level. */
  scopeElementInstance?: Maybe<ElementInstance>;
  /** The instance at the top of the call hierarchy. Null where `rootProcessInstanceKey` is. */
  rootProcessInstance?: Maybe<ProcessInstance>;
};


/** A named value in a scope of a process instance. */
export type VariableValueArgs = {
  full?: Scalars['Boolean']['input'];
};

/** One page of a list, and what is known of the whole list. */
export type VariableConnection = {
  __typename?: 'VariableConnection';
  /** The rows of this page, each with its cursor. */
  edges: Array<VariableEdge>;
  /** The rows of this page. */
  nodes: Array<Variable>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see `totalCountIsExact`. */
  totalCount: Scalars['Int']['output'];
  /** Whether `totalCount` is the exact number; false where there are more rows than Camunda counts. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** One row of a page. */
export type VariableEdge = {
  __typename?: 'VariableEdge';
  /** Where this row stands in the list: give it to `after` or `before`, with the same filter and sort. It may be stored. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Variable;
};

/** Which variables to list: all fields given must match. */
export type VariableFilter = {
  /** Compares the name. */
  name?: InputMaybe<StringFilter>;
  /** Compares the JSON text of the value: a string is written with its quotes, as in `"\"open\""`. */
  value?: InputMaybe<StringFilter>;
  /** The tenant is exactly this. */
  tenantId?: InputMaybe<Scalars['String']['input']>;
  /** True: variables whose value is too long for a search to return in full; false: the others. */
  isTruncated?: InputMaybe<Scalars['Boolean']['input']>;
  /** Compares the key. */
  variableKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the scope that holds the variable; variables seen from outer scopes do not match. */
  scopeKey?: InputMaybe<KeyFilter>;
  /** Compares the key of the process instance. */
  processInstanceKey?: InputMaybe<KeyFilter>;
};

/** What a list of these can be sorted by. */
export type VariableSortField =
  | 'value'
  | 'name'
  | 'tenantId'
  | 'variableKey'
  | 'scopeKey'
  | 'processInstanceKey';

/** One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total. */
export type VariableSort = {
  /** What to sort by. */
  field: VariableSortField;
  /** In which direction; ascending unless told. */
  order?: SortOrder;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ElementInstanceRow )
    | ( IncidentRow )
    | ( JobRow )
    | ( ProcessDefinitionRow )
    | ( ProcessInstanceRow )
    | ( UserTaskRow )
    | ( VariableRow )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Capabilities: ResolverTypeWrapper<CapabilitiesRow>;
  FieldCapability: ResolverTypeWrapper<FieldCapability>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  FilterCapability: ResolverTypeWrapper<FilterCapability>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Topology: ResolverTypeWrapper<Topology>;
  Broker: ResolverTypeWrapper<Broker>;
  Partition: ResolverTypeWrapper<Partition>;
  License: ResolverTypeWrapper<License>;
  Viewer: ResolverTypeWrapper<Viewer>;
  ViewerTenant: ResolverTypeWrapper<ViewerTenant>;
  PartitionRole: PartitionRole;
  PartitionHealth: PartitionHealth;
  ClusterHealth: ClusterHealth;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Long: ResolverTypeWrapper<Scalars['Long']['output']>;
  Upload: ResolverTypeWrapper<Scalars['Upload']['output']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  SortOrder: SortOrder;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  CreateDeploymentInput: CreateDeploymentInput;
  DeploymentResourceInput: DeploymentResourceInput;
  DeploymentTextInput: DeploymentTextInput;
  CreateDeploymentPayload: ResolverTypeWrapper<CreateDeploymentPayloadRow>;
  DeployedDecisionDefinition: ResolverTypeWrapper<DeployedDecisionDefinition>;
  DeployedDecisionRequirements: ResolverTypeWrapper<DeployedDecisionRequirements>;
  DeployedForm: ResolverTypeWrapper<DeployedForm>;
  DeployedResource: ResolverTypeWrapper<DeployedResource>;
  DeleteResourceInput: DeleteResourceInput;
  DeleteResourcePayload: ResolverTypeWrapper<DeleteResourcePayloadRow>;
  BatchOperationType: BatchOperationType;
  ElementInstance: ResolverTypeWrapper<ElementInstanceRow>;
  ElementInstanceConnection: ResolverTypeWrapper<ElementInstanceConnectionRow>;
  ElementInstanceEdge: ResolverTypeWrapper<Omit<ElementInstanceEdge, 'node'> & { node: ResolversTypes['ElementInstance'] }>;
  ElementInstanceFilter: ElementInstanceFilter;
  ElementInstanceSortField: ElementInstanceSortField;
  ElementInstanceSort: ElementInstanceSort;
  ElementInstanceState: ElementInstanceState;
  ElementInstanceType: ElementInstanceType;
  ElementInstanceStateFilter: ElementInstanceStateFilter;
  CreateElementInstanceVariablesInput: CreateElementInstanceVariablesInput;
  CreateElementInstanceVariablesPayload: ResolverTypeWrapper<CreateElementInstanceVariablesPayloadRow>;
  StringFilter: StringFilter;
  DateTimeFilter: DateTimeFilter;
  KeyFilter: KeyFilter;
  IntFilter: IntFilter;
  VariableValueFilter: VariableValueFilter;
  Form: ResolverTypeWrapper<FormRow>;
  Incident: ResolverTypeWrapper<IncidentRow>;
  IncidentConnection: ResolverTypeWrapper<IncidentConnectionRow>;
  IncidentEdge: ResolverTypeWrapper<Omit<IncidentEdge, 'node'> & { node: ResolversTypes['Incident'] }>;
  IncidentFilter: IncidentFilter;
  IncidentSortField: IncidentSortField;
  IncidentSort: IncidentSort;
  IncidentErrorType: IncidentErrorType;
  IncidentState: IncidentState;
  IncidentErrorTypeFilter: IncidentErrorTypeFilter;
  IncidentStateFilter: IncidentStateFilter;
  ResolveIncidentInput: ResolveIncidentInput;
  ResolveIncidentPayload: ResolverTypeWrapper<ResolveIncidentPayloadRow>;
  Job: ResolverTypeWrapper<JobRow>;
  JobConnection: ResolverTypeWrapper<JobConnectionRow>;
  JobEdge: ResolverTypeWrapper<Omit<JobEdge, 'node'> & { node: ResolversTypes['Job'] }>;
  JobFilter: JobFilter;
  JobSortField: JobSortField;
  JobSort: JobSort;
  ActivatedJob: ResolverTypeWrapper<ActivatedJobRow>;
  ActivatedJobUserTask: ResolverTypeWrapper<ActivatedJobUserTask>;
  JobKind: JobKind;
  JobListenerEventType: JobListenerEventType;
  JobState: JobState;
  JobKindFilter: JobKindFilter;
  JobListenerEventTypeFilter: JobListenerEventTypeFilter;
  JobStateFilter: JobStateFilter;
  ActivateJobsInput: ActivateJobsInput;
  TenantFilter: TenantFilter;
  ActivateJobsPayload: ResolverTypeWrapper<ActivateJobsPayloadRow>;
  CompleteJobInput: CompleteJobInput;
  JobResultInput: JobResultInput;
  UserTaskJobResultInput: UserTaskJobResultInput;
  JobResultCorrectionsInput: JobResultCorrectionsInput;
  AdHocSubProcessJobResultInput: AdHocSubProcessJobResultInput;
  JobResultActivateElementInput: JobResultActivateElementInput;
  CompleteJobPayload: ResolverTypeWrapper<CompleteJobPayloadRow>;
  FailJobInput: FailJobInput;
  FailJobPayload: ResolverTypeWrapper<FailJobPayloadRow>;
  ThrowJobErrorInput: ThrowJobErrorInput;
  ThrowJobErrorPayload: ResolverTypeWrapper<ThrowJobErrorPayloadRow>;
  UpdateJobInput: UpdateJobInput;
  UpdateJobPayload: ResolverTypeWrapper<UpdateJobPayloadRow>;
  PublishMessageInput: PublishMessageInput;
  PublishMessagePayload: ResolverTypeWrapper<PublishMessagePayloadRow>;
  CorrelateMessageInput: CorrelateMessageInput;
  CorrelateMessagePayload: ResolverTypeWrapper<CorrelateMessagePayloadRow>;
  ProcessDefinition: ResolverTypeWrapper<ProcessDefinitionRow>;
  ProcessDefinitionConnection: ResolverTypeWrapper<ProcessDefinitionConnectionRow>;
  ProcessDefinitionEdge: ResolverTypeWrapper<Omit<ProcessDefinitionEdge, 'node'> & { node: ResolversTypes['ProcessDefinition'] }>;
  ProcessDefinitionFilter: ProcessDefinitionFilter;
  ProcessDefinitionSortField: ProcessDefinitionSortField;
  ProcessDefinitionSort: ProcessDefinitionSort;
  ProcessDefinitionStatisticsFilter: ProcessDefinitionStatisticsFilter;
  ProcessElementStatistics: ResolverTypeWrapper<ProcessElementStatistics>;
  ProcessDefinitionState: ProcessDefinitionState;
  ProcessInstance: ResolverTypeWrapper<ProcessInstanceRow>;
  ProcessInstanceConnection: ResolverTypeWrapper<ProcessInstanceConnectionRow>;
  ProcessInstanceEdge: ResolverTypeWrapper<Omit<ProcessInstanceEdge, 'node'> & { node: ResolversTypes['ProcessInstance'] }>;
  ProcessInstanceFilter: ProcessInstanceFilter;
  ProcessInstanceSortField: ProcessInstanceSortField;
  ProcessInstanceSort: ProcessInstanceSort;
  SequenceFlow: ResolverTypeWrapper<SequenceFlowRow>;
  CallHierarchyEntry: ResolverTypeWrapper<CallHierarchyEntryRow>;
  ProcessInstanceState: ProcessInstanceState;
  ProcessInstanceStateFilter: ProcessInstanceStateFilter;
  CreateProcessInstanceInput: CreateProcessInstanceInput;
  ProcessInstanceStartInstructionInput: ProcessInstanceStartInstructionInput;
  ProcessInstanceRuntimeInstructionInput: ProcessInstanceRuntimeInstructionInput;
  CreateProcessInstancePayload: ResolverTypeWrapper<CreateProcessInstancePayloadRow>;
  CancelProcessInstanceInput: CancelProcessInstanceInput;
  CancelProcessInstancePayload: ResolverTypeWrapper<CancelProcessInstancePayloadRow>;
  ModifyProcessInstanceInput: ModifyProcessInstanceInput;
  ActivateInstructionInput: ActivateInstructionInput;
  VariableInstructionInput: VariableInstructionInput;
  MoveInstructionInput: MoveInstructionInput;
  MoveSourceInput: MoveSourceInput;
  AncestorScopeInput: AncestorScopeInput;
  TerminateInstructionInput: TerminateInstructionInput;
  ModifyProcessInstancePayload: ResolverTypeWrapper<ModifyProcessInstancePayloadRow>;
  MigrateProcessInstanceInput: MigrateProcessInstanceInput;
  MigrationMappingInstructionInput: MigrationMappingInstructionInput;
  MigrateProcessInstancePayload: ResolverTypeWrapper<MigrateProcessInstancePayloadRow>;
  ResolveProcessInstanceIncidentsInput: ResolveProcessInstanceIncidentsInput;
  ResolveProcessInstanceIncidentsPayload: ResolverTypeWrapper<ResolveProcessInstanceIncidentsPayloadRow>;
  BroadcastSignalInput: BroadcastSignalInput;
  BroadcastSignalPayload: ResolverTypeWrapper<BroadcastSignalPayloadRow>;
  UserTask: ResolverTypeWrapper<UserTaskRow>;
  UserTaskConnection: ResolverTypeWrapper<UserTaskConnectionRow>;
  UserTaskEdge: ResolverTypeWrapper<Omit<UserTaskEdge, 'node'> & { node: ResolversTypes['UserTask'] }>;
  UserTaskFilter: UserTaskFilter;
  UserTaskSortField: UserTaskSortField;
  UserTaskSort: UserTaskSort;
  UserTaskVariableFilter: UserTaskVariableFilter;
  UserTaskState: UserTaskState;
  UserTaskStateFilter: UserTaskStateFilter;
  AssignUserTaskInput: AssignUserTaskInput;
  UnassignUserTaskInput: UnassignUserTaskInput;
  UpdateUserTaskInput: UpdateUserTaskInput;
  CompleteUserTaskInput: CompleteUserTaskInput;
  AssignUserTaskPayload: ResolverTypeWrapper<AssignUserTaskPayloadRow>;
  UnassignUserTaskPayload: ResolverTypeWrapper<UnassignUserTaskPayloadRow>;
  UpdateUserTaskPayload: ResolverTypeWrapper<UpdateUserTaskPayloadRow>;
  CompleteUserTaskPayload: ResolverTypeWrapper<CompleteUserTaskPayloadRow>;
  Variable: ResolverTypeWrapper<VariableRow>;
  VariableConnection: ResolverTypeWrapper<VariableConnectionRow>;
  VariableEdge: ResolverTypeWrapper<Omit<VariableEdge, 'node'> & { node: ResolversTypes['Variable'] }>;
  VariableFilter: VariableFilter;
  VariableSortField: VariableSortField;
  VariableSort: VariableSort;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Capabilities: CapabilitiesRow;
  FieldCapability: FieldCapability;
  Boolean: Scalars['Boolean']['output'];
  FilterCapability: FilterCapability;
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Topology: Topology;
  Broker: Broker;
  Partition: Partition;
  License: License;
  Viewer: Viewer;
  ViewerTenant: ViewerTenant;
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  Long: Scalars['Long']['output'];
  Upload: Scalars['Upload']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Mutation: Record<PropertyKey, never>;
  CreateDeploymentInput: CreateDeploymentInput;
  DeploymentResourceInput: DeploymentResourceInput;
  DeploymentTextInput: DeploymentTextInput;
  CreateDeploymentPayload: CreateDeploymentPayloadRow;
  DeployedDecisionDefinition: DeployedDecisionDefinition;
  DeployedDecisionRequirements: DeployedDecisionRequirements;
  DeployedForm: DeployedForm;
  DeployedResource: DeployedResource;
  DeleteResourceInput: DeleteResourceInput;
  DeleteResourcePayload: DeleteResourcePayloadRow;
  ElementInstance: ElementInstanceRow;
  ElementInstanceConnection: ElementInstanceConnectionRow;
  ElementInstanceEdge: Omit<ElementInstanceEdge, 'node'> & { node: ResolversParentTypes['ElementInstance'] };
  ElementInstanceFilter: ElementInstanceFilter;
  ElementInstanceSort: ElementInstanceSort;
  ElementInstanceStateFilter: ElementInstanceStateFilter;
  CreateElementInstanceVariablesInput: CreateElementInstanceVariablesInput;
  CreateElementInstanceVariablesPayload: CreateElementInstanceVariablesPayloadRow;
  StringFilter: StringFilter;
  DateTimeFilter: DateTimeFilter;
  KeyFilter: KeyFilter;
  IntFilter: IntFilter;
  VariableValueFilter: VariableValueFilter;
  Form: FormRow;
  Incident: IncidentRow;
  IncidentConnection: IncidentConnectionRow;
  IncidentEdge: Omit<IncidentEdge, 'node'> & { node: ResolversParentTypes['Incident'] };
  IncidentFilter: IncidentFilter;
  IncidentSort: IncidentSort;
  IncidentErrorTypeFilter: IncidentErrorTypeFilter;
  IncidentStateFilter: IncidentStateFilter;
  ResolveIncidentInput: ResolveIncidentInput;
  ResolveIncidentPayload: ResolveIncidentPayloadRow;
  Job: JobRow;
  JobConnection: JobConnectionRow;
  JobEdge: Omit<JobEdge, 'node'> & { node: ResolversParentTypes['Job'] };
  JobFilter: JobFilter;
  JobSort: JobSort;
  ActivatedJob: ActivatedJobRow;
  ActivatedJobUserTask: ActivatedJobUserTask;
  JobKindFilter: JobKindFilter;
  JobListenerEventTypeFilter: JobListenerEventTypeFilter;
  JobStateFilter: JobStateFilter;
  ActivateJobsInput: ActivateJobsInput;
  ActivateJobsPayload: ActivateJobsPayloadRow;
  CompleteJobInput: CompleteJobInput;
  JobResultInput: JobResultInput;
  UserTaskJobResultInput: UserTaskJobResultInput;
  JobResultCorrectionsInput: JobResultCorrectionsInput;
  AdHocSubProcessJobResultInput: AdHocSubProcessJobResultInput;
  JobResultActivateElementInput: JobResultActivateElementInput;
  CompleteJobPayload: CompleteJobPayloadRow;
  FailJobInput: FailJobInput;
  FailJobPayload: FailJobPayloadRow;
  ThrowJobErrorInput: ThrowJobErrorInput;
  ThrowJobErrorPayload: ThrowJobErrorPayloadRow;
  UpdateJobInput: UpdateJobInput;
  UpdateJobPayload: UpdateJobPayloadRow;
  PublishMessageInput: PublishMessageInput;
  PublishMessagePayload: PublishMessagePayloadRow;
  CorrelateMessageInput: CorrelateMessageInput;
  CorrelateMessagePayload: CorrelateMessagePayloadRow;
  ProcessDefinition: ProcessDefinitionRow;
  ProcessDefinitionConnection: ProcessDefinitionConnectionRow;
  ProcessDefinitionEdge: Omit<ProcessDefinitionEdge, 'node'> & { node: ResolversParentTypes['ProcessDefinition'] };
  ProcessDefinitionFilter: ProcessDefinitionFilter;
  ProcessDefinitionSort: ProcessDefinitionSort;
  ProcessDefinitionStatisticsFilter: ProcessDefinitionStatisticsFilter;
  ProcessElementStatistics: ProcessElementStatistics;
  ProcessInstance: ProcessInstanceRow;
  ProcessInstanceConnection: ProcessInstanceConnectionRow;
  ProcessInstanceEdge: Omit<ProcessInstanceEdge, 'node'> & { node: ResolversParentTypes['ProcessInstance'] };
  ProcessInstanceFilter: ProcessInstanceFilter;
  ProcessInstanceSort: ProcessInstanceSort;
  SequenceFlow: SequenceFlowRow;
  CallHierarchyEntry: CallHierarchyEntryRow;
  ProcessInstanceStateFilter: ProcessInstanceStateFilter;
  CreateProcessInstanceInput: CreateProcessInstanceInput;
  ProcessInstanceStartInstructionInput: ProcessInstanceStartInstructionInput;
  ProcessInstanceRuntimeInstructionInput: ProcessInstanceRuntimeInstructionInput;
  CreateProcessInstancePayload: CreateProcessInstancePayloadRow;
  CancelProcessInstanceInput: CancelProcessInstanceInput;
  CancelProcessInstancePayload: CancelProcessInstancePayloadRow;
  ModifyProcessInstanceInput: ModifyProcessInstanceInput;
  ActivateInstructionInput: ActivateInstructionInput;
  VariableInstructionInput: VariableInstructionInput;
  MoveInstructionInput: MoveInstructionInput;
  MoveSourceInput: MoveSourceInput;
  AncestorScopeInput: AncestorScopeInput;
  TerminateInstructionInput: TerminateInstructionInput;
  ModifyProcessInstancePayload: ModifyProcessInstancePayloadRow;
  MigrateProcessInstanceInput: MigrateProcessInstanceInput;
  MigrationMappingInstructionInput: MigrationMappingInstructionInput;
  MigrateProcessInstancePayload: MigrateProcessInstancePayloadRow;
  ResolveProcessInstanceIncidentsInput: ResolveProcessInstanceIncidentsInput;
  ResolveProcessInstanceIncidentsPayload: ResolveProcessInstanceIncidentsPayloadRow;
  BroadcastSignalInput: BroadcastSignalInput;
  BroadcastSignalPayload: BroadcastSignalPayloadRow;
  UserTask: UserTaskRow;
  UserTaskConnection: UserTaskConnectionRow;
  UserTaskEdge: Omit<UserTaskEdge, 'node'> & { node: ResolversParentTypes['UserTask'] };
  UserTaskFilter: UserTaskFilter;
  UserTaskSort: UserTaskSort;
  UserTaskVariableFilter: UserTaskVariableFilter;
  UserTaskStateFilter: UserTaskStateFilter;
  AssignUserTaskInput: AssignUserTaskInput;
  UnassignUserTaskInput: UnassignUserTaskInput;
  UpdateUserTaskInput: UpdateUserTaskInput;
  CompleteUserTaskInput: CompleteUserTaskInput;
  AssignUserTaskPayload: AssignUserTaskPayloadRow;
  UnassignUserTaskPayload: UnassignUserTaskPayloadRow;
  UpdateUserTaskPayload: UpdateUserTaskPayloadRow;
  CompleteUserTaskPayload: CompleteUserTaskPayloadRow;
  Variable: VariableRow;
  VariableConnection: VariableConnectionRow;
  VariableEdge: Omit<VariableEdge, 'node'> & { node: ResolversParentTypes['Variable'] };
  VariableFilter: VariableFilter;
  VariableSort: VariableSort;
  String: Scalars['String']['output'];
};

export type RestDirectiveArgs = {
  operation: Scalars['String']['input'];
  since: Scalars['String']['input'];
};

export type RestDirectiveResolver<Result, Parent, ContextType = Context, Args = RestDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SinceDirectiveArgs = {
  version: Scalars['String']['input'];
};

export type SinceDirectiveResolver<Result, Parent, ContextType = Context, Args = SinceDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type OperatorsDirectiveArgs = {
  since: Scalars['String']['input'];
};

export type OperatorsDirectiveResolver<Result, Parent, ContextType = Context, Args = OperatorsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CapabilitiesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Capabilities'] = ResolversParentTypes['Capabilities']> = {
  generation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['FieldCapability']>, ParentType, ContextType, Partial<CapabilitiesFieldsArgs>>;
};

export type FieldCapabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldCapability'] = ResolversParentTypes['FieldCapability']> = {
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  supported?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  instead?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  filters?: Resolver<Maybe<Array<ResolversTypes['FilterCapability']>>, ParentType, ContextType>;
  sorts?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type FilterCapabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FilterCapability'] = ResolversParentTypes['FilterCapability']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operators?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  capabilities?: Resolver<ResolversTypes['Capabilities'], ParentType, ContextType>;
  topology?: Resolver<Maybe<ResolversTypes['Topology']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['ClusterHealth']>, ParentType, ContextType>;
  license?: Resolver<Maybe<ResolversTypes['License']>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType, RequireFields<QueryElementInstanceArgs, 'elementInstanceKey'>>;
  elementInstances?: Resolver<Maybe<ResolversTypes['ElementInstanceConnection']>, ParentType, ContextType, Partial<QueryElementInstancesArgs>>;
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType, RequireFields<QueryIncidentArgs, 'incidentKey'>>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<QueryIncidentsArgs>>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<QueryJobArgs, 'jobKey'>>;
  jobs?: Resolver<Maybe<ResolversTypes['JobConnection']>, ParentType, ContextType, Partial<QueryJobsArgs>>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType, RequireFields<QueryProcessDefinitionArgs, 'processDefinitionKey'>>;
  processDefinitions?: Resolver<Maybe<ResolversTypes['ProcessDefinitionConnection']>, ParentType, ContextType, Partial<QueryProcessDefinitionsArgs>>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType, RequireFields<QueryProcessInstanceArgs, 'processInstanceKey'>>;
  processInstances?: Resolver<Maybe<ResolversTypes['ProcessInstanceConnection']>, ParentType, ContextType, Partial<QueryProcessInstancesArgs>>;
  userTask?: Resolver<Maybe<ResolversTypes['UserTask']>, ParentType, ContextType, RequireFields<QueryUserTaskArgs, 'userTaskKey'>>;
  userTasks?: Resolver<Maybe<ResolversTypes['UserTaskConnection']>, ParentType, ContextType, Partial<QueryUserTasksArgs>>;
  variable?: Resolver<Maybe<ResolversTypes['Variable']>, ParentType, ContextType, RequireFields<QueryVariableArgs, 'variableKey'>>;
  variables?: Resolver<Maybe<ResolversTypes['VariableConnection']>, ParentType, ContextType, Partial<QueryVariablesArgs>>;
};

export type TopologyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Topology'] = ResolversParentTypes['Topology']> = {
  brokers?: Resolver<Array<ResolversTypes['Broker']>, ParentType, ContextType>;
  clusterId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clusterSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partitionsCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  replicationFactor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  gatewayVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastCompletedChangeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BrokerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Broker'] = ResolversParentTypes['Broker']> = {
  nodeId?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  port?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partitions?: Resolver<Array<ResolversTypes['Partition']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PartitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Partition'] = ResolversParentTypes['Partition']> = {
  partitionId?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['PartitionRole'], ParentType, ContextType>;
  health?: Resolver<ResolversTypes['PartitionHealth'], ParentType, ContextType>;
};

export type LicenseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['License'] = ResolversParentTypes['License']> = {
  validLicense?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  licenseType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isCommercial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authorizedComponents?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  tenants?: Resolver<Array<ResolversTypes['ViewerTenant']>, ParentType, ContextType>;
  groups?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  salesPlanType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  c8Links?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  canLogout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ViewerTenantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ViewerTenant'] = ResolversParentTypes['ViewerTenant']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface LongScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Long'], any> {
  name: 'Long';
}

export interface UploadScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Upload'], any> {
  name: 'Upload';
}

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'ElementInstance' | 'Incident' | 'Job' | 'ProcessDefinition' | 'ProcessInstance' | 'UserTask' | 'Variable', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createDeployment?: Resolver<Maybe<ResolversTypes['CreateDeploymentPayload']>, ParentType, ContextType, RequireFields<MutationCreateDeploymentArgs, 'input'>>;
  deleteResource?: Resolver<Maybe<ResolversTypes['DeleteResourcePayload']>, ParentType, ContextType, RequireFields<MutationDeleteResourceArgs, 'input'>>;
  createElementInstanceVariables?: Resolver<Maybe<ResolversTypes['CreateElementInstanceVariablesPayload']>, ParentType, ContextType, RequireFields<MutationCreateElementInstanceVariablesArgs, 'input'>>;
  resolveIncident?: Resolver<Maybe<ResolversTypes['ResolveIncidentPayload']>, ParentType, ContextType, RequireFields<MutationResolveIncidentArgs, 'input'>>;
  activateJobs?: Resolver<Maybe<ResolversTypes['ActivateJobsPayload']>, ParentType, ContextType, RequireFields<MutationActivateJobsArgs, 'input'>>;
  completeJob?: Resolver<Maybe<ResolversTypes['CompleteJobPayload']>, ParentType, ContextType, RequireFields<MutationCompleteJobArgs, 'input'>>;
  failJob?: Resolver<Maybe<ResolversTypes['FailJobPayload']>, ParentType, ContextType, RequireFields<MutationFailJobArgs, 'input'>>;
  throwJobError?: Resolver<Maybe<ResolversTypes['ThrowJobErrorPayload']>, ParentType, ContextType, RequireFields<MutationThrowJobErrorArgs, 'input'>>;
  updateJob?: Resolver<Maybe<ResolversTypes['UpdateJobPayload']>, ParentType, ContextType, RequireFields<MutationUpdateJobArgs, 'input'>>;
  publishMessage?: Resolver<Maybe<ResolversTypes['PublishMessagePayload']>, ParentType, ContextType, RequireFields<MutationPublishMessageArgs, 'input'>>;
  correlateMessage?: Resolver<Maybe<ResolversTypes['CorrelateMessagePayload']>, ParentType, ContextType, RequireFields<MutationCorrelateMessageArgs, 'input'>>;
  createProcessInstance?: Resolver<Maybe<ResolversTypes['CreateProcessInstancePayload']>, ParentType, ContextType, RequireFields<MutationCreateProcessInstanceArgs, 'input'>>;
  cancelProcessInstance?: Resolver<Maybe<ResolversTypes['CancelProcessInstancePayload']>, ParentType, ContextType, RequireFields<MutationCancelProcessInstanceArgs, 'input'>>;
  modifyProcessInstance?: Resolver<Maybe<ResolversTypes['ModifyProcessInstancePayload']>, ParentType, ContextType, RequireFields<MutationModifyProcessInstanceArgs, 'input'>>;
  migrateProcessInstance?: Resolver<Maybe<ResolversTypes['MigrateProcessInstancePayload']>, ParentType, ContextType, RequireFields<MutationMigrateProcessInstanceArgs, 'input'>>;
  resolveProcessInstanceIncidents?: Resolver<Maybe<ResolversTypes['ResolveProcessInstanceIncidentsPayload']>, ParentType, ContextType, RequireFields<MutationResolveProcessInstanceIncidentsArgs, 'input'>>;
  broadcastSignal?: Resolver<Maybe<ResolversTypes['BroadcastSignalPayload']>, ParentType, ContextType, RequireFields<MutationBroadcastSignalArgs, 'input'>>;
  assignUserTask?: Resolver<Maybe<ResolversTypes['AssignUserTaskPayload']>, ParentType, ContextType, RequireFields<MutationAssignUserTaskArgs, 'input'>>;
  unassignUserTask?: Resolver<Maybe<ResolversTypes['UnassignUserTaskPayload']>, ParentType, ContextType, RequireFields<MutationUnassignUserTaskArgs, 'input'>>;
  updateUserTask?: Resolver<Maybe<ResolversTypes['UpdateUserTaskPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserTaskArgs, 'input'>>;
  completeUserTask?: Resolver<Maybe<ResolversTypes['CompleteUserTaskPayload']>, ParentType, ContextType, RequireFields<MutationCompleteUserTaskArgs, 'input'>>;
};

export type CreateDeploymentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateDeploymentPayload'] = ResolversParentTypes['CreateDeploymentPayload']> = {
  deploymentKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitions?: Resolver<Maybe<Array<ResolversTypes['ProcessDefinition']>>, ParentType, ContextType>;
  decisionDefinitions?: Resolver<Array<ResolversTypes['DeployedDecisionDefinition']>, ParentType, ContextType>;
  decisionRequirements?: Resolver<Array<ResolversTypes['DeployedDecisionRequirements']>, ParentType, ContextType>;
  forms?: Resolver<Array<ResolversTypes['DeployedForm']>, ParentType, ContextType>;
  resources?: Resolver<Array<ResolversTypes['DeployedResource']>, ParentType, ContextType>;
};

export type DeployedDecisionDefinitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeployedDecisionDefinition'] = ResolversParentTypes['DeployedDecisionDefinition']> = {
  decisionDefinitionKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  decisionDefinitionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisionRequirementsId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisionRequirementsKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type DeployedDecisionRequirementsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeployedDecisionRequirements'] = ResolversParentTypes['DeployedDecisionRequirements']> = {
  decisionRequirementsKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  decisionRequirementsId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisionRequirementsName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resourceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeployedFormResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeployedForm'] = ResolversParentTypes['DeployedForm']> = {
  formKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  formId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resourceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeployedResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeployedResource'] = ResolversParentTypes['DeployedResource']> = {
  resourceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resourceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeleteResourcePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteResourcePayload'] = ResolversParentTypes['DeleteResourcePayload']> = {
  resourceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  batchOperationKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  batchOperationType?: Resolver<Maybe<ResolversTypes['BatchOperationType']>, ParentType, ContextType>;
};

export type ElementInstanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ElementInstance'] = ResolversParentTypes['ElementInstance']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startDate?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  elementId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  elementName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ElementInstanceType'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ElementInstanceState'], ParentType, ContextType>;
  hasIncident?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  elementInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  incidentKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  childElementInstances?: Resolver<Maybe<ResolversTypes['ElementInstanceConnection']>, ParentType, ContextType, Partial<ElementInstanceChildElementInstancesArgs>>;
  calledProcessInstances?: Resolver<Maybe<ResolversTypes['ProcessInstanceConnection']>, ParentType, ContextType, Partial<ElementInstanceCalledProcessInstancesArgs>>;
  variables?: Resolver<Maybe<ResolversTypes['VariableConnection']>, ParentType, ContextType, Partial<ElementInstanceVariablesArgs>>;
  jobs?: Resolver<Maybe<ResolversTypes['JobConnection']>, ParentType, ContextType, Partial<ElementInstanceJobsArgs>>;
  userTasks?: Resolver<Maybe<ResolversTypes['UserTaskConnection']>, ParentType, ContextType, Partial<ElementInstanceUserTasksArgs>>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<ElementInstanceIncidentsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ElementInstanceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ElementInstanceConnection'] = ResolversParentTypes['ElementInstanceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ElementInstanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ElementInstanceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ElementInstanceEdge'] = ResolversParentTypes['ElementInstanceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ElementInstance'], ParentType, ContextType>;
};

export type CreateElementInstanceVariablesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateElementInstanceVariablesPayload'] = ResolversParentTypes['CreateElementInstanceVariablesPayload']> = {
  variables?: Resolver<Maybe<Array<ResolversTypes['Variable']>>, ParentType, ContextType>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
};

export type FormResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Form'] = ResolversParentTypes['Form']> = {
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  formId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  schema?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  formKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type IncidentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Incident'] = ResolversParentTypes['Incident']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorType?: Resolver<Maybe<ResolversTypes['IncidentErrorType']>, ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  stackTrace?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  elementId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  creationTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['IncidentState']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  incidentKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  elementInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  jobKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IncidentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentConnection'] = ResolversParentTypes['IncidentConnection']> = {
  edges?: Resolver<Array<ResolversTypes['IncidentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Incident']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type IncidentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEdge'] = ResolversParentTypes['IncidentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Incident'], ParentType, ContextType>;
};

export type ResolveIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveIncidentPayload'] = ResolversParentTypes['ResolveIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
};

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  customHeaders?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deadline?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deniedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  elementId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  elementInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  endTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasFailedWithRetriesLeft?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDenied?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  jobKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['JobKind'], ParentType, ContextType>;
  listenerEventType?: Resolver<ResolversTypes['JobListenerEventType'], ParentType, ContextType>;
  processDefinitionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  retries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobState'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  worker?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  creationTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastUpdateTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<JobIncidentsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JobConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = {
  edges?: Resolver<Array<ResolversTypes['JobEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Job']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type JobEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEdge'] = ResolversParentTypes['JobEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
};

export type ActivatedJobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivatedJob'] = ResolversParentTypes['ActivatedJob']> = {
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitionVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  elementId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  customHeaders?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  worker?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deadline?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  variables?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  elementInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['JobKind'], ParentType, ContextType>;
  listenerEventType?: Resolver<ResolversTypes['JobListenerEventType'], ParentType, ContextType>;
  userTask?: Resolver<Maybe<ResolversTypes['ActivatedJobUserTask']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
};

export type ActivatedJobUserTaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivatedJobUserTask'] = ResolversParentTypes['ActivatedJobUserTask']> = {
  action?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  assignee?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  candidateGroups?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  candidateUsers?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  changedAttributes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  followUpDate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  formKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userTaskKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type ActivateJobsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivateJobsPayload'] = ResolversParentTypes['ActivateJobsPayload']> = {
  jobs?: Resolver<Array<ResolversTypes['ActivatedJob']>, ParentType, ContextType>;
};

export type CompleteJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteJobPayload'] = ResolversParentTypes['CompleteJobPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type FailJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailJobPayload'] = ResolversParentTypes['FailJobPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type ThrowJobErrorPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ThrowJobErrorPayload'] = ResolversParentTypes['ThrowJobErrorPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type UpdateJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateJobPayload'] = ResolversParentTypes['UpdateJobPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type PublishMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishMessagePayload'] = ResolversParentTypes['PublishMessagePayload']> = {
  messageKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CorrelateMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CorrelateMessagePayload'] = ResolversParentTypes['CorrelateMessagePayload']> = {
  messageKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
};

export type ProcessDefinitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessDefinition'] = ResolversParentTypes['ProcessDefinition']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  versionTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinitionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hasStartForm?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ProcessDefinitionState']>, ParentType, ContextType>;
  xml?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startForm?: Resolver<Maybe<ResolversTypes['Form']>, ParentType, ContextType>;
  elementStatistics?: Resolver<Maybe<Array<ResolversTypes['ProcessElementStatistics']>>, ParentType, ContextType, Partial<ProcessDefinitionElementStatisticsArgs>>;
  processInstances?: Resolver<Maybe<ResolversTypes['ProcessInstanceConnection']>, ParentType, ContextType, Partial<ProcessDefinitionProcessInstancesArgs>>;
  elementInstances?: Resolver<Maybe<ResolversTypes['ElementInstanceConnection']>, ParentType, ContextType, Partial<ProcessDefinitionElementInstancesArgs>>;
  jobs?: Resolver<Maybe<ResolversTypes['JobConnection']>, ParentType, ContextType, Partial<ProcessDefinitionJobsArgs>>;
  userTasks?: Resolver<Maybe<ResolversTypes['UserTaskConnection']>, ParentType, ContextType, Partial<ProcessDefinitionUserTasksArgs>>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<ProcessDefinitionIncidentsArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProcessDefinitionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessDefinitionConnection'] = ResolversParentTypes['ProcessDefinitionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProcessDefinitionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProcessDefinitionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessDefinitionEdge'] = ResolversParentTypes['ProcessDefinitionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProcessDefinition'], ParentType, ContextType>;
};

export type ProcessElementStatisticsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessElementStatistics'] = ResolversParentTypes['ProcessElementStatistics']> = {
  elementId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  active?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  canceled?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  incidents?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  completed?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type ProcessInstanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessInstance'] = ResolversParentTypes['ProcessInstance']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitionName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinitionVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  processDefinitionVersionTag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startDate?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ProcessInstanceState'], ParentType, ContextType>;
  hasIncident?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  parentProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  parentElementInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  businessId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  parentProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  parentElementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  calledProcessInstances?: Resolver<Maybe<ResolversTypes['ProcessInstanceConnection']>, ParentType, ContextType, Partial<ProcessInstanceCalledProcessInstancesArgs>>;
  elementInstances?: Resolver<Maybe<ResolversTypes['ElementInstanceConnection']>, ParentType, ContextType, Partial<ProcessInstanceElementInstancesArgs>>;
  variables?: Resolver<Maybe<ResolversTypes['VariableConnection']>, ParentType, ContextType, Partial<ProcessInstanceVariablesArgs>>;
  jobs?: Resolver<Maybe<ResolversTypes['JobConnection']>, ParentType, ContextType, Partial<ProcessInstanceJobsArgs>>;
  userTasks?: Resolver<Maybe<ResolversTypes['UserTaskConnection']>, ParentType, ContextType, Partial<ProcessInstanceUserTasksArgs>>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<ProcessInstanceIncidentsArgs>>;
  hierarchyIncidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, Partial<ProcessInstanceHierarchyIncidentsArgs>>;
  sequenceFlows?: Resolver<Maybe<Array<ResolversTypes['SequenceFlow']>>, ParentType, ContextType>;
  elementStatistics?: Resolver<Maybe<Array<ResolversTypes['ProcessElementStatistics']>>, ParentType, ContextType>;
  callHierarchy?: Resolver<Maybe<Array<ResolversTypes['CallHierarchyEntry']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProcessInstanceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessInstanceConnection'] = ResolversParentTypes['ProcessInstanceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProcessInstanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProcessInstanceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessInstanceEdge'] = ResolversParentTypes['ProcessInstanceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProcessInstance'], ParentType, ContextType>;
};

export type SequenceFlowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SequenceFlow'] = ResolversParentTypes['SequenceFlow']> = {
  sequenceFlowId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processDefinitionKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processDefinitionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  elementId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CallHierarchyEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CallHierarchyEntry'] = ResolversParentTypes['CallHierarchyEntry']> = {
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
};

export type CreateProcessInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateProcessInstancePayload'] = ResolversParentTypes['CreateProcessInstancePayload']> = {
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processDefinitionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  processDefinitionVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  variables?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  businessId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
};

export type CancelProcessInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelProcessInstancePayload'] = ResolversParentTypes['CancelProcessInstancePayload']> = {
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
};

export type ModifyProcessInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModifyProcessInstancePayload'] = ResolversParentTypes['ModifyProcessInstancePayload']> = {
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
};

export type MigrateProcessInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MigrateProcessInstancePayload'] = ResolversParentTypes['MigrateProcessInstancePayload']> = {
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
};

export type ResolveProcessInstanceIncidentsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveProcessInstanceIncidentsPayload'] = ResolversParentTypes['ResolveProcessInstanceIncidentsPayload']> = {
  batchOperationKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  batchOperationType?: Resolver<ResolversTypes['BatchOperationType'], ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
};

export type BroadcastSignalPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BroadcastSignalPayload'] = ResolversParentTypes['BroadcastSignalPayload']> = {
  signalKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserTaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserTask'] = ResolversParentTypes['UserTask']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['UserTaskState']>, ParentType, ContextType>;
  assignee?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  elementId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  candidateGroups?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  candidateUsers?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  processDefinitionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  creationDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  completionDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  followUpDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dueDate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalFormReference?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinitionVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  customHeaders?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userTaskKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  elementInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processDefinitionKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  processInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  formKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  processDefinition?: Resolver<Maybe<ResolversTypes['ProcessDefinition']>, ParentType, ContextType>;
  elementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  form?: Resolver<Maybe<ResolversTypes['Form']>, ParentType, ContextType>;
  variables?: Resolver<Maybe<ResolversTypes['VariableConnection']>, ParentType, ContextType, Partial<UserTaskVariablesArgs>>;
  effectiveVariables?: Resolver<Maybe<ResolversTypes['VariableConnection']>, ParentType, ContextType, Partial<UserTaskEffectiveVariablesArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserTaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserTaskConnection'] = ResolversParentTypes['UserTaskConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserTaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['UserTask']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserTaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserTaskEdge'] = ResolversParentTypes['UserTaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['UserTask'], ParentType, ContextType>;
};

export type AssignUserTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssignUserTaskPayload'] = ResolversParentTypes['AssignUserTaskPayload']> = {
  userTask?: Resolver<Maybe<ResolversTypes['UserTask']>, ParentType, ContextType>;
};

export type UnassignUserTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnassignUserTaskPayload'] = ResolversParentTypes['UnassignUserTaskPayload']> = {
  userTask?: Resolver<Maybe<ResolversTypes['UserTask']>, ParentType, ContextType>;
};

export type UpdateUserTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateUserTaskPayload'] = ResolversParentTypes['UpdateUserTaskPayload']> = {
  userTask?: Resolver<Maybe<ResolversTypes['UserTask']>, ParentType, ContextType>;
};

export type CompleteUserTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteUserTaskPayload'] = ResolversParentTypes['CompleteUserTaskPayload']> = {
  userTask?: Resolver<Maybe<ResolversTypes['UserTask']>, ParentType, ContextType>;
};

export type VariableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Variable'] = ResolversParentTypes['Variable']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  variableKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scopeKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  processInstanceKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rootProcessInstanceKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType, RequireFields<VariableValueArgs, 'full'>>;
  preview?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isTruncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  processInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  scopeElementInstance?: Resolver<Maybe<ResolversTypes['ElementInstance']>, ParentType, ContextType>;
  rootProcessInstance?: Resolver<Maybe<ResolversTypes['ProcessInstance']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VariableConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VariableConnection'] = ResolversParentTypes['VariableConnection']> = {
  edges?: Resolver<Array<ResolversTypes['VariableEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Variable']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type VariableEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VariableEdge'] = ResolversParentTypes['VariableEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Variable'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Capabilities?: CapabilitiesResolvers<ContextType>;
  FieldCapability?: FieldCapabilityResolvers<ContextType>;
  FilterCapability?: FilterCapabilityResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Topology?: TopologyResolvers<ContextType>;
  Broker?: BrokerResolvers<ContextType>;
  Partition?: PartitionResolvers<ContextType>;
  License?: LicenseResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  ViewerTenant?: ViewerTenantResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Long?: GraphQLScalarType;
  Upload?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  CreateDeploymentPayload?: CreateDeploymentPayloadResolvers<ContextType>;
  DeployedDecisionDefinition?: DeployedDecisionDefinitionResolvers<ContextType>;
  DeployedDecisionRequirements?: DeployedDecisionRequirementsResolvers<ContextType>;
  DeployedForm?: DeployedFormResolvers<ContextType>;
  DeployedResource?: DeployedResourceResolvers<ContextType>;
  DeleteResourcePayload?: DeleteResourcePayloadResolvers<ContextType>;
  ElementInstance?: ElementInstanceResolvers<ContextType>;
  ElementInstanceConnection?: ElementInstanceConnectionResolvers<ContextType>;
  ElementInstanceEdge?: ElementInstanceEdgeResolvers<ContextType>;
  CreateElementInstanceVariablesPayload?: CreateElementInstanceVariablesPayloadResolvers<ContextType>;
  Form?: FormResolvers<ContextType>;
  Incident?: IncidentResolvers<ContextType>;
  IncidentConnection?: IncidentConnectionResolvers<ContextType>;
  IncidentEdge?: IncidentEdgeResolvers<ContextType>;
  ResolveIncidentPayload?: ResolveIncidentPayloadResolvers<ContextType>;
  Job?: JobResolvers<ContextType>;
  JobConnection?: JobConnectionResolvers<ContextType>;
  JobEdge?: JobEdgeResolvers<ContextType>;
  ActivatedJob?: ActivatedJobResolvers<ContextType>;
  ActivatedJobUserTask?: ActivatedJobUserTaskResolvers<ContextType>;
  ActivateJobsPayload?: ActivateJobsPayloadResolvers<ContextType>;
  CompleteJobPayload?: CompleteJobPayloadResolvers<ContextType>;
  FailJobPayload?: FailJobPayloadResolvers<ContextType>;
  ThrowJobErrorPayload?: ThrowJobErrorPayloadResolvers<ContextType>;
  UpdateJobPayload?: UpdateJobPayloadResolvers<ContextType>;
  PublishMessagePayload?: PublishMessagePayloadResolvers<ContextType>;
  CorrelateMessagePayload?: CorrelateMessagePayloadResolvers<ContextType>;
  ProcessDefinition?: ProcessDefinitionResolvers<ContextType>;
  ProcessDefinitionConnection?: ProcessDefinitionConnectionResolvers<ContextType>;
  ProcessDefinitionEdge?: ProcessDefinitionEdgeResolvers<ContextType>;
  ProcessElementStatistics?: ProcessElementStatisticsResolvers<ContextType>;
  ProcessInstance?: ProcessInstanceResolvers<ContextType>;
  ProcessInstanceConnection?: ProcessInstanceConnectionResolvers<ContextType>;
  ProcessInstanceEdge?: ProcessInstanceEdgeResolvers<ContextType>;
  SequenceFlow?: SequenceFlowResolvers<ContextType>;
  CallHierarchyEntry?: CallHierarchyEntryResolvers<ContextType>;
  CreateProcessInstancePayload?: CreateProcessInstancePayloadResolvers<ContextType>;
  CancelProcessInstancePayload?: CancelProcessInstancePayloadResolvers<ContextType>;
  ModifyProcessInstancePayload?: ModifyProcessInstancePayloadResolvers<ContextType>;
  MigrateProcessInstancePayload?: MigrateProcessInstancePayloadResolvers<ContextType>;
  ResolveProcessInstanceIncidentsPayload?: ResolveProcessInstanceIncidentsPayloadResolvers<ContextType>;
  BroadcastSignalPayload?: BroadcastSignalPayloadResolvers<ContextType>;
  UserTask?: UserTaskResolvers<ContextType>;
  UserTaskConnection?: UserTaskConnectionResolvers<ContextType>;
  UserTaskEdge?: UserTaskEdgeResolvers<ContextType>;
  AssignUserTaskPayload?: AssignUserTaskPayloadResolvers<ContextType>;
  UnassignUserTaskPayload?: UnassignUserTaskPayloadResolvers<ContextType>;
  UpdateUserTaskPayload?: UpdateUserTaskPayloadResolvers<ContextType>;
  CompleteUserTaskPayload?: CompleteUserTaskPayloadResolvers<ContextType>;
  Variable?: VariableResolvers<ContextType>;
  VariableConnection?: VariableConnectionResolvers<ContextType>;
  VariableEdge?: VariableEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  rest?: RestDirectiveResolver<any, any, ContextType>;
  since?: SinceDirectiveResolver<any, any, ContextType>;
  operators?: OperatorsDirectiveResolver<any, any, ContextType>;
};
