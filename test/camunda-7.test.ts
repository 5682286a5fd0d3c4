import { afterEach, describe, expect, test } from 'vitest'
import {
  definition,
  endedTask,
  engineDate,
  externalTask,
  idOf,
  incident,
  instance,
  job,
  openTask,
  type Row,
  type Rows,
  variable,
} from './support/camunda-7/rows.ts'
import { type EngineAnswerer, type FakeCamunda7, startCamunda7 } from './support/camunda-7/server.ts'
import { useClock } from './support/clock.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { startUpstream } from './support/upstream.ts'

const open: AsyncDisposable[] = []
let engine: FakeCamunda7
let gateway: RunningGateway

afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
  expect(engine.violations).toEqual([])
})

async function start(
  rows: Partial<Rows> = {},
  answer?: EngineAnswerer,
  config: Record<string, string> = {},
): Promise<void> {
  engine = await startCamunda7(rows, answer)
  gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7', ...config })
  open.push(gateway, engine)
}

async function ask(query: string, variables?: object | string) {
  const { data, errors } = await gateway.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

const refused = async (query: string, variables?: object) => (await gateway.ask(query, variables)).errors ?? []

const instances = (count: number, given: (index: number) => Row = () => ({})) =>
  Array.from({ length: count }, (_, index) => instance(index, given(index)))

/** Walks a list to its end, or back to its start, and changes rows between pages. */
async function walk(
  field: string,
  key: string,
  args: string,
  size: number,
  way: 'forward' | 'back',
  change: (seen: string[]) => void = () => {},
) {
  const seen: string[] = []
  for (let cursor: string | null = null, pages = 0; pages < 500; pages++) {
    const paging = way === 'forward' ? `first: ${size}, after: $cursor` : `last: ${size}, before: $cursor`
    const data = await ask(
      `query ($cursor: String) { list: ${field}(${paging} ${args}) { nodes { key: ${key} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { cursor },
    )
    const keys = data.list.nodes.map((node: { key: string }) => node.key)
    seen[way === 'forward' ? 'push' : 'unshift'](...keys)
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = data.list.pageInfo
    if (!(way === 'forward' ? hasNextPage : hasPreviousPage)) return seen
    // Only the last page may be short.
    expect(keys).toHaveLength(size)
    cursor = way === 'forward' ? endCursor : startCursor
    change(seen)
  }
  throw new Error('the list has no end')
}

describe('the address', () => {
  test.each([
    ['', {}, '/engine-rest'],
    ['/rest/', {}, '/rest'],
    ['', { CAMUNDA_ENGINE: 'second one' }, '/engine-rest/engine/second%20one'],
  ])('%j with %j is asked below %s', async (path, config, base) => {
    const paths: string[] = []
    await start()
    const { createServer } = await import('node:http')
    const server = createServer((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const other = await startGateway(
      { url: `http://127.0.0.1:${port}${path}` },
      { CAMUNDA_API: 'camunda-7', ...config },
    )
    open.push(other, { [Symbol.asyncDispose]: async () => void server.close() })
    await other.ask('{ processInstances(first: 1) { nodes { processInstanceKey } } }')
    expect(paths).toEqual([`${base}/history/process-instance?maxResults=2`])
  })

  test('is told from that of a Camunda 8, and the other way round', async () => {
    await start()
    await using eight = await startUpstream()
    await using seven = await startGateway(eight, { CAMUNDA_API: 'camunda-7' })
    expect(await seven.gateway.check()).toBe(
      'CAMUNDA_API is camunda-7, but the address answers as v2 does. Set CAMUNDA_API to v2, or correct the address',
    )
    await using wrong = await startGateway(engine, { CAMUNDA_API: 'v2' })
    const response = await fetch(`${wrong.origin}/ready`)
    expect([response.status, await response.json()]).toEqual([
      503,
      {
        ready: false,
        reason: expect.stringContaining('CAMUNDA_API is v2, but the address answers as camunda-7 does.'),
      },
    ])
    eight.answers.getTopology = () => ({
      body: {
        gatewayVersion: '8.6.9',
        brokers: [],
        clusterSize: 1,
        partitionsCount: 1,
        replicationFactor: 1,
        lastCompletedChangeId: '-1',
      },
    })
    await using older = await startGateway(eight)
    expect(await older.gateway.check()).toContain('Set CAMUNDA_API to 8.6')
    expect(await gateway.gateway.check()).toBeUndefined()
    expect(await (await fetch(`${gateway.origin}/ready`)).json()).toEqual({ ready: true, version: '7.24' })
  })

  test.each([
    [{ CAMUNDA_API: 'camunda-6' }, 'CAMUNDA_API is "camunda-6", but it must be'],
    [{ CAMUNDA_ENGINE: 'x' }, 'CAMUNDA_ENGINE is set, but CAMUNDA_API v2 has no engines. Leave one of them out.'],
    [
      { CAMUNDA_API: 'camunda-7', CAMUNDA_VERSION: '7.19' },
      'CAMUNDA_VERSION is "7.19", but it must be a version from 7.20',
    ],
    [
      { CAMUNDA_API: 'camunda-7', CAMUNDA_VERSION: '8.9' },
      'CAMUNDA_VERSION is "8.9", but it must be a version from 7.20',
    ],
    [
      { CAMUNDA_API: 'camunda-7', CAMUNDA_ENGINE: 'x', CAMUNDA_REST_ADDRESS: 'http://h/engine-rest/engine/y' },
      'CAMUNDA_ENGINE is set, but CAMUNDA_REST_ADDRESS names an engine already.',
    ],
  ])('and its settings %j are checked', async (config, message) => {
    await start()
    await expect(startGateway(engine, config as unknown as Record<string, string>)).rejects.toThrow(message)
  })
})

describe('readiness', () => {
  const ready = async () => {
    const response = await fetch(`${gateway.origin}/ready`)
    return [response.status, await response.json()]
  }

  test('needs the engine, whose name the version is told for in any case', async () => {
    await start({}, ({ path }) =>
      path === '/version'
        ? undefined
        : {
            status: 400,
            body: { type: 'InvalidRequestException', message: 'No process engine available', code: null },
          },
    )
    expect(await ready()).toEqual([503, { ready: false, reason: 'No process engine available' }])
  })

  test('takes nothing for another API that shows no sign of it', async () => {
    await start({}, () => ({ body: {} }))
    expect(await ready()).toEqual([
      503,
      { ready: false, reason: expect.stringContaining('the answer names no version') },
    ])
    expect(await gateway.gateway.check()).toBeUndefined()
    engine.violations.length = 0
  })
})

