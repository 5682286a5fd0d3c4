import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { elementInstance, key, processDefinition, processInstance, userTask, variable } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const [TASK, INSTANCE, ELEMENT] = [key(1), key(2), key(3)]
const OWN = { userTaskKey: TASK, processInstanceKey: INSTANCE, elementInstanceKey: ELEMENT }

const rows = () => ({
  processDefinitions: [processDefinition()],
  processInstances: [processInstance({ processInstanceKey: INSTANCE })],
  elementInstances: [elementInstance({ elementInstanceKey: ELEMENT, processInstanceKey: INSTANCE, type: 'USER_TASK' })],
  userTasks: [userTask({ ...OWN, candidateGroups: ['sales'], tags: ['vip'] }), userTask({ assignee: 'demo' })],
  variables: [
    variable({ name: 'a', value: '1', processInstanceKey: INSTANCE }),
    variable({ name: 'a', value: '2', processInstanceKey: INSTANCE, scopeKey: ELEMENT }),
    variable({ name: 'b', value: '3', processInstanceKey: INSTANCE }),
  ],
})

const one = (fields: string) => `{ userTask(userTaskKey: "${TASK}") { ${fields} } }`

describe('what is asked of the cluster', () => {
  test('a task by its key, and what it carries of its process, are one read', async () => {
    await using stand = await strictStand({ rows: rows() })
    const { businessId: _, ...row } = userTask({ ...OWN, candidateGroups: ['sales'], tags: ['vip'] })
    expect(await stand.ask(one(`${Object.keys(row).join(' ')} description owner`))).toEqual({
      // Camunda 8 has neither.
      userTask: { ...row, description: null, owner: null },
    })
    const carried = await stand.ask(
      one(`processInstance { processInstanceKey processDefinitionKey processDefinitionName processDefinitionVersion }
        processDefinition { processDefinitionId name version tenantId }`),
    )
    expect(carried.userTask).toEqual({
      processInstance: {
        processInstanceKey: INSTANCE,
        processDefinitionKey: key(0),
        processDefinitionName: 'Order process',
        processDefinitionVersion: 1,
      },
      processDefinition: {
        processDefinitionId: 'order-process',
        name: 'Order process',
        version: 1,
        tenantId: '<default>',
      },
    })
    expect(stand.wire()).toEqual([[`GET /user-tasks/${TASK}`], [`GET /user-tasks/${TASK}`]])
    expect(await stand.ask(`{ userTask(userTaskKey: "${key(9)}") { name } }`)).toEqual({ userTask: null })
  })

  test('a task list: filters by people, sorted by what REST can; never by key', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(`{ userTasks(
      first: 5
      filter: {
        assignee: { exists: false }, candidateGroup: { in: ["sales", "hr"] }, state: { eq: CREATED }, tags: ["vip"]
        priority: { gte: 50, lte: 100 }, processInstanceVariables: [{ name: "b", value: { eq: "3" } }]
      }
      sort: [{ field: dueDate }, { field: priority, order: DESC }]
    ) { totalCount nodes { userTaskKey } } }`)
    expect(data).toEqual({ userTasks: { totalCount: 1, nodes: [{ userTaskKey: TASK }] } })
    expect(stand.wire()).toEqual([
      [
        'POST /user-tasks/search',
        {
          filter: {
            assignee: { $exists: false },
            candidateGroup: { $in: ['sales', 'hr'] },
            state: 'CREATED',
            tags: ['vip'],
            priority: { $gte: 50, $lte: 100 },
            processInstanceVariables: [{ name: 'b', value: '3' }],
          },
          sort: [
            { field: 'dueDate', order: 'ASC' },
            { field: 'priority', order: 'DESC' },
          ],
          page: { limit: 5 },
        },
      ],
    ])
  })

  test('to what it belongs: a read each', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(
      one(
        'processInstance { state } rootProcessInstance { state } elementInstance { type } processDefinition { state }',
      ),
    )
    expect(data.userTask).toEqual({
      processInstance: { state: 'ACTIVE' },
      rootProcessInstance: { state: 'ACTIVE' },
      elementInstance: { type: 'USER_TASK' },
      processDefinition: { state: 'ACTIVE' },
    })
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /element-instances/${ELEMENT}`],
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-instances/${INSTANCE}`],
    ])
  })

  test('its variables: all that it sees, or of each name the innermost', async () => {
    await using stand = await strictStand({ rows: rows() })
    const data = await stand.ask(
      one(`variables(sort: [{ field: value }]) { nodes { name value } }
        effectiveVariables(first: 2, filter: { name: { like: "*" } }, sort: [{ field: name }]) { nodes { name value } }`),
    )
    expect(data.userTask).toEqual({
      variables: {
        nodes: [
          { name: 'a', value: 1 },
          { name: 'a', value: 2 },
          { name: 'b', value: 3 },
        ],
      },
      effectiveVariables: {
        nodes: [
          { name: 'a', value: 2 },
          { name: 'b', value: 3 },
        ],
      },
    })
    const by = (field: string) => [
      { field, order: 'ASC' },
      { field: 'variableKey', order: 'ASC' },
    ]
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [
        `POST /user-tasks/${TASK}/effective-variables/search`,
        { filter: { name: { $like: '*' } }, sort: by('name'), page: { limit: 2 } },
      ],
      [`POST /user-tasks/${TASK}/variables/search`, { sort: by('value'), page: { limit: 50 } }],
    ])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    const more = '<zeebe:assignmentDefinition candidateGroups="sales" candidateUsers="bob" />'
    const task = user('task', `${more}<zeebe:taskSchedule dueDate="2026-05-01T10:00:00Z" />`)
    await stand.deploy({
      'p.bpmn': bpmn(
        'p',
        element('startEvent', 's') + task + element('endEvent', 'e') + flow('s', 'task') + flow('task', 'e'),
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const PEOPLE = 'assignee candidateGroups candidateUsers dueDate followUpDate priority'
  const run = async (field: string, input: string, fields: string) =>
    (await stand.ask(`mutation { ${field}(input: { ${input} }) { userTask { ${fields} } } }`))[field].userTask

  test('is taken, given back, changed and completed, and each payload shows it', async () => {
    const instance = await stand.start('p', { amount: 5 })
    const { userTasks } = await stand.ask(`{ userTasks(filter: { processInstanceKey: "${instance}" }) { nodes {
      userTaskKey state ${PEOPLE} effectiveVariables { nodes { name value } }
    } } }`)
    const [{ userTaskKey, ...first }] = userTasks.nodes
    const at = {
      assignee: null,
      candidateGroups: ['sales'],
      candidateUsers: ['bob'],
      dueDate: '2026-05-01T10:00:00.000Z',
      followUpDate: null,
      priority: 50,
    }
    expect(first).toEqual({ state: 'CREATED', ...at, effectiveVariables: { nodes: [{ name: 'amount', value: 5 }] } })

    const key = `userTaskKey: "${userTaskKey}"`
    expect(await run('assignUserTask', `${key}, assignee: "alice"`, PEOPLE)).toEqual({ ...at, assignee: 'alice' })
    const claim = `mutation { assignUserTask(input: { ${key}, assignee: "bob", allowOverride: false }) { userTask { assignee } } }`
    expect(await stand.refused(claim)).toEqual(['CONFLICT'])
    expect(await run('assignUserTask', `${key}, assignee: "bob"`, 'assignee')).toEqual({ assignee: 'bob' })
    expect(await run('unassignUserTask', key, PEOPLE)).toEqual(at)

    const planned = `${key}, followUpDate: "2026-04-01T12:00:00+02:00", priority: 80, candidateUsers: ["carla", "dan"]`
    const changed = { ...at, followUpDate: '2026-04-01T10:00:00.000Z', priority: 80, candidateUsers: ['carla', 'dan'] }
    expect(await run('updateUserTask', planned, PEOPLE)).toEqual(changed)
    expect(await run('updateUserTask', `${key}, dueDate: null, candidateGroups: null`, PEOPLE)).toEqual({
      ...changed,
      dueDate: null,
      candidateGroups: [],
    })

    const completed = await run(
      'completeUserTask',
      `${key}, variables: { approved: true, amount: 6.0 }`,
      'state completionDate processInstance { state variables(sort: [{ field: name }]) { nodes { name preview } } }',
    )
    expect(completed).toEqual({
      state: 'COMPLETED',
      completionDate: expect.stringMatching(/^\d{4}-.*Z$/),
      processInstance: {
        state: 'COMPLETED',
        variables: {
          nodes: [
            { name: 'amount', preview: '6.0' },
            { name: 'approved', preview: 'true' },
          ],
        },
      },
    })
    expect(await stand.refused(`mutation { completeUserTask(input: { ${key} }) { userTask { state } } }`)).toEqual([
      'NOT_FOUND',
    ])
  })
})
