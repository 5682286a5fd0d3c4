import { describe, expect, test } from 'vitest'
import type { Version } from '../contract/contract.ts'
import { job, key, processInstance, userTask } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const SUSPENDED = '2026-01-02T12:00:00.000Z'
const name = (command: string) => command.charAt(0).toUpperCase() + command.slice(1)
const mutation = (command: string, fields: string) =>
  `mutation ($input: ${name(command)}Input!) { ${command}(input: $input) { ${fields} } }`

/** Each command, its path, what else it takes, the row before and what the command changes in it. */
const COMMANDS = [
  ['suspendProcessInstance', 'suspension', {}, {}, { state: 'SUSPENDED', suspendedDate: SUSPENDED }],
  [
    'resumeProcessInstance',
    'resumption',
    {},
    { state: 'SUSPENDED', suspendedDate: SUSPENDED },
    { state: 'ACTIVE', suspendedDate: null },
  ],
  ['assignProcessInstanceBusinessId', 'business-id-assignment', { businessId: 'A/1 ü' }, {}, { businessId: 'A/1 ü' }],
] as const

const start = (before: object, answers: Record<string, () => object> = {}, version: Version = '8.10') =>
  strictStand({
    version,
    answers,
    rows: { processInstances: [{ ...processInstance({ processInstanceKey: KEY }), ...before }] },
  })

describe.each(COMMANDS)('%s', (command, path, input, before, after) => {
  const query = mutation(command, 'processInstance { state suspendedDate businessId }')
  const asked = { input: { processInstanceKey: KEY, ...input } }

  test('has the instance once the change shows', async () => {
    await using stand = await start(before, { [command]: () => ({}) })
    stand.upstream.fault = ({ operation }) => {
      // The second look shows it.
      const looks = stand.upstream.operations().filter((one) => one === 'getProcessInstance')
      if (operation === 'getProcessInstance' && looks.length === 2)
        Object.assign(stand.upstream.rows.processInstances[0] ?? {}, after)
      return undefined
    }
    const data = await stand.ask(query, asked)
    expect(data[command].processInstance).toEqual({ state: 'ACTIVE', suspendedDate: null, businessId: null, ...after })
    expect(stand.wire()).toEqual([
      [`POST /process-instances/${KEY}/${path}`, input],
      [`GET /process-instances/${KEY}`],
      [`GET /process-instances/${KEY}`],
    ])
  })

  test('is refused as the cluster refuses it, on older versions and with wrong input before any call', async () => {
    const detail = 'not in the right state'
    await using stand = await start(before, {
      [command]: () => ({
        status: 409,
        body: { type: 'about:blank', title: 'INVALID_STATE', status: 409, detail, instance: '/v2' },
      }),
    })
    expect(await stand.refused(query, asked)).toEqual(['CONFLICT'])
    stand.wire()
    expect(await stand.refused(query, { input: { ...asked.input, processInstanceKey: 'x' } })).toEqual([
      'BAD_USER_INPUT',
    ])
    if ('businessId' in input) {
      for (const businessId of ['', 'a'.repeat(257)])
        expect(await stand.refused(query, { input: { ...asked.input, businessId } })).toEqual(['BAD_USER_INPUT'])
    }
    expect(stand.wire()).toEqual([])
    await using old = await start({}, {}, '8.9')
    expect(await old.refused(query, asked)).toEqual(['NOT_SUPPORTED'])
    expect(old.wire()).toEqual([])
  })
})

test('deleteProcessInstance waits until reads do not find the instance any more', async () => {
  const query = mutation('deleteProcessInstance', 'isGone')
  const asked = { input: { processInstanceKey: KEY, operationReference: 3 } }
  await using stand = await start({ state: 'COMPLETED' }, { deleteProcessInstance: () => ({}) })
  stand.upstream.fault = ({ operation }) => {
    if (operation === 'getProcessInstance' && stand.upstream.calls.length === 3)
      stand.upstream.rows.processInstances = []
    return undefined
  }
  expect(await stand.ask(query, asked)).toEqual({ deleteProcessInstance: { isGone: true } })
  expect(stand.wire()).toEqual([
    [`POST /process-instances/${KEY}/deletion`, { operationReference: 3 }],
    [`GET /process-instances/${KEY}`],
    [`GET /process-instances/${KEY}`],
  ])
  await using old = await start({}, {}, '8.8')
  expect(await old.refused(query, asked)).toEqual(['NOT_SUPPORTED'])
})

describe('what came with 8.10', () => {
  const rows = {
    processInstances: [1, 2].map((n) =>
      Object.assign(
        processInstance({ processInstanceKey: key(n), businessId: `B-${n}` }),
        n === 1 ? { state: 'SUSPENDED', suspendedDate: SUSPENDED } : {},
      ),
    ),
    userTasks: [1, 2].map((n) => userTask({ userTaskKey: key(10 + n), businessId: `B-${n}`, assignee: `a${n}` })),
    jobs: [job({ jobKey: key(20), businessId: 'B-1' })],
  }
  const LISTS = [
    ['processInstances', 'state: { eq: SUSPENDED }', 'suspendedDate', 'suspendedDate', SUSPENDED],
    ['processInstances', 'suspendedDate: { exists: true }', 'suspendedDate', 'suspendedDate', SUSPENDED],
    ['userTasks', 'businessId: { in: ["B-1", "C"] }', 'businessId', 'businessId', 'B-1'],
    [
      'userTasks',
      'or: [{ assignee: { eq: "a1" } }, { businessId: { like: "C*" } }]',
      'businessId',
      'businessId',
      'B-1',
    ],
  ] as const

  test.each(LISTS)('%s by %s', async (field, filter, sort, shown, value) => {
    const query = `{ ${field}(filter: { ${filter} }, sort: [{ field: ${sort}, order: DESC }]) { nodes { ${shown} } } }`
    await using stand = await strictStand({ version: '8.10', rows })
    expect((await stand.ask(query))[field].nodes).toEqual([{ [shown]: value }])
    await using old = await strictStand({ version: '8.9', rows })
    expect(await old.refused(query)).toEqual(['NOT_SUPPORTED'])
    expect(old.wire()).toEqual([])
  })

  test('jobs have a business id, which a completed job may give, and messages may', async () => {
    const nothing = () => ({})
    const message = () => ({ body: { messageKey: key(30), processInstanceKey: key(1), tenantId: '<default>' } })
    await using stand = await strictStand({
      version: '8.10',
      rows,
      answers: {
        completeJob: nothing,
        correlateMessage: message,
        publishMessage: () => ({ body: { messageKey: key(30), tenantId: '<default>' } }),
      },
    })
    const { jobs } = await stand.ask('{ jobs { nodes { businessId } } }')
    expect(jobs.nodes).toEqual([{ businessId: 'B-1' }])
    stand.wire()
    await stand.ask(`mutation {
      completeJob(input: { jobKey: "${key(20)}", businessId: "B-1" }) { __typename }
      correlateMessage(input: { name: "m", businessId: "B-1" }) { messageKey }
      publishMessage(input: { name: "m", businessId: "B-1" }) { messageKey }
    }`)
    expect(stand.wire().map(([, body]) => body)).toEqual([
      { businessId: 'B-1' },
      { name: 'm', businessId: 'B-1' },
      { name: 'm', businessId: 'B-1' },
    ])
  })
})