describe('lists', () => {
  test.each([
    ['processInstances', 'processInstanceKey', ''],
    ['processInstances', 'processInstanceKey', 'sort: [{ field: processDefinitionVersion, order: DESC }]'],
    ['processInstances', 'processInstanceKey', 'sort: [{ field: startDate, order: DESC }]'],
    ['processInstances', 'processInstanceKey', 'sort: [{ field: businessId }]'],
    ['processInstances', 'processInstanceKey', 'sort: [{ field: endDate, order: DESC }]'],
    // Two queries that are joined.
    ['processInstances', 'processInstanceKey', 'filter: { state: { eq: TERMINATED } } sort: [{ field: startDate }]'],
    // Sorted by the gateway, as the engine has no such sort.
    ['processInstances', 'processInstanceKey', 'sort: [{ field: state }]'],
    ['processInstances', 'processInstanceKey', 'filter: { processDefinitionVersion: { gte: 2 } }'],
  ])('of %s page through ties and missing values: %s %s', async (field, key, args) => {
    const states = ['ACTIVE', 'COMPLETED', 'EXTERNALLY_TERMINATED', 'INTERNALLY_TERMINATED']
    await start({
      '/history/process-instance': instances(83, (index) => ({
        startTime: engineDate(Math.floor(index / 7) * 1000),
        endTime: index % 2 === 0 ? null : engineDate(Math.floor(index / 9) * 1000),
        processDefinitionVersion: 1 + (index % 3),
        businessKey: index % 5 === 0 ? null : `b${index % 4}`,
        state: states[index % 4],
      })),
    })
    const all = await ask(`{ list: ${field}(first: 1000 ${args}) { totalCount nodes { key: ${key} } } }`)
    const order = all.list.nodes.map((node: { key: string }) => node.key)
    expect(new Set(order).size).toBe(all.list.totalCount)
    expect(order.length).toBe(all.list.totalCount)
    for (const size of [1, 7, 10]) {
      expect(await walk(field, key, args, size, 'forward')).toEqual(order)
      expect(await walk(field, key, args, size, 'back')).toEqual(order)
    }
  })

  test.each(['startDate, order: DESC', 'processInstanceKey', 'processDefinitionVersion', 'endDate'])(
    'visit each row that stays once, whatever goes before it and comes: %s',
    async (field) => {
      const rows = instances(200, (index) => ({
        startTime: engineDate(Math.floor(index / 20) * 1000),
        endTime: engineDate(Math.floor(index / 20) * 1000),
        processDefinitionVersion: index % 2,
      }))
      await start({ '/history/process-instance': rows })
      const ids = rows.map(({ id }) => id)
      const list = engine.rows['/history/process-instance']
      let next = 1000
      const gone = new Set<unknown>()
      const seen = await walk(
        'processInstances',
        'processInstanceKey',
        `sort: [{ field: ${field} }]`,
        10,
        'forward',
        (seen) => {
          // The whole page that was just read goes, and others come anywhere.
          for (const key of seen.slice(-10)) {
            gone.add(key)
            list.splice(
              list.findIndex(({ id }) => id === key),
              1,
            )
          }
          for (const time of [0, 3_000, 9_000]) {
            list.push(
              instance(next++, {
                startTime: engineDate(time),
                endTime: engineDate(time),
                processDefinitionVersion: next % 2,
              }),
            )
          }
        },
      )
      const stayed = ids.filter((id) => !gone.has(id))
      expect(stayed.filter((id) => seen.filter((key) => key === id).length !== 1)).toEqual([])
      expect(new Set(seen).size).toBe(seen.length)
    },
  )

  test('go on at the same place after thousands came or went before it', async () => {
    await start({ '/history/process-instance': instances(1_500) })
    const list = engine.rows['/history/process-instance']
    const page = async (first: number, after: string | null) => {
      const data = await ask(
        'query ($first: Int, $after: String) { processInstances(first: $first, after: $after, sort: [{ field: startDate }]) { nodes { processInstanceKey } pageInfo { endCursor } } }',
        { first, after },
      )
      return {
        keys: data.processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey),
        after: data.processInstances.pageInfo.endCursor,
      }
    }
    const { after } = await page(1_000, null)
    list.splice(0, 990)
    engine.look()
    const next = await page(2, after)
    expect(next.keys).toEqual([idOf(1_000), idOf(1_001)])
    expect(engine.look().length).toBeLessThan(20)
    list.push(...Array.from({ length: 3_000 }, (_, index) => instance(5_000 + index, { startTime: engineDate(index) })))
    expect((await page(2, next.after)).keys).toEqual([idOf(1_002), idOf(1_003)])
    expect(engine.look().length).toBeLessThan(20)
  })

  test('say so when only the database knows where to go on', async () => {
    await start({ '/history/process-instance': instances(30, (index) => ({ businessKey: `b${index % 3}` })) })
    const query =
      'query ($after: String) { processInstances(first: 5, after: $after, sort: [{ field: businessId }]) { nodes { processInstanceKey } pageInfo { endCursor } } }'
    const { processInstances } = await ask(query)
    const { endCursor } = processInstances.pageInfo
    const last = processInstances.nodes.at(-1).processInstanceKey
    const list = engine.rows['/history/process-instance']
    // Rows before it go: it is found again.
    list.splice(
      list.findIndex(({ id }) => id === processInstances.nodes[0].processInstanceKey),
      1,
    )
    expect((await ask(query, { after: endCursor })).processInstances.nodes).toHaveLength(5)
    list.splice(
      list.findIndex(({ id }) => id === last),
      1,
    )
    for (const row of list) if (row.businessKey === 'b0') row.businessKey = 'b00'
    const [error] = await refused(query, { after: endCursor })
    expect(error).toMatchObject({
      message: expect.stringContaining('only the database knows'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
    })
  })

  test.each([
    ['incidents', '/incident', incident],
    ['jobs', '/job', job],
  ])('of %s show the element that they are found by', async (list, path, row) => {
    const rows = [row(1, { activityId: 'first', failedActivityId: 'second', jobDefinitionId: '7' })]
    const definition = { id: '7', jobType: 'async-continuation', activityId: 'first' }
    await start({ [path]: rows }, (call) => (call.path === '/job-definition/7' ? { body: definition } : undefined))
    for (const [elementId, found] of [
      ['first', [{ elementId: 'first' }]],
      ['second', []],
    ] as const) {
      const query = `{ ${list}(filter: { elementId: { eq: "${elementId}" } }) { nodes { elementId } } }`
      expect((await ask(query))[list].nodes).toEqual(found)
    }
  })

  test('count only when asked', async () => {
    await start({ '/history/process-instance': instances(20) })
    await ask(
      '{ processInstances(first: 5) { nodes { processInstanceKey } pageInfo { hasNextPage hasPreviousPage endCursor } } }',
    )
    expect(engine.look()).toEqual(['POST /history/process-instance'])
    expect((await ask('{ processInstances(first: 5) { totalCount totalCountIsExact } }')).processInstances).toEqual({
      totalCount: 20,
      totalCountIsExact: true,
    })
    expect(engine.look()).toEqual(['POST /history/process-instance', 'POST /history/process-instance/count'])
    expect((await ask('{ processInstances(first: 50) { totalCount } }')).processInstances.totalCount).toBe(20)
    expect(engine.look()).toEqual(['POST /history/process-instance'])
  })

  test('join what runs and what has ended', async () => {
    const open = Array.from({ length: 15 }, (_, index) => openTask(index * 2, { priority: index % 3 }))
    const ended = Array.from({ length: 15 }, (_, index) => endedTask(index * 2 + 1, { priority: index % 3 }))
    await start({ '/task': open, '/history/task': ended })
    const order = [...open, ...ended].map(({ id }) => id as string).sort()
    expect(await walk('userTasks', 'userTaskKey', '', 4, 'forward')).toEqual(order)
    expect(await walk('userTasks', 'userTaskKey', '', 4, 'back')).toEqual(order)
    const byPriority = await walk('userTasks', 'userTaskKey', 'sort: [{ field: priority, order: DESC }]', 7, 'forward')
    expect([...byPriority].sort()).toEqual(order)
    const one = await ask('{ userTasks(first: 3) { totalCount nodes { state creationDate completionDate } } }')
    expect(one.userTasks).toEqual({
      totalCount: 30,
      nodes: [
        { state: 'CREATED', creationDate: '2026-11-21T12:00:00.000Z', completionDate: null },
        { state: 'COMPLETED', creationDate: '2026-11-21T12:00:00.001Z', completionDate: '2026-11-21T12:00:09.999Z' },
        { state: 'CREATED', creationDate: '2026-11-21T12:00:00.002Z', completionDate: null },
      ],
    })
    engine.look()
    await ask('{ userTasks(filter: { state: { eq: CREATED } }) { nodes { name } } }')
    expect(engine.look()).toEqual(['POST /task'])
  })

  test('show a task once that ends while they are read', async () => {
    const rows = { '/task': [openTask(1), openTask(2)], '/history/task': [] as Row[] }
    await start(rows, ({ path }) => {
      // After the open ones were read, and before the ended ones are.
      if (path === '/history/task') engine.rows['/history/task'] = [endedTask(1)]
      return undefined
    })
    const { userTasks } = await ask('{ userTasks { totalCount nodes { userTaskKey state } } }')
    expect(userTasks.nodes).toEqual([
      { userTaskKey: idOf(1), state: 'COMPLETED' },
      { userTaskKey: idOf(2), state: 'CREATED' },
    ])
    expect(userTasks.totalCount).toBe(2)
  })

  test('miss no open task when those that were read end meanwhile', async () => {
    const tasks = Array.from({ length: 12 }, (_, index) => openTask(index))
    const ended = Array.from({ length: 6 }, (_, index) => endedTask(20 + index))
    let moved = false
    await start({ '/task': tasks, '/history/task': ended }, ({ path }) => {
      if (path === '/history/task' && !moved) {
        moved = true
        engine.rows['/task'] = tasks.slice(6)
        // History dates them later.
        engine.rows['/history/task'] = [
          ...ended,
          ...tasks
            .slice(0, 6)
            .map((_, index) =>
              endedTask(index, { startTime: engineDate(Date.parse('2026-11-21T12:00:00.013Z') + index) }),
            ),
        ]
      }
      return undefined
    })
    const seen = await walk('userTasks', 'userTaskKey', '', 3, 'forward')
    expect([...seen].sort()).toEqual([...tasks, ...ended].map(({ id }) => id))
  })

  test('leave out jobs that belong to no instance, and fill the page', async () => {
    const jobs = Array.from({ length: 60 }, (_, index) =>
      job(index, index % 4 === 0 ? {} : { processInstanceId: null }),
    )
    await start({ '/job': jobs, '/external-task': [externalTask(101), externalTask(161)] })
    const keys = [
      ...jobs.filter(({ processInstanceId }) => processInstanceId !== null).map(({ id }) => id as string),
      idOf(101),
      idOf(161),
    ].sort()
    expect(await walk('jobs', 'jobKey', '', 5, 'forward')).toEqual(keys)
    expect(await walk('jobs', 'jobKey', '', 5, 'back')).toEqual(keys)
    expect((await ask('{ jobs(first: 1000) { totalCount totalCountIsExact } }')).jobs).toEqual({
      totalCount: keys.length,
      totalCountIsExact: true,
    })
    // What is counted without the end being seen are jobs, and no more than there are.
    for (const first of [1, 3, 10]) {
      const some = (await ask(`{ jobs(first: ${first}) { totalCount totalCountIsExact nodes { jobKey } } }`)).jobs
      expect(some.totalCountIsExact).toBe(false)
      expect(some.totalCount).toBeGreaterThanOrEqual(some.nodes.length)
      expect(some.totalCount).toBeLessThanOrEqual(keys.length)
    }
  })

  test('are looked through up to a bound, and refused beyond it', async () => {
    await start({ '/history/process-instance': instances(10_001) })
    const query = '{ processInstances(first: 1, filter: { processDefinitionVersion: { eq: 1 } }) { totalCount } }'
    expect((await refused(query))[0]).toMatchObject({
      message: expect.stringContaining('more than 10000 rows'),
      extensions: { code: 'NOT_SUPPORTED', generation: 'Camunda 7' },
    })
    engine.rows['/history/process-instance'].pop()
    expect((await ask(query)).processInstances.totalCount).toBe(10_000)
  })
})

