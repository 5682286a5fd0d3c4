/** The kinds of element that the REST API names, as far as processes here can have them. */
export type ElementType =
  | 'PROCESS'
  | 'SUB_PROCESS'
  | 'START_EVENT'
  | 'INTERMEDIATE_CATCH_EVENT'
  | 'INTERMEDIATE_THROW_EVENT'
  | 'BOUNDARY_EVENT'
  | 'END_EVENT'
  | 'SERVICE_TASK'
  | 'RECEIVE_TASK'
  | 'USER_TASK'
  | 'MANUAL_TASK'
  | 'TASK'
  | 'EXCLUSIVE_GATEWAY'
  | 'PARALLEL_GATEWAY'
  | 'EVENT_BASED_GATEWAY'
  | 'CALL_ACTIVITY'
  | 'BUSINESS_RULE_TASK'
  | 'SCRIPT_TASK'
  | 'SEND_TASK'
  | 'MULTI_INSTANCE_BODY'

/** One deployed BPMN process in the form in which it is executed. */
export interface ProcessModel {
  readonly processId: string
  readonly name: string | null
  readonly versionTag: string | null
  /** The process itself: the outermost scope. */
  readonly root: FlowElement
  readonly elements: ReadonlyMap<string, FlowElement>
  readonly startFormId: string | null
}

/** A flow node, or the process as the scope of its flow nodes. */
export interface FlowElement {
  readonly id: string
  readonly name: string | null
  readonly type: ElementType
  /** The flow scope: null for the process. */
  readonly scope: FlowElement | null
  readonly incoming: SequenceFlow[]
  readonly outgoing: SequenceFlow[]
  defaultFlow: SequenceFlow | null
  /** Start events, when this is a scope. */
  readonly startEvents: FlowElement[]
  /** Boundary events, when this is an activity. */
  readonly boundaryEvents: FlowElement[]
  /** The activity that this boundary event is attached to. */
  attachedTo: FlowElement | null
  /** Whether this boundary event ends its activity. */
  readonly interrupting: boolean
  readonly event: EventDefinition | null
  readonly inputs: readonly Mapping[]
  readonly outputs: readonly Mapping[]
  readonly taskDefinition: { readonly type: string; readonly retries: string } | null
  readonly taskHeaders: Readonly<Record<string, string>>
  readonly userTask: UserTaskDefinition | null
  readonly calledElement: CalledElement | null
  readonly script: { readonly expression: string; readonly resultVariable: string } | null
  readonly loop: LoopCharacteristics | null
}

export interface SequenceFlow {
  readonly id: string
  readonly source: FlowElement
  readonly target: FlowElement
  readonly condition: string | null
}

export interface Mapping {
  readonly source: string
  readonly target: string
}

export type EventDefinition =
  | { readonly kind: 'message'; readonly name: string; readonly correlationKey: string | null }
  | { readonly kind: 'signal'; readonly name: string }
  | { readonly kind: 'timer'; readonly timer: 'duration' | 'date'; readonly expression: string }
  | { readonly kind: 'error'; readonly code: string | null }
  | { readonly kind: 'terminate' }

export interface UserTaskDefinition {
  readonly assignee: string | null
  readonly candidateUsers: string | null
  readonly candidateGroups: string | null
  readonly dueDate: string | null
  readonly followUpDate: string | null
  readonly priority: string | null
  readonly formId: string | null
  readonly externalReference: string | null
}

export interface CalledElement {
  readonly processId: string
  readonly propagateAllChildVariables: boolean
  readonly propagateAllParentVariables: boolean
}

export interface LoopCharacteristics {
  readonly sequential: boolean
  readonly inputCollection: string
  readonly inputElement: string | null
  readonly outputCollection: string | null
  readonly outputElement: string | null
  readonly completionCondition: string | null
}
