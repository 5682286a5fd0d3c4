import {
  assignUserTask,
  completeUserTask,
  type UserTaskChanges,
  unassignUserTask,
  updateUserTask,
} from '../engine/user-tasks.ts'
import { toVariables } from '../engine/variables.ts'
import type { ReadView } from '../export.ts'
import { invalidArgument } from '../problem.ts'
import type { UserTaskRow, VariableRow } from '../rows.ts'
import type { SearchRules } from '../search/rules.ts'
import { search } from '../search/search.ts'
import {
  type Call,
  existing,
  type Handlers,
  json,
  NO_CONTENT,
  object,
  objects,
  pathKey,
  strings,
  text,
} from './call.ts'
import { ownersOfVariables } from './process-instance-search.ts'
import { rulesOf } from './search-rules.ts'
import { searchVariables } from './variables.ts'

export const userTaskHandlers: Handlers = {
  searchUserTasks: ({ cluster: { view }, body }) => json(search([...view.userTasks.values()], body, rules(view))),

  getUserTask: (call) => json(row(call)),

  getUserTaskForm: (call) => {
    const { formKey } = row(call)
    const form = formKey === null ? undefined : call.cluster.view.forms.get(formKey)
    return form ? json(form) : NO_CONTENT
  },

  assignUserTask: (call) => {
    const { engine } = call.cluster
    const assignee = text(call.body.assignee)
    if (!assignee) throw invalidArgument('No assignee provided.')
    const allowOverride = call.body.allowOverride !== false
    engine.run(() => assignUserTask(engine, pathKey(call, 'userTaskKey'), assignee, allowOverride))
    return NO_CONTENT
  },

  unassignUserTask: (call) => {
    const { engine } = call.cluster
    engine.run(() => unassignUserTask(engine, pathKey(call, 'userTaskKey')))
    return NO_CONTENT
  },

  updateUserTask: (call) => {
    const { engine } = call.cluster
    const changes = changesOf(object(call.body.changeset))
    if (Object.keys(changes).length === 0 && !text(call.body.action)) {
      throw invalidArgument(
        'No update data provided. Provide at least an "action" or a non-null value for a supported attribute in the "changeset".',
      )
    }
    engine.run(() => updateUserTask(engine, pathKey(call, 'userTaskKey'), changes))
    return NO_CONTENT
  },

  completeUserTask: (call) => {
    const { engine } = call.cluster
    const variables = toVariables(call.exact.variables)
    engine.run(() => completeUserTask(engine, pathKey(call, 'userTaskKey'), variables))
    return NO_CONTENT
  },

  searchUserTaskVariables: (call) =>
    json(searchVariables(call, visibleVariables(call), variableRules('searchUserTaskVariables'))),

  searchUserTaskEffectiveVariables: (call) => {
    const effective = new Map<string, VariableRow>()
    // From the inside out, so the first of a name is the one that counts.
    for (const variable of visibleVariables(call)) {
      if (!effective.has(variable.name)) effective.set(variable.name, variable)
    }
    return json(searchVariables(call, [...effective.values()], variableRules('searchUserTaskEffectiveVariables')))
  },
}

function row(call: Call): UserTaskRow {
  return existing(call.cluster.view.userTasks, 'User Task', pathKey(call, 'userTaskKey'))
}

function rules(view: ReadView): SearchRules<UserTaskRow> {
  return rulesOf('searchUserTasks', {
    key: 'userTaskKey',
    columns: { candidateGroup: 'candidateGroups', candidateUser: 'candidateUsers' },
    special: {
      processInstanceVariables: {
        matches: (value) => {
          const conditions = objects(value)
          const owners = ownersOfVariables(view, conditions, ({ scopeKey, processInstanceKey }) =>
            scopeKey === processInstanceKey ? processInstanceKey : '',
          )
          return (task) => conditions.length === 0 || owners.has(task.processInstanceKey)
        },
      },
      localVariables: {
        matches: (value) => {
          const conditions = objects(value)
          const owners = ownersOfVariables(view, conditions, ({ scopeKey }) => scopeKey)
          return (task) => conditions.length === 0 || owners.has(task.elementInstanceKey)
        },
      },
      tags: { matches: (value) => (task) => strings(value).every((tag) => task.tags.includes(tag)) },
    },
  })
}

function variableRules(operationId: string): SearchRules<VariableRow> {
  return rulesOf(operationId, { key: 'variableKey' })
}

/** The variables of the task's scopes, from the inside out. */
function visibleVariables(call: Call): VariableRow[] {
  const { view } = call.cluster
  const task = row(call)
  const scopes: string[] = []
  for (let scope: string | undefined = task.elementInstanceKey; scope; scope = view.scopes.get(scope))
    scopes.push(scope)
  const variables = [...view.variables.values()]
  return scopes.flatMap((scopeKey) => variables.filter((variable) => variable.scopeKey === scopeKey))
}

/** Null keeps an attribute; an empty text or list resets it. */
function changesOf(changeset: Record<string, unknown>): UserTaskChanges {
  const { dueDate, followUpDate, candidateUsers, candidateGroups, priority } = changeset
  return {
    ...(typeof dueDate === 'string' ? { dueDate: instant('dueDate', dueDate) } : {}),
    ...(typeof followUpDate === 'string' ? { followUpDate: instant('followUpDate', followUpDate) } : {}),
    ...(Array.isArray(candidateUsers) ? { candidateUsers: strings(candidateUsers) } : {}),
    ...(Array.isArray(candidateGroups) ? { candidateGroups: strings(candidateGroups) } : {}),
    ...(typeof priority === 'number' ? { priority: priorityOf(priority) } : {}),
  }
}

function instant(name: string, value: string): number | null {
  if (value === '') return null
  const time = Date.parse(value)
  if (!Number.isNaN(time)) return time
  throw invalidArgument(
    `The provided ${name} '${value}' cannot be parsed as a date according to RFC 3339, section 5.6.`,
  )
}

function priorityOf(priority: number): number {
  if (priority >= 0 && priority <= 100) return priority
  throw invalidArgument(`The value for priority is '${priority}' but must be within the [0,100] range.`)
}
