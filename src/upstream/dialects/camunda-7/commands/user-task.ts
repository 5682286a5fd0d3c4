import { isJsonObject } from '../../../json/json-object.ts'
import { engineDateOf } from '../dates.ts'
import { at, type Engine } from '../engine.ts'
import { objectsIn, type Raw } from '../objects.ts'
import { valuesIn } from '../typed-values.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'

export const userTaskCommands: Readonly<Record<string, Perform>> = {
  async assignUserTask(engine, { parameters: { userTaskKey }, body }) {
    onlyWith(body, ['assignee', 'allowOverride'])
    const way = body.allowOverride === false ? '/claim' : '/assignee'
    await engine.write('POST', at('/task', userTaskKey, way), { userId: body.assignee })
    return DONE
  },

  async unassignUserTask(engine, { parameters: { userTaskKey } }) {
    await engine.write('POST', at('/task', userTaskKey, '/unclaim'))
    return DONE
  },

  /**
   * The task is read, changed and written back whole, and candidates are added and removed one by one: the engine has no
   * other way. One that fails leaves those before it done.
   */
  async updateUserTask(engine, { parameters: { userTaskKey }, body }) {
    onlyWith(body, ['changeset'])
    const { dueDate, followUpDate, priority, candidateGroups, candidateUsers } = isJsonObject(body.changeset)
      ? body.changeset
      : {}
    if (dueDate !== undefined || followUpDate !== undefined || priority !== undefined) {
      const task = await engine.object(at('/task', userTaskKey))
      const whole = Object.fromEntries(WRITTEN.map((field) => [field, task[field] ?? null]))
      await engine.write('PUT', at('/task', userTaskKey), {
        ...whole,
        due: dueDate === undefined ? whole.due : dateOrNone(dueDate),
        followUp: followUpDate === undefined ? whole.followUp : dateOrNone(followUpDate),
        priority: priority ?? whole.priority,
      })
    }
    if (candidateGroups !== undefined || candidateUsers !== undefined) {
      const path = at('/task', userTaskKey, '/identity-links')
      const links = objectsIn(await engine.get(`${path}?type=candidate`))
      await replace(engine, path, 'groupId', links, candidateGroups)
      await replace(engine, path, 'userId', links, candidateUsers)
    }
    return DONE
  },

  async completeUserTask(engine, { parameters: { userTaskKey }, body }) {
    onlyWith(body, ['variables', 'typedVariables'])
    const variables = valuesIn(body)
    await engine.write('POST', at('/task', userTaskKey, '/complete'), { variables })
    return DONE
  },
}

/** What a change of a task writes: all of it is replaced, so all of it is sent. */
const WRITTEN = [
  'name',
  'description',
  'assignee',
  'owner',
  'delegationState',
  'due',
  'followUp',
  'priority',
  'parentTaskId',
  'caseInstanceId',
  'tenantId',
]

/** The contract clears a date by an empty text. */
const dateOrNone = (date: unknown) => (typeof date === 'string' && date !== '' ? engineDateOf(date) : null)

async function replace(
  engine: Engine,
  path: string,
  field: 'groupId' | 'userId',
  links: readonly Raw[],
  wanted: unknown,
): Promise<void> {
  if (!Array.isArray(wanted)) return
  const there = new Set(links.map((link) => link[field]).filter((name) => typeof name === 'string'))
  for (const name of new Set(wanted)) {
    if (!there.has(name)) await engine.write('POST', path, { [field]: name, type: 'candidate' })
  }
  for (const name of there) {
    if (!wanted.includes(name)) await engine.write('POST', `${path}/delete`, { [field]: name, type: 'candidate' })
  }
}
