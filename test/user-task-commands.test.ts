import { describe, expect, test } from 'vitest'
import { key, userTask } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const TASK = key(1)
const DATE = '2026-05-01T10:00:00.000Z'

describe('commands on the wire', () => {
  test.each([
    ['assignUserTask', { assignee: 'demo' }, ['POST', '/assignment', { assignee: 'demo' }]],
    [
      'assignUserTask',
      { assignee: 'demo', allowOverride: false, action: 'claim' },
      ['POST', '/assignment', { assignee: 'demo', allowOverride: false, action: 'claim' }],
    ],
    ['unassignUserTask', {}, ['DELETE', '/assignee']],
    ['completeUserTask', { variables: null }, ['POST', '/completion', {}]],
    [
      'completeUserTask',
      { variables: { ok: true, remark: null }, action: 'approve' },
      ['POST', '/completion', { variables: { ok: true, remark: null }, action: 'approve' }],
    ],
    // What is left out is not sent: REST keeps it.
    ['updateUserTask', { priority: 0 }, ['PATCH', '', { changeset: { priority: 0 } }]],
    [
      'updateUserTask',
      { candidateGroups: ['a'], dueDate: '2026-05-01T10:00:00+02:00', action: 'plan' },
      ['PATCH', '', { changeset: { candidateGroups: ['a'], dueDate: '2026-05-01T10:00:00+02:00' }, action: 'plan' }],
    ],
    ['updateUserTask', { action: 'remind' }, ['PATCH', '', { changeset: {}, action: 'remind' }]],
  ])('%s %j', async (field, input, [method, path, body]) => {
    await using stand = await strictStand({ answers: { [field]: () => ({}) } })
    const type = `${field.replace(/^./, (letter) => letter.toUpperCase())}Input`
    const data = await stand.ask(
      `mutation ($input: ${type}!) { ${field}(input: $input) { userTask { userTaskKey } } }`,
      {
        input: { userTaskKey: TASK, ...input },
      },
    )
    expect(data[field]).toEqual({ userTask: { userTaskKey: TASK } })
    expect(stand.wire()).toEqual([[`${method} /user-tasks/${TASK}${path}`, ...(body ? [body] : [])]])
  })

  const update =
    'mutation ($input: UpdateUserTaskInput!) { updateUserTask(input: $input) { userTask { userTaskKey } } }'

  test('null clears what can be cleared, which REST writes as empty', async () => {
    await using stand = await strictStand({ answers: { updateUserTask: () => ({}) } })
    const cleared = { candidateGroups: null, candidateUsers: null, dueDate: null, followUpDate: null }
    await stand.ask(update, { input: { userTaskKey: TASK, ...cleared } })
    const changeset = { candidateGroups: [], candidateUsers: [], dueDate: '', followUpDate: '' }
    expect(stand.wire()).toEqual([[`PATCH /user-tasks/${TASK}`, { changeset }]])
  })

  test.each([{}, { action: null }, { priority: null }, { priority: null, dueDate: null }])(
    'an update by %j is refused before any call',
    async (input) => {
      await using stand = await strictStand()
      expect(await stand.refused(update, { input: { userTaskKey: TASK, ...input } })).toEqual(['BAD_USER_INPUT'])
      expect(stand.wire()).toEqual([])
    },
  )
})

describe('the payload’s task', () => {
  const before = { assignee: 'demo', candidateGroups: ['a'], candidateUsers: ['b'], dueDate: DATE, followUpDate: DATE }
  test.each([
    ['candidateGroups', '["y", "x"]', ['x', 'y']],
    ['candidateGroups', 'null', []],
    ['candidateUsers', '["x"]', ['x']],
    ['candidateUsers', '[]', []],
    // The same point in time as Camunda writes it.
    ['dueDate', '"2026-03-01T14:00:00+02:00"', '2026-03-01T12:00:00.000Z'],
    ['dueDate', 'null', null],
    ['followUpDate', '"2026-03-01T12:00:00Z"', '2026-03-01T12:00:00.000Z'],
    ['followUpDate', 'null', null],
    ['priority', '0', 0],
  ])('is read until it shows %s: %s', async (field, given, shown) => {
    const at = (more: object) => userTask({ userTaskKey: TASK, ...before, ...more })
    await using stand = await strictStand({ rows: { userTasks: [at({})] } })
    // Not an answer: an empty date, which resets one, is none by the format that the contract gives it.
    stand.upstream.fault = ({ operation }) => (operation === 'updateUserTask' ? { status: 204 } : undefined)
    let reads = 0
    stand.upstream.answers.getUserTask = () => {
      // What else changes does not count.
      stand.upstream.rows.userTasks[0] = at({ assignee: 'bob', ...(++reads < 3 ? {} : { [field]: shown }) })
      return undefined
    }
    const { data, errors } = await stand.gateway.ask(
      `mutation { updateUserTask(input: { userTaskKey: "${TASK}", ${field}: ${given} }) { userTask { ${field} } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({ updateUserTask: { userTask: { [field]: shown } } })
    expect(stand.upstream.operations()).toEqual(['updateUserTask', ...Array(3).fill('getUserTask')])
  })
})