describe('filters', () => {
  test.each([
    [
      'processInstances',
      'filter: { startDate: { gt: "2026-11-21T12:00:00.001Z", lte: "2026-11-21T13:00:00.003+01:00" } }',
      '/history/process-instance',
      { startedAfter: '2026-11-21T12:00:00.002+0000', startedBefore: '2026-11-21T12:00:00.003+0000' },
      [2, 3],
    ],
    [
      'processInstances',
      'filter: { startDate: { gte: "2026-11-21T12:00:00.0012Z", lt: "2026-11-21T12:00:00.0032Z" } }',
      '/history/process-instance',
      { startedAfter: '2026-11-21T12:00:00.002+0000', startedBefore: '2026-11-21T12:00:00.003+0000' },
      [2, 3],
    ],
    [
      'processInstances',
      'filter: { endDate: { exists: false } }',
      '/history/process-instance',
      { unfinished: true },
      [0, 1, 2, 3, 4],
    ],
    [
      'processInstances',
      'filter: { processInstanceKey: { in: ["c34c3c55-e59f-11f1-973a-000000000001", "x"] } }',
      '/history/process-instance',
      { processInstanceIds: [idOf(1), 'x'] },
      [1],
    ],
    ['processInstances', 'filter: { hasIncident: true }', '/history/process-instance', { incidentStatus: 'open' }, [4]],
    [
      'processInstances',
      'filter: { tenantId: { eq: "<default>" } }',
      '/history/process-instance',
      { withoutTenantId: true },
      [0, 1, 2, 4],
    ],
    [
      'processInstances',
      'filter: { processInstanceKey: { neq: "c34c3c55-e59f-11f1-973a-000000000001" }, or: [{ tenantId: { eq: "t" } }, { processDefinitionVersion: { eq: 1 } }] }',
      '/history/process-instance',
      {},
      [0, 2, 3, 4],
    ],
    ['processInstances', 'filter: { businessId: { like: "A?*" } }', '/history/process-instance', undefined, []],
    [
      'userTasks',
      'filter: { state: { eq: CREATED }, creationDate: { gte: "2026-11-21T12:00:00.011Z", lt: "2026-11-21T12:00:00.013Z" } }',
      '/task',
      { createdAfter: '2026-11-21T12:00:00.010+0000', createdBefore: '2026-11-21T12:00:00.013+0000' },
      [11, 12],
    ],
    [
      'userTasks',
      'filter: { state: { eq: CREATED }, candidateGroup: { in: ["sales", "late"] } }',
      '/task',
      { candidateGroups: ['sales', 'late'], includeAssignedTasks: true },
      [11],
    ],
    ['userTasks', 'filter: { state: { eq: CREATED }, name: { eq: "check" } }', '/task', { name: 'check' }, []],
    [
      'userTasks',
      'filter: { state: { eq: CREATED }, priority: { gt: 50, lt: 52 } }',
      '/task',
      { minPriority: 51, maxPriority: 51 },
      [12],
    ],
    [
      'userTasks',
      'filter: { state: { eq: CREATED }, assignee: { exists: false } }',
      '/task',
      { unassigned: true },
      [11, 12, 13],
    ],
  ] as const)('of %s(%s) are asked as %s', async (field, args, path, query, expected) => {
    await start(
      {
        '/history/process-instance': instances(5, (index) => ({
          ...(index === 3 ? { tenantId: 't' } : {}),
          ...(index === 4 ? { incident: true } : {}),
        })),
        '/task': [11, 12, 13].map((index) =>
          openTask(index, { groups: index === 11 ? ['sales'] : [], priority: 50 + (index % 2 === 0 ? 1 : 0) }),
        ),
      },
      ({ body }) => ((body as Row | undefined)?.processInstanceBusinessKeyLike ? { body: [] } : undefined),
    )
    const key = field === 'userTasks' ? 'userTaskKey' : 'processInstanceKey'
    const data = await ask(`{ list: ${field}(${args}) { nodes { key: ${key} } } }`)
    expect(data.list.nodes.map((node: { key: string }) => node.key)).toEqual(expected.map(idOf))
    const [call] = engine.calls
    expect(engine.calls).toHaveLength(1)
    expect(call?.path).toBe(path)
    const { sorting: _, ...sent } = (call?.body ?? {}) as Row
    if (query) expect(sent).toEqual(query)
  })

  test.each([
    ['{ processInstances(filter: { tags: ["a"] }) { totalCount } }', 'filter.tags'],
    [
      '{ processInstances(filter: { or: [{ hasIncident: true }, { processDefinitionVersion: { eq: 1 } }] }) { totalCount } }',
      'filter.or.hasIncident',
    ],
    [
      '{ userTasks(filter: { processInstanceVariables: [{ name: "a", value: { eq: "1" } }] }) { totalCount } }',
      'filter.processInstanceVariables',
    ],
    ['{ processInstances(sort: [{ field: hasIncident }]) { totalCount } }', 'sort: hasIncident'],
    ['{ userTasks(filter: { candidateUser: { in: ["mary", "bob"] } }) { totalCount } }', 'filter.candidateUser.in'],
    ['{ jobs(filter: { kind: { eq: BPMN_ELEMENT } }) { totalCount } }', 'filter.kind'],
    ['{ topology { gatewayVersion } }', 'getTopology'],
    [
      'mutation { createProcessInstance(input: { processDefinitionId: "a", tags: ["x"] }) { processInstanceKey } }',
      'input.tags',
    ],
    [
      'mutation { createProcessInstance(input: { processDefinitionId: "a", awaitCompletion: true }) { processInstanceKey } }',
      'input.awaitCompletion',
    ],
    [
      'mutation { assignUserTask(input: { userTaskKey: "1", assignee: "a", action: "x" }) { userTask { name } } }',
      'input.action',
    ],
    ['mutation { publishMessage(input: { name: "a", timeToLive: 1 }) { messageKey } }', 'input.timeToLive'],
    ['mutation { publishMessage(input: { name: "a", messageId: "1" }) { messageKey } }', 'input.messageId'],
    [
      'mutation { deleteResource(input: { resourceKey: "1", deleteHistory: true }) { resourceKey } }',
      'input.deleteHistory',
    ],
  ])('and inputs that the engine lacks are refused before any call: %s', async (query, what) => {
    await start()
    const [error] = await refused(query)
    expect(error).toMatchObject({
      message: expect.stringContaining(what),
      extensions: { code: 'NOT_SUPPORTED', generation: 'Camunda 7' },
    })
    expect(engine.calls).toEqual([])
  })
})

