import { describe, expect, test } from 'vitest'
import { tasklistTask, userTask86 } from './support/camunda-8.6/rows.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import { dateOf, definitionRow, operateDate, operateKey } from './support/operate/rows.ts'

const key = (n: number) => String(operateKey(n))
const rows = { 'process-definitions': [definitionRow({ version: 4 })] }

const COUNT = 23

/** Tasks with ties and missing values in everything that may have them. */
const tasks = Array.from({ length: COUNT }, (_, n) =>
  tasklistTask(operateKey(500 + n), {
    name: n % 6 ? `Task ${n % 4}` : null,
    creationDate: operateDate(n % 5),
    assignee: n % 3 ? null : `user-${n % 2}`,
    priority: (n % 4) * 10,
    dueDate: n % 4 ? operateDate(1_000 + (n % 3)) : null,
    followUpDate: n % 2 ? operateDate(n % 3) : null,
    candidateGroups: n % 5 ? [`group-${n % 2}`, 'all'] : null,
    candidateUsers: n % 7 ? null : ['ann'],
    ...(n % 4 === 1 ? { taskState: 'COMPLETED', completionDate: operateDate(2_000 + (n % 8)) } : {}),
    ...(n % 4 === 2 ? { taskState: 'CANCELED' } : {}),
    processInstanceKey: key(100 + (n % 3)),
    taskDefinitionId: `element-${n % 2}`,
  }),
)
/** Of the same kind, but work for a job worker. */
const jobs = [tasklistTask(operateKey(900), { implementation: 'JOB_WORKER' })]

test('what a user task looks like', async () => {
  const task = tasklistTask(operateKey(7), {
    assignee: 'ann',
    dueDate: operateDate(1),
    followUpDate: operateDate(2),
    candidateGroups: ['sales'],
    candidateUsers: ['bob'],
    priority: 70,
  })
  await using stand = await stand86({ rows, tasks: [task] })
  const fields = `userTaskKey name state assignee elementId candidateGroups candidateUsers processDefinitionId creationDate
    completionDate followUpDate dueDate tenantId externalFormReference processDefinitionVersion customHeaders priority
    elementInstanceKey processName processDefinitionKey processInstanceKey rootProcessInstanceKey formKey tags
    processDefinition { name version }`
  const data = await stand.ask(
    `{ userTasks { nodes { ${fields} } } userTask(userTaskKey: "${key(7)}") { ${fields} } none: userTask(userTaskKey: "12") { name } }`,
  )
  expect(data.userTask).toEqual({
    userTaskKey: key(7),
    name: 'Check the order',
    state: 'CREATED',
    assignee: 'ann',
    elementId: 'check',
    candidateGroups: ['sales'],
    candidateUsers: ['bob'],
    processDefinitionId: 'order',
    creationDate: dateOf(Number(operateKey(7) % 1_000n)),
    completionDate: null,
    followUpDate: dateOf(2),
    dueDate: dateOf(1),
    tenantId: '<default>',
    externalFormReference: null,
    processDefinitionVersion: 4,
    customHeaders: null,
    priority: 70,
    elementInstanceKey: null,
    processName: 'Order',
    processDefinitionKey: key(0),
    processInstanceKey: key(1),
    rootProcessInstanceKey: null,
    formKey: null,
    tags: null,
    processDefinition: { name: 'Order', version: 4 },
  })
  expect(data.userTasks.nodes).toEqual([data.userTask])
  expect(data.none).toBeNull()
})

