import { createRequire } from 'node:module'
import { BpmnModdle, type ModdleElement, type ModdleWarning } from 'bpmn-moddle'
import { ELEMENT_TYPES } from './element-types.ts'
import type { CalledElement, EventDefinition, FlowElement, Mapping, ProcessModel, SequenceFlow } from './model.ts'
import { ModelProblems } from './problems.ts'
import { validateModel } from './validate.ts'

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as Record<string, unknown>
const moddle = new BpmnModdle({ zeebe })

type Building<T> = { -readonly [Property in keyof T]: T[Property] }

/**
 * Reads the executable processes of a BPMN document. Throws ModelProblems when it is not BPMN, or holds something that
 * is not executable here: nothing is skipped silently.
 */
export async function parseBpmn(xml: string): Promise<ProcessModel[]> {
  let definitions: ModdleElement
  try {
    const { rootElement, warnings } = await moddle.fromXML(xml)
    const warning = warnings.find((one) => !isHarmless(one))
    if (warning) throw new ModelProblems([warning.message])
    definitions = rootElement
  } catch (error) {
    if (error instanceof ModelProblems) throw error
    throw new ModelProblems([`Invalid BPMN XML: ${(error as Error).message.split('\n')[0]}`])
  }
  const problems = new ModelProblems([])
  const processes = elements(definitions, 'rootElements').filter(
    (element) => element.$type === 'bpmn:Process' && element.isExecutable === true,
  )
  if (processes.length === 0) problems.add(null, 'Must contain at least one executable process')
  const models = processes.map((process) => buildProcess(process, problems))
  for (const model of models) validateModel(model, problems)
  problems.throwIfAny()
  return models
}

/** References that BPMN's XML schema declares as `xsd:IDREF`: Camunda refuses one that names nothing. */
const CHECKED_REFERENCES: ReadonlySet<string> = new Set(
  `default dataObjectRef flowNodeRef inputDataRef outputDataRef inputSetRefs outputSetRefs
  dataInputRefs optionalInputRefs whileExecutingInputRefs
  dataOutputRefs optionalOutputRefs whileExecutingOutputRefs
  SequenceFlow.sourceRef SequenceFlow.targetRef
  DataInputAssociation.sourceRef DataInputAssociation.targetRef
  DataOutputAssociation.sourceRef DataOutputAssociation.targetRef`.split(/\s+/),
)

/**
 * Whether this is a reference that may name nothing, such as a diagram's shape or a flow that an element lists. What a
 * process cannot be executed without is looked for by the rules of its element.
 */
function isHarmless({ message, element, property = '' }: ModdleWarning): boolean {
  if (!message.startsWith('unresolved reference')) return false
  const name = property.replace(/^bpmn:/, '')
  const type = element?.$type.replace(/^bpmn:/, '')
  return !CHECKED_REFERENCES.has(name) && !CHECKED_REFERENCES.has(`${type}.${name}`)
}

function buildProcess(process: ModdleElement, problems: ModelProblems): ProcessModel {
  const all = new Map<string, FlowElement>()
  const root = flowElement(process, 'PROCESS', null)
  buildScope(process, root, all, problems)
  const start = root.startEvents.find((event) => event.event === null)
  const startElement = elements(process, 'flowElements').find((element) => element.id === start?.id)
  return {
    processId: text(process.id) ?? '',
    name: text(process.name),
    versionTag: text(extension(process, 'zeebe:VersionTag')?.value),
    root,
    elements: all,
    startFormId: startElement ? text(extension(startElement, 'zeebe:FormDefinition')?.formId) : null,
  }
}

function buildScope(
  container: ModdleElement,
  scope: FlowElement,
  all: Map<string, FlowElement>,
  problems: ModelProblems,
): void {
  const nodes = elements(container, 'flowElements')
  for (const node of nodes) {
    if (isNotExecuted(node)) continue
    const type = ELEMENT_TYPES[node.$type]
    if (!type || node.triggeredByEvent === true) {
      problems.add(text(node.id), `Elements of type '${node.$type.slice(5)}' are not supported by the sandbox`)
      continue
    }
    const element = flowElement(node, type, scope, problems)
    all.set(element.id, element)
    if (type === 'START_EVENT') scope.startEvents.push(element)
    if (type === 'SUB_PROCESS') buildScope(node, element, all, problems)
  }
  for (const node of nodes) {
    if (node.$type === 'bpmn:SequenceFlow') connect(node, all, problems)
    if (node.$type === 'bpmn:BoundaryEvent') attach(node, all, problems)
  }
}