describe('rows are looked through', () => {
  // Business ids and tenants of the rows 0 to 4.
  const rows = [
    ['A-1', null],
    ['a-1', 't'],
    ['A*', 'u'],
    [null, 't'],
    ['B', null],
  ]

  test.each([
    ['businessId: { neq: "A-1" }', [1, 2, 3, 4]],
    ['businessId: { notIn: ["A-1", "B"] }', [1, 2, 3]],
    ['businessId: { exists: false }', [3]],
    ['businessId: { exists: true, neq: "B" }', [0, 1, 2]],
    ['businessId: { like: "A*" }', [0, 2]],
    ['businessId: { like: "?-1" }', [0, 1]],
    ['businessId: { like: "A\\\\*" }', [2]],
    ['tenantId: { neq: "<default>" }', [1, 2, 3]],
    ['tenantId: { like: "<*" }', [0, 4]],
    ['tenantId: { in: ["<default>", "u"] }', [0, 2, 4]],
    ['processDefinitionVersion: { gt: 1, lte: 3 }', [1, 2]],
    ['processDefinitionVersion: { gte: 2, lt: 3 }', [1]],
    ['processDefinitionVersion: { in: [1, 5] }', [0, 4]],
    ['endDate: { neq: "2026-11-21T13:00:00+01:00" }', [1, 2, 3, 4]],
    ['startDate: { in: ["2026-11-21T12:00:00.001Z", "2026-11-21T13:00:00.002+01:00"] }', [1, 2]],
    ['state: { in: [TERMINATED] }', [2, 3]],
    ['state: { neq: ACTIVE }', [1, 2, 3, 4]],
    ['state: { like: "*ED" }', [1, 2, 3, 4]],
    ['state: { in: [ACTIVE, SUSPENDED, COMPLETED] }', [0, 1, 4]],
    ['or: [{ businessId: { eq: "B" } }, { tenantId: { eq: "t" }, state: { eq: COMPLETED } }]', [1, 4]],
  ])('for %s', async (filter, expected) => {
    const states = ['ACTIVE', 'COMPLETED', 'EXTERNALLY_TERMINATED', 'INTERNALLY_TERMINATED', 'SUSPENDED']
    await start(
      {
        '/history/process-instance': rows.map(([businessKey, tenantId], index) =>
          instance(index, {
            businessKey,
            tenantId,
            processDefinitionVersion: index + 1,
            state: states[index],
            endTime: index === 0 ? '2026-11-21T12:00:00.000+0000' : null,
          }),
        ),
      },
      ({ body }) =>
        (body as Row | undefined)?.processInstanceBusinessKeyLike
          ? { body: engine.rows['/history/process-instance'].filter(({ businessKey }) => businessKey !== null) }
          : undefined,
    )
    const { processInstances } = await ask(
      `{ processInstances(filter: { ${filter} }) { totalCount nodes { processInstanceKey } } }`,
    )
    expect(processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey)).toEqual(
      expected.map(idOf),
    )
    expect(processInstances.totalCount).toBe(expected.length)
  })

  test.each([
    ['', [1, 2, 3]],
    ['state: { eq: ACTIVE }', [1]],
    ['state: { eq: RESOLVED }', [2, 3]],
    ['state: { neq: RESOLVED }', [1]],
    ['errorType: { eq: UNKNOWN }', [3]],
    ['creationTime: { gt: "2026-11-21T12:00:00Z" }', [3]],
  ])('of incidents, open, resolved and deleted: %s', async (filter, expected) => {
    await start({
      '/incident': [incident(1)],
      '/history/incident': [
        incident(1, { open: true }),
        incident(2, {
          open: false,
          resolved: true,
          createTime: '2026-11-21T12:00:00.000+0000',
          incidentTimestamp: undefined,
        }),
        incident(3, {
          open: false,
          deleted: true,
          incidentType: 'mine',
          createTime: '2026-11-21T12:00:00.001+0000',
          incidentTimestamp: undefined,
        }),
      ],
    })
    const { incidents } = await ask(`{ incidents(filter: { ${filter} }) { nodes { incidentKey } } }`)
    expect(incidents.nodes.map((node: { incidentKey: string }) => node.incidentKey)).toEqual(expected.map(idOf))
  })
})