describe('paging', () => {
  const document = `query ($first: Int, $after: String, $last: Int, $before: String, $sort: [UserTaskSort!], $filter: UserTaskFilter) {
    userTasks(first: $first, after: $after, last: $last, before: $before, sort: $sort, filter: $filter) {
      totalCount totalCountIsExact
      edges { cursor node { userTaskKey creationDate completionDate followUpDate dueDate priority name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`
  interface Page {
    totalCount: number
    edges: Array<{ cursor: string; node: Record<string, string | number | null> }>
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
  }
  const keysOf = ({ edges }: Page) => edges.map(({ node }) => node.userTaskKey)
  const filters = [undefined, { state: { in: ['CREATED', 'COMPLETED'] } }, { candidateGroup: { neq: 'group-1' } }]

  test.each(['creationDate', 'completionDate', 'followUpDate', 'dueDate', 'priority', 'name'])(
    'by %s, both ways, from every row',
    async (field) => {
      await using stand = await stand86({ rows, tasks: [...tasks, ...jobs] })
      const page = async (args: object): Promise<Page> => (await stand.ask(document, args)).userTasks
      for (const filter of filters) {
        for (const order of ['ASC', 'DESC']) {
          const sort = [{ field, order }]
          const whole = await page({ first: 100, sort, filter })
          const keys = keysOf(whole)
          expect(whole.totalCount).toBe(keys.length)
          expect(new Set(keys).size).toBe(keys.length)
          expect(keys).not.toContain(key(900))
          if (!filter) expect(keys).toHaveLength(COUNT)
          const values = whole.edges.map(({ node }) => node[field] ?? null)
          const isInOrder = values.every((value, index) => {
            const before = values[index - 1]
            if (index === 0 || value === null || before === value) return true
            return before !== null && before !== undefined && before < value === (order === 'ASC')
          })
          expect(isInOrder, `${field} ${order} ${values}`).toBe(true)

          const forward: unknown[] = []
          for (let after: string | undefined; ; ) {
            const one = await page({ first: 4, after, sort, filter })
            forward.push(...keysOf(one))
            expect(one.totalCount).toBe(keys.length)
            if (!one.pageInfo.hasNextPage) break
            after = one.pageInfo.endCursor
          }
          expect(forward, `${order} forward`).toEqual(keys)
          const backward: unknown[] = []
          for (let before: string | undefined; ; ) {
            const one = await page({ last: 4, before, sort, filter })
            backward.unshift(...keysOf(one))
            if (!one.pageInfo.hasPreviousPage) break
            before = one.pageInfo.startCursor
          }
          expect(backward, `${order} backward`).toEqual(keys)
          const middle = Math.floor(keys.length / 2)
          const cursor = whole.edges[middle]?.cursor
          expect(keysOf(await page({ first: 3, after: cursor, sort, filter }))).toEqual(
            keys.slice(middle + 1, middle + 4),
          )
          expect(keysOf(await page({ last: 3, before: cursor, sort, filter }))).toEqual(keys.slice(middle - 3, middle))
        }
      }
    },
  )

  test('tasks are counted only when their number is asked for', async () => {
    await using stand = await stand86({ rows, tasks })
    await stand.ask('{ userTasks(first: 2) { nodes { name } } }')
    const body = { implementation: 'ZEEBE_USER_TASK', pageSize: 2, sort: [{ field: 'creationTime', order: 'ASC' }] }
    expect(stand.camunda.searches()).toEqual([body, { ...body, state: 'CANCELED' }])
    const { userTasks } = await stand.ask(
      '{ userTasks(first: 0, filter: { state: { eq: CREATED } }) { totalCount totalCountIsExact } }',
    )
    expect(userTasks).toEqual({
      totalCount: tasks.filter(({ taskState }) => taskState === 'CREATED').length,
      totalCountIsExact: true,
    })
  })

  test('more than are counted are refused', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => tasklistTask(operateKey(n)))
    await using stand = await stand86({ rows, tasks: many })
    const [error] = await stand.refused('{ userTasks(first: 1) { totalCount } }')
    expect(error).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('totalCount over 10,000 user tasks'),
    })
    const [named] = await stand.refused('{ userTasks(filter: { name: { like: "x" } }) { nodes { name } } }')
    expect(named).toMatchObject({ code: 'NOT_SUPPORTED', message: expect.stringContaining('filter.name') })
  })

  test('a cursor that another generation gave is refused', async () => {
    await using stand = await stand86({ rows, tasks })
    const { userTasks } = await stand.ask('{ userTasks(first: 1) { pageInfo { endCursor } } }')
    const { hash } = await import('node:crypto')
    const [list] = JSON.parse(Buffer.from(userTasks.pageInfo.endCursor.slice(0, -8), 'base64url').toString())
    const text = Buffer.from(JSON.stringify([list, 'WzEsMl0', 0])).toString('base64url')
    const forged = text + hash('sha256', text, 'base64url').slice(0, 8)
    expect(await stand.refused(`{ userTasks(first: 1, after: "${forged}") { nodes { name } } }`)).toMatchObject([
      { code: 'BAD_USER_INPUT' },
    ])
  })
})

