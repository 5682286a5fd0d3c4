import { expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { elementInstance, job, key, processInstance, userTask } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { startUpstream } from './support/upstream.ts'

const waiting = (n: number, details: object) => ({
  bpmnProcessId: 'order-process',
  elementId: `element-${n}`,
  elementInstanceKey: key(n),
  elementType: 'SERVICE_TASK',
  processInstanceKey: key(n < 3 ? 21 : 22),
  rootProcessInstanceKey: key(21),
  tenantId: '<default>',
  details,
})
const JOB = {
  waitStateType: 'JOB',
  jobKey: key(31),
  jobKind: 'BPMN_ELEMENT',
  jobType: 'pay',
  listenerEventType: null,
  retries: 3,
}
const elementInstanceWaitStates = [
  waiting(1, JOB),
  // An event-based gateway waits for two things.
  waiting(2, { waitStateType: 'MESSAGE', messageName: 'paid', correlationKey: null }),
  waiting(2, { waitStateType: 'TIMER', dueDate: 1767268800000, repetitions: null }),
  waiting(3, { waitStateType: 'USER_TASK', taskKey: key(41), dueDate: '2026-01-01T12:00:00.000Z' }),
  waiting(4, { waitStateType: 'SIGNAL', signalName: 'stop' }),
  waiting(5, { waitStateType: 'CONDITION', expression: '= a > 1', events: ['create', 'update'] }),
]
const rows = {
  elementInstanceWaitStates,
  processInstances: [21, 22].map((n) => processInstance({ processInstanceKey: key(n) })),
  elementInstances: [1, 2].map((n) => elementInstance({ elementInstanceKey: key(n) })),
  jobs: [job({ jobKey: key(31) })],
  userTasks: [userTask({ userTaskKey: key(41), name: 'Approve' })],
}
/** The rows by a filter for many keys, as a search with a path of its own is none of the upstream's routes. */
const answers = {
  searchElementInstanceWaitStates: ({ body }: { body: unknown }) => {
    const { filter = {}, page } = body as {
      filter?: Record<string, { $in: string[] }>
      page: { limit: number; after?: string }
    }
    const found = elementInstanceWaitStates.filter((row) =>
      Object.entries(filter).every(
        ([field, wanted]) => !wanted.$in || wanted.$in.includes(String((row as Record<string, unknown>)[field])),
      ),
    )
    const from = page.after === undefined ? 0 : Number(atob(page.after))
    const items = found.slice(from, from + page.limit)
    const [startCursor, endCursor] =
      items.length === 0 ? [null, null] : [btoa(String(from + 1)), btoa(String(from + items.length))]
    return { body: { items, page: { totalItems: found.length, hasMoreTotalItems: false, startCursor, endCursor } } }
  },
  getProcessInstanceWaitStateStatistics: () => ({ body: { items: [{ elementId: 'pay', waitingCount: 2 }] } }),
}
const start = () => strictStand({ version: '8.10', rows, answers })

test('each tells what it waits for, and the objects that it names: what a row says costs no call', async () => {
  await using stand = await start()
  const { elementInstanceWaitStates: list } =
    await stand.ask(`{ elementInstanceWaitStates { nodes { waitStateType elementType
    elementInstance { elementId type } processInstance { processDefinitionId } rootProcessInstance { processInstanceKey }
    details { __typename
      ... on JobWaitStateDetails { jobKey jobKind jobType listenerEventType retries job { type kind retries } }
      ... on MessageWaitStateDetails { messageName correlationKey }
      ... on TimerWaitStateDetails { dueDate repetitions }
      ... on UserTaskWaitStateDetails { taskKey due: dueDate userTask { name } }
      ... on SignalWaitStateDetails { signalName }
      ... on ConditionWaitStateDetails { expression events } } } } }`)
  expect(list.nodes[0]).toEqual({
    waitStateType: 'JOB',
    elementType: 'SERVICE_TASK',
    elementInstance: { elementId: 'element-1', type: 'SERVICE_TASK' },
    processInstance: { processDefinitionId: 'order-process' },
    rootProcessInstance: { processInstanceKey: key(21) },
    details: {
      __typename: 'JobWaitStateDetails',
      jobKey: key(31),
      jobKind: 'BPMN_ELEMENT',
      jobType: 'pay',
      listenerEventType: null,
      retries: 3,
      job: { type: 'pay', kind: 'BPMN_ELEMENT', retries: 3 },
    },
  })
  expect(list.nodes.slice(1).map(({ details }: { details: object }) => details)).toEqual([
    { __typename: 'MessageWaitStateDetails', messageName: 'paid', correlationKey: null },
    { __typename: 'TimerWaitStateDetails', dueDate: '2026-01-01T12:00:00.000Z', repetitions: null },
    {
      __typename: 'UserTaskWaitStateDetails',
      taskKey: key(41),
      due: '2026-01-01T12:00:00.000Z',
      userTask: { name: 'Approve' },
    },
    { __typename: 'SignalWaitStateDetails', signalName: 'stop' },
    { __typename: 'ConditionWaitStateDetails', expression: '= a > 1', events: ['create', 'update'] },
  ])
  expect(stand.wire().map(([call]) => call)).toEqual([
    'POST /element-instances/wait-states/search',
    `GET /user-tasks/${key(41)}`,
  ])
})

test('two things that one element instance waits for are two rows, also for cursors', async () => {
  await using stand = await start()
  const page = async (args: string) =>
    (await stand.ask(`{ elementInstanceWaitStates(${args}) { nodes { waitStateType } edges { cursor } } }`))
      .elementInstanceWaitStates
  const { edges } = await page('first: 4')
  expect((await page(`first: 1, after: "${edges[1].cursor}"`)).nodes).toEqual([{ waitStateType: 'TIMER' }])
  expect((await page(`first: 1, after: "${edges[2].cursor}"`)).nodes).toEqual([{ waitStateType: 'USER_TASK' }])
})

test('filters and sorts are sent as they are', async () => {
  await using stand = await start()
  await stand.ask(`{ elementInstanceWaitStates(sort: [{ field: elementId, order: DESC }], filter: {
    waitStateType: { in: [TIMER, SIGNAL] }, elementType: { neq: USER_TASK }, elementId: { like: "e*" }
    rootProcessInstanceKey: { eq: "${key(21)}" } }) { totalCount } }`)
  expect(stand.wire()[0]?.[1]).toEqual({
    filter: {
      waitStateType: { $in: ['TIMER', 'SIGNAL'] },
      elementType: { $neq: 'USER_TASK' },
      elementId: { $like: 'e*' },
      rootProcessInstanceKey: key(21),
    },
    sort: [{ field: 'elementId', order: 'DESC' }],
    page: { limit: 50 },
  })
})

test.each([
  ['processInstances', 'processInstanceKey', [3, 3], [21, 22]],
  ['elementInstances', 'elementInstanceKey', [1, 2], [1, 2]],
])('below many %s is one search', async (list, field, counts, keys) => {
  await using stand = await start()
  const data = await stand.ask(`{ ${list}(sort: [{ field: ${field} }]) { nodes { waitStates { totalCount } } } }`)
  expect(data[list].nodes.map((node: { waitStates: { totalCount: number } }) => node.waitStates.totalCount)).toEqual(
    counts,
  )
  expect(stand.wire().slice(1)).toEqual([
    [
      'POST /element-instances/wait-states/search',
      expect.objectContaining({ filter: { [field]: { $in: keys.map((n) => key(n)) } } }),
    ],
  ])
})

test('how many wait at each element is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(
    `{ processInstance(processInstanceKey: "${key(21)}") { waitStateStatistics { elementId waitingCount } } }`,
  )
  expect(data).toEqual({ processInstance: { waitStateStatistics: [{ elementId: 'pay', waitingCount: 2 }] } })
  expect(stand.wire().at(-1)).toEqual([`GET /process-instances/${key(21)}/statistics/wait-states`])
})