describe('rows of a wrong shape', () => {
  const object = { secret: 'in the row' }

  test.each([
    ['businessId', 'sort: { field: businessId }', { businessKey: object }],
    ['businessId', 'sort: { field: businessId }', { businessKey: ['in the row'] }],
    ['businessId', 'last: 1, sort: { field: businessId }', { businessKey: object }],
    ['processInstanceKey', '', { id: object }],
    ['businessId', 'filter: { businessId: { neq: "A" } }', { businessKey: object }],
    ['businessId', 'filter: { businessId: { neq: "A" } }', { businessKey: ['in the row'] }],
    ['businessId', 'filter: { or: [{ state: { eq: ACTIVE } }, { businessId: { eq: "A" } }] }', { businessKey: object }],
    ['businessId', 'filter: { state: { like: "A*" } }, sort: { field: businessId }', { businessKey: object }],
    ['businessId', 'filter: { hasIncident: false, businessId: { neq: "A" } }', { businessKey: object }],
  ])('an object or a list as %s, where the list has %s', async (field, args, given) => {
    await start({ '/history/process-instance': [instance(1), instance(2, given)] })
    const [error] = await refused(
      `{ processInstances${args && `(${args})`} { nodes { processInstanceKey } pageInfo { endCursor } } }`,
    )
    expect(error?.message).toBe(
      `searchProcessInstances: the answer cannot be used: a row's ${field} is no plain value.`,
    )
    expect(error?.extensions).toEqual({
      code: 'UPSTREAM_ERROR',
      operation: 'searchProcessInstances',
      retryable: false,
    })
  })

  test.each(['', '(filter: { businessId: { neq: "A" } })'])('a date that cannot be read, with %j', async (args) => {
    await start({ '/history/process-instance': [instance(1, { startTime: 'in the row' })] })
    const [error] = await refused(`{ processInstances${args} { nodes { processInstanceKey } } }`)
    expect(error?.message).toBe('searchProcessInstances: the answer cannot be used: a date cannot be read.')
    expect(error?.extensions?.code).toBe('UPSTREAM_ERROR')
  })

  test.each([
    ['processInstance', 'getProcessInstance', '/history/process-instance', { startTime: 'in the row' }],
    ['userTask', 'getUserTask', '/task', { created: 'in the row' }],
    ['userTask', 'getUserTask', '/history/task', { startTime: 'in the row' }],
    ['incident', 'getIncident', '/incident', { incidentTimestamp: 'in the row' }],
  ] as const)('a date that cannot be read, of one %s by %s of %s', async (field, operation, list, given) => {
    await start({ [list]: [{ id: idOf(1), ...given }] })
    const [error] = await refused(`{ ${field}(${field}Key: "${idOf(1)}") { ${field}Key } }`)
    expect(error?.message).toBe(`${operation}: the answer cannot be used: a date cannot be read.`)
    expect(error?.extensions?.code).toBe('UPSTREAM_ERROR')
  })

  test.each([
    ['incidents', 'searchIncidents', '/history/activity-instance', { startTime: 'in the row' }],
    ['jobs', 'searchJobs', '/history/external-task-log', { successLog: true, timestamp: 'in the row' }],
  ])('a date that cannot be read, where %s are completed by %s from %s', async (field, operation, list, row) => {
    await start({ '/incident': [incident(1, { executionId: 'e', activityId: 'pay' })] }, ({ path }) =>
      path === list ? { body: [row] } : undefined,
    )
    const asked = { incidents: 'incidents', jobs: `jobs(filter: { jobKey: { eq: "${idOf(1)}" } })` }[field]
    const [error] = await refused(`{ ${asked} { nodes { elementInstanceKey } } }`)
    expect(error?.message).toBe(`${operation}: the answer cannot be used: a date cannot be read.`)
    expect(error?.extensions?.code).toBe('UPSTREAM_ERROR')
  })

  test('cost nothing where nobody compares the field', async () => {
    await start({ '/history/process-instance': [instance(1, { businessKey: object })] })
    const { processInstances } = await ask(
      '{ processInstances(filter: { state: { like: "A*" } }) { nodes { processInstanceKey } } }',
    )
    expect(processInstances.nodes).toEqual([{ processInstanceKey: idOf(1) }])
  })
})