describe('filters', () => {
  const states = ['CREATED', 'COMPLETED', 'CANCELED']
  const cases: Array<[filter: object, wire: object[], matches: (n: number) => boolean]> = [
    [{ state: { eq: 'CREATED' } }, [{ state: 'CREATED' }], (n) => n % 4 === 0 || n % 4 === 3],
    [
      { state: { neq: 'CREATED' } },
      [{ state: 'COMPLETED' }, { state: 'CANCELED' }, { state: 'FAILED' }],
      (n) => n % 4 === 1 || n % 4 === 2,
    ],
    [{ assignee: { eq: 'user-1' } }, [{ assignee: 'user-1' }], (n) => n % 3 === 0 && n % 2 === 1],
    [{ assignee: { in: ['user-1', 'x'] } }, [{ assignees: ['user-1', 'x'] }], (n) => n % 3 === 0 && n % 2 === 1],
    [{ assignee: { exists: false } }, [{ assigned: false }], (n) => n % 3 !== 0],
    [{ assignee: { exists: true } }, [{ assigned: true }], (n) => n % 3 === 0],
    [
      { elementId: 'element-1', processInstanceKey: key(101) },
      [{ taskDefinitionId: 'element-1', processInstanceKey: key(101) }],
      (n) => n % 2 === 1 && n % 3 === 1,
    ],
    [{ candidateGroup: { eq: 'group-1' } }, [{ candidateGroup: 'group-1' }], (n) => n % 5 !== 0 && n % 2 === 1],
    [
      { candidateGroup: { in: ['group-1', 'x'] } },
      [{ candidateGroups: ['group-1', 'x'] }],
      (n) => n % 5 !== 0 && n % 2 === 1,
    ],
    [{ candidateUser: { eq: 'ann' } }, [{ candidateUser: 'ann' }], (n) => n % 7 === 0],
    [{ tenantId: { eq: '<default>' } }, [{}], () => true],
    [{ tenantId: { neq: '<default>' } }, [{}], () => false],
    [{ priority: { gte: 10, lt: 30 } }, [{ priority: { gte: 10, lt: 30 } }], (n) => n % 4 === 1 || n % 4 === 2],
    [{ priority: { eq: 20 } }, [{ priority: { eq: 20 } }], (n) => n % 4 === 2],
    [
      { dueDate: { eq: dateOf(1_001) } },
      [{ dueDate: { from: operateDate(1_001), to: operateDate(1_001) } }],
      (n) => n % 4 !== 0 && n % 3 === 1,
    ],
    [
      { dueDate: { gt: dateOf(1_000), lt: dateOf(1_002) } },
      [{ dueDate: { from: operateDate(1_001), to: operateDate(1_001) } }],
      (n) => n % 4 !== 0 && n % 3 === 1,
    ],
    [
      { followUpDate: { gte: dateOf(1) } },
      [{ followUpDate: { from: operateDate(1), to: '9999-12-31T23:59:59.999+0000' } }],
      (n) => n % 2 === 1 && n % 3 >= 1,
    ],
    [{ processDefinitionId: 'order' }, [{ processDefinitionKey: key(0) }], () => true],
    // What Tasklist does not filter by is done here.
    [{ name: { eq: 'Task 1' } }, [{}], (n) => n % 6 !== 0 && n % 4 === 1],
    [{ name: { exists: false } }, [{}], (n) => n % 6 === 0],
    [{ assignee: { neq: 'user-1' } }, [{}], (n) => !(n % 3 === 0 && n % 2 === 1)],
    [
      { assignee: { like: 'user*' }, state: { eq: 'CREATED' } },
      [{ state: 'CREATED' }],
      (n) => n % 3 === 0 && (n % 4 === 0 || n % 4 === 3),
    ],
    [{ candidateGroup: { like: '*-1' } }, [{}], (n) => n % 5 !== 0 && n % 2 === 1],
    [{ candidateGroup: { exists: false } }, [{}], (n) => n % 5 === 0],
    [{ candidateGroup: { neq: 'group-1' } }, [{}], (n) => n % 5 === 0 || n % 2 === 0],
    [{ candidateGroup: { notIn: ['group-1', 'x'], like: 'a*' } }, [{}], (n) => n % 5 !== 0 && n % 2 === 0],
    [
      { candidateUser: { in: ['ann', 'bob'] }, candidateGroup: { neq: 'x' } },
      [{ candidateUsers: ['ann', 'bob'] }],
      (n) => n % 7 === 0,
    ],
    [{ dueDate: { exists: false } }, [{}], (n) => n % 4 === 0],
    [{ creationDate: { gt: dateOf(2) } }, [{}], (n) => n % 5 > 2],
    [{ completionDate: { exists: true } }, [{}], (n) => n % 4 === 1],
    [{ priority: { neq: 10 } }, [{}], (n) => n % 4 !== 1],
    // Tasklist knows priorities from 0 to 100 alone.
    [{ priority: { gte: 10, lte: 200 } }, [{}], (n) => n % 4 !== 0],
    [{ priority: { eq: -1 } }, [{}], () => false],
  ]

  test.each(cases)('%j', async (filter, wire, matches) => {
    await using stand = await stand86({ rows, tasks: [...tasks, ...jobs] })
    const data = await stand.ask(
      'query ($filter: UserTaskFilter) { userTasks(filter: $filter) { totalCount nodes { userTaskKey } } }',
      { filter },
    )
    const expected = tasks
      .map((_, n) => n)
      .filter(matches)
      .map((n) => key(500 + n))
    const found: string[] = data.userTasks.nodes.map(({ userTaskKey }: { userTaskKey: string }) => userTaskKey)
    expect(found.toSorted()).toEqual(expected)
    expect(data.userTasks.totalCount).toBe(expected.length)
    const bodies = stand.camunda.searches().filter((body) => 'implementation' in (body as object)) as Array<
      Record<string, unknown>
    >
    expect(bodies.map(({ implementation: _, pageSize: __, sort: ___, ...asked }) => asked)).toEqual(
      // Without a state Tasklist answers all but the canceled.
      wire.some((body) => 'state' in body) ? wire : wire.flatMap((body) => [body, { ...body, state: 'CANCELED' }]),
    )
  })

  test('a task by its key, held against the rest of the filter', async () => {
    await using stand = await stand86({ rows, tasks })
    const counted = async (filter: string) =>
      (await stand.ask(`{ userTasks(filter: ${filter}) { totalCount nodes { userTaskKey } } }`)).userTasks.totalCount
    expect(await counted(`{ userTaskKey: "${key(503)}" }`)).toBe(1)
    expect(
      await counted(`{ userTaskKey: "${key(503)}", state: { eq: CREATED }, processInstanceKey: "${key(100)}" }`),
    ).toBe(1)
    expect(await counted(`{ userTaskKey: "${key(503)}", state: { eq: COMPLETED } }`)).toBe(0)
    expect(await counted(`{ userTaskKey: "12" }`)).toBe(0)
    expect(stand.camunda.searches()).toEqual([])
  })

  test('values that no task can have need no call of Tasklist', async () => {
    await using stand = await stand86({ rows, tasks })
    for (const filter of ['{ state: { eq: ASSIGNING } }', '{ processDefinitionId: "none" }']) {
      expect(await stand.ask(`{ userTasks(filter: ${filter}) { totalCount } }`)).toEqual({
        userTasks: { totalCount: 0 },
      })
    }
    expect(stand.camunda.wire().map(([call]) => call)).toEqual(['POST /process-definitions/search'])
    expect(states).toHaveLength(3)
  })

  test.each([
    ['{ elementInstanceKey: "1" }', 'filter.elementInstanceKey'],
    ['{ tags: ["a"] }', 'filter.tags'],
    ['{ processInstanceVariables: [{ name: "a", value: { eq: "1" } }] }', 'filter.processInstanceVariables'],
    ['{ localVariables: [{ name: "a", value: { eq: "1" } }] }', 'filter.localVariables'],
  ])('%s is refused before any call', async (filter, what) => {
    await using stand = await stand86({ rows, tasks })
    const [error] = await stand.refused(`{ userTasks(filter: ${filter}) { totalCount } }`)
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', message: expect.stringContaining(what) })
    expect(stand.camunda.calls).toEqual([])
  })
})

