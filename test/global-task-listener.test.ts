import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const row = {
  id: 'audit@all',
  type: 'audit',
  eventTypes: ['creating', 'completing'],
  afterNonGlobal: false,
  priority: 50,
  retries: 3,
  source: 'API',
}
const other = { ...row, id: 'deny', eventTypes: ['all'], priority: 1, source: 'CONFIGURATION' }
const start = (version: '8.9' | '8.10' = '8.10', rows: object[] = [row, other]) =>
  strictStand({ version, rows: { globalTaskListeners: rows } })
const { id: listenerId, ...facts } = row
const ALL = 'listenerId type eventTypes afterNonGlobal priority retries source'

test('one by its id is one call, many are one search', async () => {
  await using stand = await start()
  expect(await stand.ask(`{ globalTaskListener(id: "${row.id}") { ${ALL} } }`)).toEqual({
    globalTaskListener: { listenerId, ...facts },
  })
  expect(stand.wire()).toEqual([['GET /global-task-listeners/audit%40all']])
  await stand.ask('{ a: globalTaskListener(id: "deny") { type } b: globalTaskListener(id: "x") { type } }')
  expect(stand.wire()).toEqual([
    ['POST /global-task-listeners/search', expect.objectContaining({ filter: { id: { $in: ['deny', 'x'] } } })],
  ])
})

test.each([
  ['filter: { id: { like: "den*" } }', ['deny'], { filter: { id: { $like: 'den*' } } }],
  ['filter: { source: { eq: API } }', ['audit@all'], { filter: { source: 'API' } }],
  ['filter: { priority: { gt: 1 }, retries: { eq: 3 } }', ['audit@all'], {}],
  ['filter: { afterNonGlobal: false, type: { in: ["audit", "x"] } }', ['audit@all', 'deny'], {}],
  [
    'filter: { eventTypes: [{ eq: creating }, { in: [completing, all] }] }',
    ['audit@all'],
    { filter: { eventTypes: ['creating', { $in: ['completing', 'all'] }] } },
  ],
  ['filter: { eventTypes: [{ eq: updating }] }', [], {}],
  [
    'sort: [{ field: priority }]',
    ['deny', 'audit@all'],
    {
      sort: [
        { field: 'priority', order: 'ASC' },
        { field: 'id', order: 'ASC' },
      ],
    },
  ],
])('a list with %s is one search', async (args, found, body) => {
  for (const version of ['8.9', '8.10'] as const) {
    await using stand = await start(version)
    const data = await stand.ask(`{ globalTaskListeners(${args}) { totalCount nodes { listenerId } } }`)
    expect(data.globalTaskListeners.nodes.map((one: { listenerId: string }) => one.listenerId)).toEqual(found)
    expect(stand.wire()).toEqual([['POST /global-task-listeners/search', expect.objectContaining(body)]])
  }
})

test.each([
  ['{ eventTypes: [{ eq: UNRECOGNIZED }] }', 'BAD_USER_INPUT'],
  ['{ eventTypes: [{}] }', 'BAD_USER_INPUT'],
  ['{ eventTypes: [] }', 'BAD_USER_INPUT'],
])('the filter %s is refused before any call', async (filter, code) => {
  await using stand = await start()
  expect(await stand.refused(`{ globalTaskListeners(filter: ${filter}) { totalCount } }`)).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('is found again by its global id, which is not its own', async () => {
  await using stand = await start()
  const { id } = (await stand.ask(`{ globalTaskListener(id: "${row.id}") { id } }`)).globalTaskListener
  expect(id).not.toBe(row.id)
  expect(await stand.ask(`{ node(id: "${id}") { id ... on GlobalTaskListener { listenerId } } }`)).toEqual({
    node: { id, listenerId },
  })
})

const write = (command: string, input: string, shown = `{ globalTaskListener { ${ALL} } }`) =>
  `mutation { ${command}GlobalTaskListener(input: ${input}) ${shown} }`

test('commands are made, and what they did is awaited', async () => {
  const rows: object[] = []
  await using stand = await start('8.10', rows)
  const held = stand.upstream.rows.globalTaskListeners as object[]
  const { answers } = stand.upstream
  // The second read shows what a command did.
  let late: Array<() => void> = []
  answers.getGlobalTaskListener = () => void late.shift()?.()
  const put = (made: object) => {
    late = [() => {}, () => held.splice(0, 1, made)]
    return made
  }
  answers.createGlobalTaskListener = ({ body }) => ({ status: 201, body: put({ ...row, ...(body as object) }) })
  const made = await stand.ask(write('create', '{ id: "a", type: "t", eventTypes: [all], priority: 7 }'))
  expect(made.createGlobalTaskListener.globalTaskListener).toMatchObject({ listenerId: 'a', type: 't', priority: 7 })
  expect(stand.wire()).toEqual([
    ['POST /global-task-listeners', { id: 'a', type: 't', eventTypes: ['all'], priority: 7 }],
    ['GET /global-task-listeners/a'],
    ['GET /global-task-listeners/a'],
  ])

  answers.updateGlobalTaskListener = ({ body }) => ({ body: put({ ...row, id: 'a', ...(body as object) }) })
  const changed = await stand.ask(write('update', '{ id: "a", type: "u", eventTypes: [updating, all], retries: 1 }'))
  expect(changed.updateGlobalTaskListener.globalTaskListener).toMatchObject({ type: 'u', retries: 1, priority: 50 })
  expect(stand.wire()[0]).toEqual([
    'PUT /global-task-listeners/a',
    { type: 'u', eventTypes: ['updating', 'all'], retries: 1 },
  ])

  answers.deleteGlobalTaskListener = () => {
    late = [() => {}, () => held.splice(0)]
    return { status: 204 }
  }
  expect(await stand.ask(write('delete', '{ id: "a" }', '{ isGone }'))).toEqual({
    deleteGlobalTaskListener: { isGone: true },
  })
  expect(stand.wire()[0]).toEqual(['DELETE /global-task-listeners/a'])
})

test.each([
  ['create', '{ id: "..", type: "t", eventTypes: [all] }'],
  ['create', '{ id: "a", type: "t", eventTypes: [] }'],
  ['create', '{ id: "a", type: "", eventTypes: [all] }'],
  ['update', '{ id: "a", type: "t", eventTypes: [all], retries: 0 }'],
  ['update', '{ id: "", type: "t", eventTypes: [all] }'],
  ['update', '{ id: "a", type: "t", eventTypes: [UNRECOGNIZED] }'],
])('%s with %s is refused before any call', async (command, input) => {
  await using stand = await start()
  expect(await stand.refused(write(command, input))).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test('what Camunda says of a command is told', async () => {
  await using stand = await start()
  const problem = { type: 'about:blank', title: 'x', status: 409, detail: 'there is one', instance: '/' }
  stand.upstream.answers.createGlobalTaskListener = () => ({ status: 409, body: problem })
  expect(await stand.refused(write('create', '{ id: "a", type: "t", eventTypes: [all] }'))).toEqual(['CONFLICT'])
})

test('8.8 has none: all are refused before any call', async () => {
  await using stand = await strictStand({ version: '8.8' })
  expect(await stand.refused('{ globalTaskListeners { totalCount } }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused('{ globalTaskListener(id: "a") { type } }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused(write('delete', '{ id: "a" }', '{ isGone }'))).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})
