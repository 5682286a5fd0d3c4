import type { Call } from '../wire/call.ts'

/** A REST operation that is neither a search nor a read of a resource by key. Path parameters stand in braces. */
export interface Operation {
  /** The operationId. */
  operation: string
  method: Call['method']
  path: string
  kind: Call['kind']
  /** The answer holds variables as JSON, whose numbers must be kept. */
  exact?: boolean
  /** The answer is text that is no JSON. */
  text?: boolean
  /** What a poll answers when nothing came until its time was up. */
  nothing?: object
  /** A command whose request has no body, though GraphQL gives each an input. */
  bodyless?: boolean
}

const read = (operation: string, path: string): Operation => ({ operation, method: 'GET', path, kind: 'read' })
const post = (operation: string, path: string): Operation => ({ operation, method: 'POST', path, kind: 'write' })

/** Every such operation that the schema reaches, by operationId. A test holds methods and paths to the official contract. */
export const operations = {
  getProcessDefinitionXML: {
    ...read('getProcessDefinitionXML', '/process-definitions/{processDefinitionKey}/xml'),
    text: true,
  },
  getStartProcessForm: read('getStartProcessForm', '/process-definitions/{processDefinitionKey}/form'),
  getProcessDefinitionStatistics: {
    ...post(
      'getProcessDefinitionStatistics',
      '/process-definitions/{processDefinitionKey}/statistics/element-instances',
    ),
    kind: 'read',
  },
  getProcessInstanceSequenceFlows: read(
    'getProcessInstanceSequenceFlows',
    '/process-instances/{processInstanceKey}/sequence-flows',
  ),
  getProcessInstanceStatistics: read(
    'getProcessInstanceStatistics',
    '/process-instances/{processInstanceKey}/statistics/element-instances',
  ),
  getProcessInstanceCallHierarchy: read(
    'getProcessInstanceCallHierarchy',
    '/process-instances/{processInstanceKey}/call-hierarchy',
  ),
  getUserTaskForm: read('getUserTaskForm', '/user-tasks/{userTaskKey}/form'),
  getTopology: read('getTopology', '/topology'),
  getStatus: read('getStatus', '/status'),
  getLicense: read('getLicense', '/license'),
  getAuthentication: read('getAuthentication', '/authentication/me'),

  createProcessInstance: { ...post('createProcessInstance', '/process-instances'), exact: true },
  cancelProcessInstance: post('cancelProcessInstance', '/process-instances/{processInstanceKey}/cancellation'),
  modifyProcessInstance: post('modifyProcessInstance', '/process-instances/{processInstanceKey}/modification'),
  migrateProcessInstance: post('migrateProcessInstance', '/process-instances/{processInstanceKey}/migration'),
  resolveProcessInstanceIncidents: {
    ...post('resolveProcessInstanceIncidents', '/process-instances/{processInstanceKey}/incident-resolution'),
    bodyless: true,
  },
  createElementInstanceVariables: {
    ...post('createElementInstanceVariables', '/element-instances/{elementInstanceKey}/variables'),
    method: 'PUT',
  },
  activateJobs: {
    ...post('activateJobs', '/jobs/activation'),
    kind: 'poll',
    exact: true,
    nothing: { jobs: [] },
  },
  completeJob: post('completeJob', '/jobs/{jobKey}/completion'),
  failJob: post('failJob', '/jobs/{jobKey}/failure'),
  throwJobError: post('throwJobError', '/jobs/{jobKey}/error'),
  updateJob: { ...post('updateJob', '/jobs/{jobKey}'), method: 'PATCH' },
  assignUserTask: post('assignUserTask', '/user-tasks/{userTaskKey}/assignment'),
  unassignUserTask: {
    ...post('unassignUserTask', '/user-tasks/{userTaskKey}/assignee'),
    method: 'DELETE',
    bodyless: true,
  },
  updateUserTask: { ...post('updateUserTask', '/user-tasks/{userTaskKey}'), method: 'PATCH' },
  completeUserTask: post('completeUserTask', '/user-tasks/{userTaskKey}/completion'),
  resolveIncident: post('resolveIncident', '/incidents/{incidentKey}/resolution'),
  publishMessage: post('publishMessage', '/messages/publication'),
  correlateMessage: post('correlateMessage', '/messages/correlation'),
  broadcastSignal: post('broadcastSignal', '/signals/broadcast'),
  createDeployment: post('createDeployment', '/deployments'),
  deleteResource: post('deleteResource', '/resources/{resourceKey}/deletion'),
} satisfies Record<string, Operation>

/** What stands around the braces of each path, and the names within them: filled with each call, so taken apart once. */
const templates = new Map<string, { texts: readonly string[]; names: readonly string[] }>()

/** Fills the braces of a path with its parameters, each encoded. */
export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  const { texts, names } = templateOf(path)
  let filled = texts[0] ?? ''
  for (let at = 0; at < names.length; at++) {
    const value = parameters[names[at] ?? '']
    if (value === undefined) throw new TypeError(`No value for {${names[at]}} of ${path}.`)
    filled += encodeURIComponent(value) + texts[at + 1]
  }
  return filled
}

function templateOf(path: string) {
  let template = templates.get(path)
  if (!template) {
    const parts = path.split(/\{(\w+)\}/)
    template = { texts: parts.filter((_, at) => at % 2 === 0), names: parts.filter((_, at) => at % 2 === 1) }
    templates.set(path, template)
  }
  return template
}