test('what a newer cluster waits for is UNRECOGNIZED, and costs no other row', async () => {
  const items = [waiting(1, { waitStateType: 'TIDE', moon: 'full' }), waiting(2, JOB)]
  const page = { totalItems: 2, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  await using upstream = await startUpstream({
    version: '8.10',
    newer: true,
    answers: { searchElementInstanceWaitStates: () => ({ body: { items, page } }) },
  })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' })
  const { data, errors } = await gateway.ask(
    '{ elementInstanceWaitStates { nodes { waitStateType details { __typename } } } }',
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    elementInstanceWaitStates: {
      nodes: [
        { waitStateType: 'UNRECOGNIZED', details: null },
        { waitStateType: 'JOB', details: { __typename: 'JobWaitStateDetails' } },
      ],
    },
  })
})

test('8.9 has none of them, and wrong input makes no call', async () => {
  await using stand = await strictStand({ version: '8.9', rows })
  const below = (field: string) => `processInstance(processInstanceKey: "${key(21)}") { ${field} }`
  for (const field of [
    'elementInstanceWaitStates { totalCount }',
    below('waitStates { totalCount }'),
    below('waitStateStatistics { elementId }'),
  ])
    expect(await stand.refused(`{ ${field} }`)).toEqual(['NOT_SUPPORTED'])
  expect(stand.upstream.operations().filter((name) => name.includes('Wait'))).toEqual([])
  await using newer = await start()
  const wrong = '{ elementInstanceWaitStates(filter: { processInstanceKey: { eq: "x" } }) { totalCount } }'
  expect(await newer.refused(wrong)).toEqual(['BAD_USER_INPUT'])
  expect(newer.wire()).toEqual([])
})