describe('a single task where Tasklist cannot read it', () => {
  const task = tasklistTask(operateKey(7))
  const userTasks = [userTask86(7)]
  const question = `{ userTask(userTaskKey: "${key(7)}") { name } }`

  test('is found by the search of 8.6', async () => {
    await using stand = await stand86({
      rows,
      tasks: [tasklistTask(operateKey(6)), task],
      userTasks,
      brokenReads: true,
    })
    expect(await stand.ask(question)).toEqual({ userTask: { name: 'Check the order' } })
    stand.camunda.wire()
    // From then on it is not tried again.
    await stand.ask(question)
    expect(stand.camunda.wire()).toEqual([
      ['POST /v2/user-tasks/search', { filter: { key: operateKey(7) }, page: { limit: 1 } }],
      [
        'POST /tasks/search',
        { processInstanceKey: key(1), taskDefinitionId: 'check', implementation: 'ZEEBE_USER_TASK', pageSize: 1_000 },
      ],
    ])
    expect(await stand.ask('{ userTask(userTaskKey: "12") { name } }')).toEqual({ userTask: null })
  })

  test('fails where that is off', async () => {
    await using stand = await stand86({ rows, tasks: [task], searches: false, brokenReads: true })
    expect(await stand.refused(question)).toMatchObject([{ code: 'UPSTREAM_ERROR' }])
  })

  test('a task that is a job is none', async () => {
    await using stand = await stand86({ rows, tasks: [tasklistTask(operateKey(7), { implementation: 'JOB_WORKER' })] })
    expect(await stand.ask(question)).toEqual({ userTask: null })
  })
})