describe('rows are asked', () => {
  const log = (userId: string | null, groupId: string | null, operationType: string) => ({
    userId,
    groupId,
    operationType,
    type: 'candidate',
  })

  test('for their candidates, where the engine finds too many', async () => {
    const links: Record<string, unknown[]> = {
      [idOf(1)]: [{ userId: 'mary', groupId: null, type: 'candidate' }],
      // Hers, but not as a candidate.
      [idOf(2)]: [{ userId: null, groupId: 'sales', type: 'candidate' }],
      [idOf(3)]: [log('mary', null, 'add')],
      [idOf(4)]: [log('mary', null, 'add'), log(null, 'sales', 'add'), log('mary', null, 'delete')],
    }
    await start(
      {
        '/task': [openTask(1, { users: ['mary'] }), openTask(2, { assignee: 'mary', groups: ['sales'] }), openTask(5)],
        '/history/task': [endedTask(3, { users: ['mary'] }), endedTask(4, { users: ['mary'], groups: ['sales'] })],
      },
      ({ path, query }) => {
        const key =
          /^\/task\/(.*)\/identity-links$/.exec(path)?.[1] ??
          (path === '/history/identity-link-log' ? query.get('taskId') : undefined)
        return key ? { body: links[key] } : undefined
      },
    )
    const keys = async (filter: string) =>
      (await ask(`{ userTasks(filter: ${filter}) { nodes { userTaskKey } } }`)).userTasks.nodes.map(
        (node: { userTaskKey: string }) => node.userTaskKey,
      )
    expect(await keys('{ candidateUser: { eq: "mary" } }')).toEqual([idOf(1), idOf(3)])
    expect(await keys('{ candidateGroup: { in: ["sales", "late"] } }')).toEqual([idOf(2), idOf(4)])
    engine.rows['/task'] = Array.from({ length: 201 }, (_, index) => openTask(index, { users: ['mary'] }))
    const [error] = await refused('{ userTasks(filter: { candidateUser: { eq: "mary" } }) { totalCount } }')
    expect(error).toMatchObject({
      message: expect.stringContaining('more than 200 rows'),
      extensions: { code: 'NOT_SUPPORTED' },
    })
  })

  test('for incidents, where none are wanted', async () => {
    await start({ '/history/process-instance': instances(40, (index) => (index % 4 === 0 ? { incident: true } : {})) })
    const { processInstances } = await ask(
      '{ processInstances(first: 3, filter: { hasIncident: false }) { totalCount nodes { processInstanceKey hasIncident } } }',
    )
    expect(processInstances).toEqual({
      totalCount: 30,
      nodes: [1, 2, 3].map((index) => ({ processInstanceKey: idOf(index), hasIncident: false })),
    })
    expect(engine.look()).toHaveLength(2)
  })
})

describe('fifty instances with their definition, incidents and tasks', () => {
  test('take few calls', async () => {
    await start({
      '/process-definition': [definition()],
      '/history/process-instance': instances(50, (index) => (index < 2 ? { incident: index === 0 } : {})),
      '/process-instance': instances(50, (index) => (index === 0 ? { incident: true } : {})),
      '/incident': [incident(700)],
      '/history/incident': [
        incident(701, { processInstanceId: idOf(1), open: false, resolved: true, createTime: engineDate(0) }),
      ],
      '/task': Array.from({ length: 300 }, (_, index) => openTask(index, { processInstanceId: idOf(index % 50) })),
      '/history/task': [endedTask(400, { processInstanceId: idOf(3) })],
    })
    const { processInstances } = await ask(
      '{ processInstances(first: 50) { nodes { processDefinition { name resourceName } incidents(first: 5) { totalCount nodes { state } } userTasks(first: 5) { totalCount nodes { state } } } } }',
    )
    expect(processInstances.nodes[0]).toMatchObject({
      processDefinition: { name: 'Order', resourceName: 'order.bpmn' },
      incidents: { totalCount: 1, nodes: [{ state: 'ACTIVE' }] },
      userTasks: { totalCount: 6 },
    })
    expect(processInstances.nodes[1].incidents).toEqual({ totalCount: 1, nodes: [{ state: 'RESOLVED' }] })
    expect(processInstances.nodes[3].userTasks).toMatchObject({
      totalCount: 7,
      nodes: Array(5).fill({ state: 'CREATED' }),
    })
    const calls = engine.look()
    expect(
      Object.fromEntries([...new Set(calls)].map((call) => [call, calls.filter((one) => one === call).length])),
    ).toEqual({
      // The page, and which of them had incidents.
      'POST /history/process-instance': 2,
      'POST /process-instance': 1,
      'GET /process-definition/order:1:25': 1,
      // Open, resolved and deleted ones of the two that had some.
      'GET /incident': 2,
      'GET /history/incident': 4,
      'POST /task': 1,
      // History takes one instance a call.
      'POST /history/task': 50,
    })
  })
})

