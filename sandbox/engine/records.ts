import type { ElementType, FlowElement, ProcessModel } from './model/model.ts'
import type { Scheduled } from './scheduler.ts'

export const TENANT = '<default>'

/** A deployed process definition. */
export interface ProcessDefinition {
  readonly processDefinitionKey: string
  readonly version: number
  readonly resourceName: string
  readonly xml: string
  readonly digest: string
  readonly model: ProcessModel
  state: 'ACTIVE' | 'DELETED'
}

/** A deployed form. */
export interface Form {
  readonly formKey: string
  readonly formId: string
  readonly version: number
  readonly resourceName: string
  readonly versionTag: string | null
  readonly schema: string
  readonly digest: string
  deleted: boolean
}

export type InstanceState = 'ACTIVE' | 'COMPLETED' | 'TERMINATED'

/** A process instance. Its outermost scope is `root`, an element instance with the same key. */
export interface ProcessInstance {
  readonly processInstanceKey: string
  definition: ProcessDefinition
  root: ElementInstance
  /** The call activity that called this instance. */
  readonly parentElement: ElementInstance | null
  readonly rootProcessInstanceKey: string
  readonly startDate: number
  endDate: number | null
  state: InstanceState
  readonly tags: readonly string[]
  readonly businessId: string | null
  /** The elements after which the instance is to be terminated. */
  readonly terminateAfter: ReadonlySet<string>
  /** The ids of the sequence flows that were taken. */
  readonly takenFlows: Set<string>
}

/** Where an element instance stands; an incident resumes from here. */
export type Phase = 'ACTIVATING' | 'ACTIVATED' | 'COMPLETING' | 'ENDED'

/** One visit of a flow node, or the scope of a whole process instance. */
export interface ElementInstance {
  readonly elementInstanceKey: string
  readonly type: ElementType
  element: FlowElement
  readonly instance: ProcessInstance
  readonly scope: ElementInstance | null
  readonly startDate: number
  endDate: number | null
  state: InstanceState
  phase: Phase
  /** Active element instances in this scope. */
  readonly children: Set<ElementInstance>
  /** Sequence flows taken in this scope whose target has not been activated yet. */
  activeFlows: number
  /** Flows that arrived at parallel gateways of this scope, by gateway. */
  readonly arrivals: Map<string, SequenceFlowArrivals>
  readonly variables: Map<string, Variable>
  incident: Incident | null
  /** Active incidents of this element instance and of everything below it. */
  incidentCount: number
  job: Job | null
  userTask: UserTask | null
  calledInstance: ProcessInstance | null
  readonly subscriptions: Set<Subscription>
  /** Progress of a multi-instance body. */
  loop: LoopProgress | null
}

/** How often each flow has arrived at a joining gateway. */
export type SequenceFlowArrivals = Map<string, number>

export interface LoopProgress {
  readonly items: readonly unknown[]
  readonly results: unknown[]
  started: number
  ended: number
}

/** A variable of one scope; `value` is its JSON text. */
export interface Variable {
  readonly variableKey: string
  readonly name: string
  readonly scope: ElementInstance
  value: string
  /** `value` as FEEL sees it, made when first needed. */
  parsed?: unknown
}

/** The states that the REST API tells of a job. */
export type JobState =
  | 'CREATED'
  | 'COMPLETED'
  | 'FAILED'
  | 'RETRIES_UPDATED'
  | 'TIMED_OUT'
  | 'CANCELED'
  | 'ERROR_THROWN'
  | 'MIGRATED'

export interface Job {
  readonly jobKey: string
  readonly type: string
  readonly element: ElementInstance
  readonly customHeaders: Readonly<Record<string, string>>
  readonly creationTime: number
  lastUpdateTime: number
  endTime: number | null
  state: JobState
  /** What may be done with the job now, which `state` (the last thing that happened to it) does not tell. */
  status: 'ACTIVATABLE' | 'ACTIVATED' | 'BACKING_OFF' | 'FAILED' | 'ERROR_THROWN' | 'ENDED'
  retries: number
  worker: string
  deadline: number | null
  errorMessage: string | null
  errorCode: string | null
  hasFailedWithRetriesLeft: boolean
  timer: Scheduled | null
}

export type UserTaskState = 'CREATED' | 'COMPLETED' | 'CANCELED'

export interface UserTask {
  readonly userTaskKey: string
  element: ElementInstance
  readonly creationDate: number
  completionDate: number | null
  state: UserTaskState
  assignee: string | null
  candidateUsers: readonly string[]
  candidateGroups: readonly string[]
  dueDate: number | null
  followUpDate: number | null
  priority: number
  readonly formKey: string | null
  readonly externalFormReference: string | null
  readonly customHeaders: Readonly<Record<string, string>>
}

export type IncidentErrorType =
  | 'CALLED_ELEMENT_ERROR'
  | 'CONDITION_ERROR'
  | 'EXTRACT_VALUE_ERROR'
  | 'FORM_NOT_FOUND'
  | 'IO_MAPPING_ERROR'
  | 'JOB_NO_RETRIES'
  | 'UNHANDLED_ERROR_EVENT'

export interface Incident {
  readonly incidentKey: string
  readonly errorType: IncidentErrorType
  readonly errorMessage: string
  readonly element: ElementInstance
  readonly job: Job | null
  readonly creationTime: number
  state: 'ACTIVE' | 'RESOLVED'
}

/** What an element instance waits for. */
export interface Subscription {
  readonly kind: 'message' | 'signal' | 'timer'
  /** The message's or signal's name. */
  readonly name: string
  readonly correlationKey: string
  readonly element: ElementInstance
  /** The catching event: the element itself, a boundary event, or an event behind an event-based gateway. */
  readonly target: FlowElement
  timer: Scheduled | null
  /** What is told of it, where it is for messages. */
  readonly told: ToldSubscription | null
}

/** The part of a message subscription that outlives it. */
export interface ToldSubscription {
  readonly messageSubscriptionKey: string
  state: 'CREATED' | 'CORRELATED' | 'DELETED'
  lastUpdatedDate: number
}

export type MessageSubscription = Subscription & { readonly told: ToldSubscription }

/** That a message reached a subscription. */
export interface Correlation {
  readonly subscription: MessageSubscription
  readonly messageKey: string
  readonly time: number
}

/** A published message that is still alive. */
export interface BufferedMessage {
  readonly messageKey: string
  readonly messageId: string | null
  readonly name: string
  readonly correlationKey: string
  readonly variables: Readonly<Record<string, string>>
  readonly deadline: number
  /** The process ids that it was correlated to: at most once each. */
  readonly correlated: Set<string>
}
