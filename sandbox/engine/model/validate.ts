import { syntaxProblem } from '../feel.ts'
import type { FlowElement, ProcessModel } from './model.ts'
import type { ModelProblems } from './problems.ts'

/** Finds what cannot be executed: missing job types, expressions that do not parse, events in the wrong place. */
export function validateModel(model: ProcessModel, problems: ModelProblems): void {
  if (model.root.startEvents.length === 0) problems.add(model.processId, 'Must have at least one start event')
  if (model.root.startEvents.filter((event) => event.event === null).length > 1) {
    problems.add(model.processId, 'Must have at most one none start event')
  }
  for (const element of model.elements.values()) {
    const add = (problem: string) => problems.add(element.id, problem)
    validateElement(element, add)
    validateEvent(element, add)
    for (const text of expressions(element)) {
      const problem = syntaxProblem(text)
      if (problem) add(problem)
    }
  }
}

type Add = (problem: string) => void

function validateElement(element: FlowElement, add: Add): void {
  switch (element.type) {
    case 'SERVICE_TASK':
    case 'SEND_TASK':
      if (!element.taskDefinition) add("Must have exactly one 'zeebe:taskDefinition' extension element")
      break
    case 'BUSINESS_RULE_TASK':
      if (!element.taskDefinition) add("Must have a 'zeebe:taskDefinition': decisions are not supported by the sandbox")
      break
    case 'SCRIPT_TASK':
      if (!element.taskDefinition && !element.script) {
        add("Must have either one 'zeebe:script' or one 'zeebe:taskDefinition' extension element")
      } else if (element.script && !element.script.resultVariable) add("Attribute 'resultVariable' must be present")
      break
    case 'CALL_ACTIVITY':
      if (!element.calledElement?.processId) add("Attribute 'processId' must be present and not empty")
      break
    case 'SUB_PROCESS':
      if (element.startEvents.length !== 1) add('Must have exactly one start event')
      break
    case 'EXCLUSIVE_GATEWAY':
      for (const flow of element.outgoing) {
        if (!flow.condition && flow !== element.defaultFlow && element.outgoing.length > 1) {
          add(`Sequence flow '${flow.id}' must have a condition or be the default flow`)
        }
      }
      break
    case 'EVENT_BASED_GATEWAY':
      if (element.outgoing.length < 2) add('Must have at least 2 outgoing sequence flows')
      for (const { target } of element.outgoing) {
        if (target.type !== 'INTERMEDIATE_CATCH_EVENT') {
          add(
            'Event-based gateway must not have an outgoing sequence flow to other elements than intermediate catch events',
          )
        }
      }
      break
    default:
  }
  if (element.taskDefinition && !element.taskDefinition.type) add("Attribute 'type' must be present and not empty")
}

const EVENTS: Partial<Record<FlowElement['type'], readonly string[]>> = {
  START_EVENT: ['message', 'signal'],
  INTERMEDIATE_CATCH_EVENT: ['message', 'signal', 'timer'],
  INTERMEDIATE_THROW_EVENT: ['message', 'signal'],
  BOUNDARY_EVENT: ['message', 'signal', 'timer', 'error'],
  END_EVENT: ['message', 'signal', 'error', 'terminate'],
  RECEIVE_TASK: ['message'],
}

function validateEvent(element: FlowElement, add: Add): void {
  const { event, type } = element
  if (!event) {
    if (type === 'INTERMEDIATE_CATCH_EVENT' || type === 'BOUNDARY_EVENT') add('Must have exactly one event definition')
    if (type === 'RECEIVE_TASK') add('Must reference a message')
    return
  }
  if (!EVENTS[type]?.includes(event.kind)) add(`A ${event.kind} event is not supported here by the sandbox`)
  if (event.kind === 'message' && type === 'START_EVENT' && element.scope?.type !== 'PROCESS') {
    add('Must be a none start event')
  }
  const throws = type === 'INTERMEDIATE_THROW_EVENT' || type === 'END_EVENT'
  if (event.kind === 'message' && throws && !element.taskDefinition) {
    add("Must have exactly one 'zeebe:taskDefinition' extension element")
  }
  if (event.kind === 'message' && !throws && type !== 'START_EVENT' && !event.correlationKey) {
    add("Must have exactly one 'zeebe:subscription' extension element with a correlationKey")
  }
  if ((event.kind === 'signal' || (event.kind === 'message' && !throws)) && !event.name) {
    add(`Must reference a ${event.kind} with a name`)
  }
  if (event.kind === 'error' && throws && !event.code) add('Must reference an error with an errorCode')
  if (event.kind === 'error' && type === 'BOUNDARY_EVENT' && !element.interrupting) {
    add('Non-interrupting error events are not possible')
  }
}

function expressions(element: FlowElement): string[] {
  const { event, userTask, loop } = element
  return [
    ...element.outgoing.map((flow) => flow.condition),
    ...[...element.inputs, ...element.outputs].map((mapping) => mapping.source),
    element.taskDefinition?.type,
    element.taskDefinition?.retries,
    element.calledElement?.processId,
    element.script?.expression,
    event?.kind === 'message' ? event.correlationKey : null,
    event?.kind === 'timer' ? event.expression : null,
    ...(userTask ? Object.values(userTask) : []),
    ...(loop ? [loop.inputCollection, loop.outputElement, loop.completionCondition] : []),
  ].filter((text) => typeof text === 'string')
}