function isNotExecuted(node: ModdleElement): boolean {
  return ['bpmn:SequenceFlow', 'bpmn:DataObject', 'bpmn:DataObjectReference', 'bpmn:DataStoreReference'].includes(
    node.$type,
  )
}

function connect(node: ModdleElement, all: ReadonlyMap<string, FlowElement>, problems: ModelProblems): void {
  const source = all.get(referencedId(node.sourceRef) ?? '')
  const target = all.get(referencedId(node.targetRef) ?? '')
  const id = text(node.id) ?? ''
  if (!source || !target) {
    problems.add(id, 'Must have a source and a target')
    return
  }
  const condition = text((node.conditionExpression as ModdleElement | undefined)?.body)
  const flow: SequenceFlow = { id, source, target, condition }
  source.outgoing.push(flow)
  target.incoming.push(flow)
}

function attach(node: ModdleElement, all: ReadonlyMap<string, FlowElement>, problems: ModelProblems): void {
  const boundary = all.get(text(node.id) ?? '')
  const activity = all.get(referencedId(node.attachedToRef) ?? '')
  if (!boundary) return
  if (!activity) problems.add(boundary.id, 'Must be attached to an activity')
  boundary.attachedTo = activity ?? null
  activity?.boundaryEvents.push(boundary)
}

function flowElement(
  node: ModdleElement,
  type: FlowElement['type'],
  scope: FlowElement | null,
  problems?: ModelProblems,
): FlowElement {
  const io = extension(node, 'zeebe:IoMapping')
  const task = extension(node, 'zeebe:TaskDefinition')
  const script = extension(node, 'zeebe:Script')
  const outgoing: SequenceFlow[] = []
  const defaultId = referencedId(node.default)
  const element: Building<FlowElement> = {
    id: text(node.id) ?? '',
    name: text(node.name),
    type,
    scope,
    incoming: [],
    outgoing,
    defaultFlow: null,
    startEvents: [],
    boundaryEvents: [],
    attachedTo: null,
    interrupting: node.cancelActivity !== false,
    event: eventDefinition(node, problems),
    inputs: io ? mappings(io, 'inputParameters') : [],
    outputs: io ? mappings(io, 'outputParameters') : [],
    taskDefinition: task ? { type: text(task.type) ?? '', retries: text(task.retries) ?? '3' } : null,
    taskHeaders: headers(node),
    userTask: userTask(node),
    calledElement: calledElement(node),
    script: script
      ? { expression: text(script.expression) ?? '', resultVariable: text(script.resultVariable) ?? '' }
      : null,
    loop: loop(node, problems),
  }
  // The default flow is known by id only until the flows are connected.
  Object.defineProperty(element, 'defaultFlow', {
    enumerable: true,
    get: () => outgoing.find((flow) => flow.id === defaultId) ?? null,
  })
  return element
}