describe('stack traces of incidents', () => {
  const JOB = { incidentType: 'failedJob', configuration: 'j 1' }
  const CLOSED = { open: false, resolved: true, createTime: engineDate(0), incidentTimestamp: undefined }
  const rows = () => ({
    '/incident': [
      incident(1, JOB),
      incident(2, { configuration: 'e2' }),
      // Of a caller, and of an application's own kind.
      incident(3, { configuration: null }),
      incident(4, { incidentType: 'mine', configuration: 'own' }),
    ],
    '/history/incident': [
      incident(5, { ...CLOSED, ...JOB, historyConfiguration: 'l5' }),
      incident(6, { ...CLOSED, configuration: 'e6', historyConfiguration: 'l6' }),
      // Its log was not written.
      incident(7, { ...CLOSED, ...JOB, historyConfiguration: null }),
    ],
  })
  const TEXTS: Readonly<Record<string, string>> = {
    '/job/j 1/stacktrace': 'at Pay.java:1\n\tat größer.java:2',
    '/external-task/e2/errorDetails': '{"no": "JSON"}',
    '/history/job-log/l5/stacktrace': 'at Pay.java:5',
    '/history/external-task-log/l6/error-details': 'at Pay.java:6',
  }
  const texts: EngineAnswerer = ({ path }) =>
    Object.hasOwn(TEXTS, path) ? { type: 'text/plain', text: TEXTS[path] as string } : undefined
  const traces = async (page: string) =>
    (await ask(`{ incidents(${page}) { nodes { stackTrace } } }`)).incidents.nodes.map(
      (node: { stackTrace: string | null }) => node.stackTrace,
    )
  const traceCalls = () =>
    engine
      .look()
      .filter((call) => !/^GET \/(history\/)?incident$/.test(call))
      .sort()

  test('are read where the engine keeps them, and asked of no other row', async () => {
    await start(rows(), texts)
    expect(await traces('first: 9')).toEqual([
      TEXTS['/job/j 1/stacktrace'],
      TEXTS['/external-task/e2/errorDetails'],
      null,
      null,
      TEXTS['/history/job-log/l5/stacktrace'],
      TEXTS['/history/external-task-log/l6/error-details'],
      null,
    ])
    expect(traceCalls()).toEqual(
      Object.keys(TEXTS)
        .map((path) => `GET ${path}`)
        .sort(),
    )
    expect(engine.calls).toEqual([])
  })

  test('are asked for the rows shown, once, and only when selected', async () => {
    // Not even by the gateway's sharing of equal reads.
    await start(rows(), texts, { GATEWAY_SHARE_READS: 'false' })
    await ask('{ incidents(first: 9) { totalCount nodes { incidentKey errorMessage state } } }')
    expect(traceCalls()).toEqual([])
    const { incidents } = await ask('{ incidents(first: 1) { totalCount nodes { stackTrace again: stackTrace } } }')
    expect(incidents).toEqual({
      totalCount: 7,
      nodes: [{ stackTrace: TEXTS['/job/j 1/stacktrace'], again: TEXTS['/job/j 1/stacktrace'] }],
    })
    expect(traceCalls().filter((call) => !call.endsWith('/count'))).toEqual(['GET /job/j 1/stacktrace'])
    // Sorted by the gateway itself, which looks through them all.
    await traces('first: 1, sort: [{ field: state }, { field: incidentKey, order: DESC }]')
    expect(traceCalls()).toEqual([])
    expect((await ask(`{ incident(incidentKey: "${idOf(6)}") { stackTrace } }`)).incident).toEqual({
      stackTrace: 'at Pay.java:6',
    })
    expect(traceCalls()).toContain('GET /history/external-task-log/l6/error-details')
  })

  test.each([
    ['an empty text', { type: 'text/plain', text: '' }],
    ['no content', { status: 204 }],
    [
      'that the job is gone',
      {
        status: 404,
        body: { type: 'InvalidRequestException', message: 'No job found with id U: job is null', code: null },
      },
    ],
    [
      'that the external task is gone',
      {
        status: 500,
        body: {
          type: 'NullValueException',
          message: 'No external task found with id U: externalTask is null',
          code: 0,
        },
      },
    ],
    [
      'that the log is gone',
      {
        status: 404,
        body: {
          type: 'InvalidRequestException',
          message: 'No historic job log found with id U: historicJobLog is null',
          code: null,
        },
      },
    ],
  ])('are null where the engine answers %s', async (_, answer) => {
    await start({ '/incident': [incident(1, JOB)] }, ({ path }) => (path.endsWith('/stacktrace') ? answer : undefined))
    expect(await traces('first: 1')).toEqual([null])
    expect(traceCalls()).toEqual(['GET /job/j 1/stacktrace'])
  })

  test.each([
    [
      'no rights',
      'FORBIDDEN',
      {
        status: 403,
        body: {
          type: 'AuthorizationException',
          message: 'The user does not have one of the following permissions',
          code: 0,
          userId: 'mary',
          missingAuthorizations: [{ permissionName: 'READ', resourceName: 'ProcessInstance', resourceId: '1' }],
        },
      },
    ],
    ['a JSON', 'UPSTREAM_ERROR', { body: { stackTrace: 'at Pay.java:1' } }],
    ['a login page', 'UPSTREAM_ERROR', { type: 'text/html', text: '<h1>Login</h1>' }],
  ])('fail alone with %s', async (_, code, answer) => {
    await start(rows(), (call) => (call.path === '/job/j 1/stacktrace' ? answer : texts(call)))
    const { data, errors } = await gateway.ask('{ incidents(first: 2) { nodes { incidentKey stackTrace } } }')
    expect(data.incidents.nodes).toEqual([
      { incidentKey: idOf(1), stackTrace: null },
      { incidentKey: idOf(2), stackTrace: '{"no": "JSON"}' },
    ])
    expect(errors).toMatchObject([{ path: ['incidents', 'nodes', 0, 'stackTrace'], extensions: { code } }])
    expect(errors).toHaveLength(1)
  })
})

describe('values of variables', () => {
  test.each([
    ['String', '"x"', '"x"'],
    ['Integer', '7', '7'],
    ['Long', '9007199254740993', '9007199254740993'],
    ['Double', '1.50', '1.50'],
    ['Boolean', 'true', 'true'],
    ['Null', 'null', 'null'],
    ['Date', '"2026-11-21T12:00:00.000+0100"', '"2026-11-21T11:00:00.000Z"'],
    ['Json', '"{\\"a\\":[1,2.0,9007199254740993]}"', '{"a":[1,2.0,9007199254740993]}'],
    ['Json', '"no json"', '"no json"'],
    ['Object', '"{\\"a\\":1}"', '{"a":1}'],
    ['Object', '"rO0AB"', '"rO0AB"'],
    ['Bytes', 'null', 'null'],
  ])('of type %s: %s is %s', async (type, stored, shown) => {
    const row = JSON.stringify(variable(1, { type, value: '@' })).replace('"@"', stored)
    await start({}, ({ path }) => (path === '/history/variable-instance' ? { text: `[${row}]` } : undefined))
    const { text } = await gateway.ask(
      '{ variables(filter: { processInstanceKey: { eq: "1" } }) { nodes { value isTruncated } } }',
    )
    expect(text).toContain(`"nodes":[{"value":${shown},"isTruncated":false}]`)
  })

  test('go in with their types', async () => {
    let sent = ''
    await start({}, ({ path, body }) => {
      if (!path.endsWith('/start')) return undefined
      sent = JSON.stringify((body as Row).variables)
      return {
        body: { id: '1', definitionId: 'order:1:25', definitionKey: 'order', businessKey: null, tenantId: null },
      }
    })
    const answer = await gateway.ask(
      'mutation ($v: JSON!) { createProcessInstance(input: { processDefinitionId: "order", variables: $v }) { processInstanceKey } }',
      '{"v":{"i":1,"n":-2147483649,"d":1.5,"h":123456789012345678901234567890,"s":"x","b":false,"z":null,"l":[1,{"a":2.50}],"o":{}}}',
    )
    expect(answer.errors).toBeUndefined()
    expect(JSON.parse(sent)).toEqual({
      i: { type: 'Integer', value: 1 },
      n: { type: 'Long', value: -2147483649 },
      d: { type: 'Double', value: 1.5 },
      h: { type: 'Json', value: '123456789012345678901234567890' },
      s: { type: 'String', value: 'x' },
      b: { type: 'Boolean', value: false },
      z: { type: 'Null', value: null },
      l: { type: 'Json', value: '[1,{"a":2.50}]' },
      o: { type: 'Json', value: '{}' },
    })
  })
})

describe('refusals', () => {
  const complete = 'mutation { completeUserTask(input: { userTaskKey: "1" }) { userTask { name } } }'
  const message = (type: string, text: string, code: unknown = 0) => ({ type, message: text, code })

  test.each<[number, object, string]>([
    [500, message('TaskAlreadyClaimedException', "Task '1' is already claimed by someone else."), 'CONFLICT'],
    [
      500,
      message(
        'RestException',
        'Cannot complete task 1: Execution of ... Entity was updated by another transaction concurrently.',
        1,
      ),
      'CONFLICT',
    ],
    [
      500,
      message('RestException', 'Cannot complete task nope: Cannot find task with id nope: task is null'),
      'NOT_FOUND',
    ],
    [500, message('NullValueException', 'Cannot find task with id nope: task is null'), 'NOT_FOUND'],
    [400, message('NotFoundException', 'Cannot find task with id nope'), 'NOT_FOUND'],
    [
      500,
      message(
        'RestException',
        "Cannot instantiate process definition U: ENGINE-03043 Process Definition with id 'U' is suspended.",
      ),
      'CONFLICT',
    ],
    [
      400,
      message('RestException', "External Task U cannot be completed by worker 'x'. It is locked by worker 'w1'."),
      'CONFLICT',
    ],
    [
      400,
      message(
        'RestException',
        'org.camunda.bpm.engine.MismatchingMessageCorrelationException: Cannot correlate message',
      ),
      'NOT_FOUND',
    ],
    [
      400,
      message(
        'RestException',
        'org.camunda.bpm.engine.MismatchingMessageCorrelationException: ENGINE-13031 Cannot correlate: 2 executions match',
      ),
      'CONFLICT',
    ],
    [500, message('BadUserRequestException', 'Already querying'), 'BAD_USER_INPUT'],
    [500, message('ProcessEngineException', 'lockTime is not greater than 0'), 'BAD_USER_INPUT'],
    [500, message('ProcessEngineException', 'value too long', 10_002), 'BAD_USER_INPUT'],
    [500, message('RestException', 'Cannot submit: Variable value is too long'), 'BAD_USER_INPUT'],
    [500, message('RestException', "Cannot find serializer for value 'null' of type 'xml'"), 'BAD_USER_INPUT'],
    [500, message('ProcessEngineException', "no decision definition deployed with key 'x'"), 'UPSTREAM_ERROR'],
    [500, message('RestException', 'Unknown property used in expression: x.y'), 'UPSTREAM_ERROR'],
    [500, message('NullPointerException', '', null), 'UPSTREAM_ERROR'],
    // What a model fails with is no object of the engine's.
    ...[
      'Unknown method used in expression: #{a.b()}. Cause: Cannot find method b with 0 parameters in class A',
      'Error while evaluating expression: #{a}. Cause: execution is null',
      'The customer does not exist',
      'The account is suspended',
      "no processes deployed with key 'called': processDefinition is null",
    ].map((text): [number, object, string] => [
      500,
      message('RestException', `Cannot complete task 1: ${text}`),
      'UPSTREAM_ERROR',
    ]),
  ])('%i %j is %s', async (status, body, code) => {
    await start({}, () => ({ status, body }))
    const [error] = await refused(complete)
    expect(error?.extensions).toMatchObject({ code, operation: 'completeUserTask' })
    // An exception of the engine's rolls its transaction back, so there is no doubt whether it was done.
    expect(error?.extensions).not.toHaveProperty('outcomeUnknown')
    expect(error?.message).not.toContain('org.camunda')
  })

  test.each([
    [500, { body: message('TransactionSystemException', 'Could not commit JDBC transaction') }],
    [500, { body: { message: 'no exception of the engine' } }],
    [502, { type: 'text/html', text: '<h1>Bad Gateway</h1>' }],
  ])('%i %j may have been done', async (status, answer) => {
    await start({}, () => ({ status, ...answer }))
    expect((await refused(complete))[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', outcomeUnknown: true })
  })

  test.each([
    message('RestException', 'Cannot create deployment: The content of element is not well-formed'),
    message('ProcessEngineException', 'DMN-02004 The decision has no id'),
    message('ProcessEngineException', 'there already is a message event subscription with name m'),
    message('NullPointerException', '', null),
  ])('of a deployment that the engine fails at blame what is deployed: %j', async (body) => {
    await start({}, () => ({ status: 500, body }))
    const [error] = await refused(
      'mutation { createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "<a" } }] }) { deploymentKey } }',
    )
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(error?.extensions).not.toHaveProperty('outcomeUnknown')
  })

  test('name who lacks what', async () => {
    await start({}, () => ({
      status: 403,
      body: {
        type: 'AuthorizationException',
        message: "The user with id 'mary' does not have one of the following permissions",
        code: 0,
        userId: 'mary',
        resourceName: null,
        resourceId: null,
        permissionName: null,
        missingAuthorizations: [
          { permissionName: 'UPDATE', resourceName: 'Task', resourceId: '1' },
          { permissionName: 'TASK_WORK', resourceName: 'ProcessDefinition', resourceId: 'order' },
        ],
      },
    }))
    const [error] = await refused(complete)
    expect(error?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      problem: { status: 403, title: 'AuthorizationException' },
    })
    expect(error?.message).toContain('(user mary: one of UPDATE on Task 1, TASK_WORK on ProcessDefinition order)')
  })

  test('of what its JSON reader says, and of models, keep what helps', async () => {
    await start({}, () => ({
      status: 400,
      type: 'text/plain',
      text: 'Cannot deserialize value of type `java.lang.Integer` from String "abc"\n at [Source: org.jboss...]',
    }))
    expect((await refused(complete))[0]).toMatchObject({
      message: 'Cannot deserialize value of type `java.lang.Integer` from String "abc"',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    engine.answer = () => ({
      status: 400,
      body: {
        type: 'ParseException',
        message: 'ENGINE-09005 Could not parse BPMN process.',
        code: 0,
        details: { 'bad.bpmn': { errors: [{ message: 'no id', line: 3, column: 7 }], warnings: [] } },
      },
    })
    expect((await refused(complete))[0]?.message).toBe(
      'ENGINE-09005 Could not parse BPMN process. bad.bpmn line 3, column 7: no id',
    )
  })

  test('of a password keep it from being tried again', async () => {
    await start({}, () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="default"' } }), {
      CAMUNDA_AUTH_STRATEGY: 'FORWARD',
    })
    const query = '{ processInstances { totalCount } }'
    const wrong = { authorization: `Basic ${btoa('demo:wrong')}` }
    for (let i = 0; i < 3; i++) {
      const { errors } = await gateway.ask(query, {}, wrong)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
      if (i > 0) expect(errors?.[0]?.message).toMatch(/is not tried again for \d+ s/)
    }
    expect(engine.look()).toHaveLength(1)
    // Another password is another try.
    await gateway.ask(query, {}, { authorization: `Basic ${btoa('demo:right')}` })
    expect(engine.look()).toHaveLength(1)
  })

  test('of a password keep it from being tried again for longer each time, whatever the wall’s clock says', async () => {
    const clock = useClock()
    await start({}, () => ({ status: 401 }), { CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    const wrong = { authorization: `Basic ${btoa('demo:wrong')}` }
    const ask = () => gateway.ask('{ processInstances { totalCount } }', {}, wrong)
    clock.set(3_600)
    for (const seconds of [10, 20, 40]) {
      await ask()
      expect(engine.look()).toHaveLength(1)
      clock.set(-3_600)
      clock.pass(seconds - 1)
      const [error] = (await ask()).errors ?? []
      expect(error?.extensions?.retryAfter).toBe(1)
      expect(engine.look()).toHaveLength(0)
      clock.pass(1)
    }
    // Who has left it alone for hours begins anew.
    clock.pass(3_600 * 3)
    await ask()
    engine.look()
    clock.pass(10.1)
    await ask()
    expect(engine.look()).toHaveLength(1)
  })
})