function eventDefinition(node: ModdleElement, problems?: ModelProblems): EventDefinition | null {
  const definitions = elements(node, 'eventDefinitions')
  if (definitions.length > 1) problems?.add(text(node.id), 'Must have at most one event definition')
  const definition = definitions[0] ?? (node.$type === 'bpmn:ReceiveTask' ? node : undefined)
  switch (definition?.$type) {
    case 'bpmn:ReceiveTask':
    case 'bpmn:MessageEventDefinition': {
      const message = definition.messageRef as ModdleElement | undefined
      const subscription = message && extension(message, 'zeebe:Subscription')
      return {
        kind: 'message',
        name: text(message?.name) ?? '',
        correlationKey: text(subscription?.correlationKey),
      }
    }
    case 'bpmn:SignalEventDefinition':
      return { kind: 'signal', name: text((definition.signalRef as ModdleElement | undefined)?.name) ?? '' }
    case 'bpmn:ErrorEventDefinition':
      return { kind: 'error', code: text((definition.errorRef as ModdleElement | undefined)?.errorCode) }
    case 'bpmn:TerminateEventDefinition':
      return { kind: 'terminate' }
    case 'bpmn:TimerEventDefinition': {
      const duration = text((definition.timeDuration as ModdleElement | undefined)?.body)
      if (duration) return { kind: 'timer', timer: 'duration', expression: duration }
      const date = text((definition.timeDate as ModdleElement | undefined)?.body)
      if (date) return { kind: 'timer', timer: 'date', expression: date }
      problems?.add(text(node.id), 'Timers other than a duration or a date are not supported by the sandbox')
      return null
    }
    case undefined:
      return null
    default:
      problems?.add(text(node.id), `Events of type '${definition?.$type.slice(5)}' are not supported by the sandbox`)
      return null
  }
}

function userTask(node: ModdleElement): FlowElement['userTask'] {
  if (!extension(node, 'zeebe:UserTask')) return null
  const assignment = extension(node, 'zeebe:AssignmentDefinition')
  const schedule = extension(node, 'zeebe:TaskSchedule')
  const form = extension(node, 'zeebe:FormDefinition')
  return {
    assignee: text(assignment?.assignee),
    candidateUsers: text(assignment?.candidateUsers),
    candidateGroups: text(assignment?.candidateGroups),
    dueDate: text(schedule?.dueDate),
    followUpDate: text(schedule?.followUpDate),
    priority: text(extension(node, 'zeebe:PriorityDefinition')?.priority),
    formId: text(form?.formId),
    externalReference: text(form?.externalReference) ?? text(form?.formKey),
  }
}

function calledElement(node: ModdleElement): CalledElement | null {
  const called = extension(node, 'zeebe:CalledElement')
  if (!called) return null
  return {
    processId: text(called.processId) ?? text(called.processIdExpression) ?? '',
    propagateAllChildVariables: called.propagateAllChildVariables !== false,
    propagateAllParentVariables: called.propagateAllParentVariables !== false,
  }
}

function loop(node: ModdleElement, problems?: ModelProblems): FlowElement['loop'] {
  const characteristics = node.loopCharacteristics as ModdleElement | undefined
  if (!characteristics) return null
  const zeebeLoop = extension(characteristics, 'zeebe:LoopCharacteristics')
  if (characteristics.$type !== 'bpmn:MultiInstanceLoopCharacteristics' || !zeebeLoop) {
    problems?.add(text(node.id), 'Must be a multi-instance with an input collection')
    return null
  }
  return {
    sequential: characteristics.isSequential === true,
    inputCollection: text(zeebeLoop.inputCollection) ?? '',
    inputElement: text(zeebeLoop.inputElement),
    outputCollection: text(zeebeLoop.outputCollection),
    outputElement: text(zeebeLoop.outputElement),
    completionCondition: text((characteristics.completionCondition as ModdleElement | undefined)?.body),
  }
}

function mappings(io: ModdleElement, property: string): Mapping[] {
  return elements(io, property).map((mapping) => ({
    source: text(mapping.source) ?? '',
    target: text(mapping.target) ?? '',
  }))
}

function headers(node: ModdleElement): Record<string, string> {
  const all = extension(node, 'zeebe:TaskHeaders')
  if (!all) return {}
  return Object.fromEntries(elements(all, 'values').map((header) => [text(header.key) ?? '', text(header.value) ?? '']))
}

function extension(node: ModdleElement, type: string): ModdleElement | undefined {
  const holder = node.extensionElements as ModdleElement | undefined
  return holder && elements(holder, 'values').find((value) => value.$type === type)
}

function elements(node: ModdleElement, property: string): ModdleElement[] {
  const value = node[property]
  return Array.isArray(value) ? value : []
}

function referencedId(reference: unknown): string | null {
  return text((reference as ModdleElement | undefined)?.id)
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
