import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS } from '../contract/contract.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keysOf, type ListQuery, page, queryOf, walk, windowOf } from './support/pages.ts'
import {
  elementInstance,
  incident,
  key,
  type ProcessInstanceRow,
  processDefinition,
  processInstance,
  userTask,
  variable,
} from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

async function start(options: UpstreamOptions): Promise<void> {
  upstream = await startUpstream(options)
  gateway = await startGateway(upstream)
}

afterEach(async () => {
  expectNoViolations(upstream)
  await gateway.close()
  await upstream.close()
})

const instances: ListQuery = { path: ['processInstances'], key: 'processInstanceKey' }

/** Instances whose keys are the list's places, with room between them. */
function instanceRows(count: number): ProcessInstanceRow[] {
  return Array.from({ length: count }, (_, index) => processInstance({ processInstanceKey: place(index) }))
}

const place = (index: number) => key(1_000 + index * 1_000)
const places = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => place(from + index))

const bodies = () => upstream.calls.map(({ body }) => body as { page: object; filter?: object })

test('each row of each page is a place to go on from, forward and backward', async () => {
  await start({ rows: { processInstances: instanceRows(23) } })
  for (const direction of ['forward', 'backward'] as const) {
    for (const { keys, cursors } of await walk(gateway, instances, direction, 5)) {
      for (const [index, cursor] of cursors.entries()) {
        const at = places(0, 23).indexOf(keys[index] ?? '')
        const forward = await page(gateway, instances, { first: 4, after: cursor })
        expect(forward.keys).toEqual(places(at + 1, Math.min(23, at + 5)))
        expect([forward.hasNextPage, forward.hasPreviousPage]).toEqual([
          at + 5 < 23,
          forward.keys.length > 0 || at >= 0,
        ])
        const backward = await page(gateway, instances, { last: 4, before: cursor })
        expect(backward.keys).toEqual(places(Math.max(0, at - 4), at))
        expect([backward.hasNextPage, backward.hasPreviousPage]).toEqual([true, at - 4 > 0])
      }
    }
  }
})

test('a place in the middle of a page costs one call, as one at its edge does', async () => {
  await start({ rows: { processInstances: instanceRows(30) } })
  const { cursors } = await page(gateway, instances, { first: 10 })
  for (const cursor of cursors) {
    upstream.forget()
    await page(gateway, { ...instances, info: 'endCursor' }, { first: 10, after: cursor })
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  }
})

describe.each([
  ['its key tells the place in a list sorted by keys', ''],
  ['its key tells the place in a list sorted by keys backward', 'sort: [{ field: processInstanceKey, order: DESC }]'],
  ['the rows before it tell the place in other lists', 'sort: [{ field: startDate }]'],
])('when the row of a cursor is gone, %s', (_, args) => {
  const list: ListQuery = { ...instances, args }
  const all = args.includes('DESC') ? places(0, 30).toReversed() : places(0, 30)

  /** The cursor of row 10 in the middle of a page, from a list of 30 of which then some go. */
  async function cursorOf10(gone: number[]): Promise<string> {
    await start({ rows: { processInstances: instanceRows(30) } })
    const { keys, cursors } = await page(gateway, list, { first: 20 })
    expect(keys).toEqual(all.slice(0, 20))
    const keysGone = gone.map((index) => all[index])
    upstream.rows.processInstances = upstream.rows.processInstances.filter(
      (row) => !keysGone.includes(row.processInstanceKey),
    )
    upstream.forget()
    return cursors[10] ?? ''
  }

  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

  test.each([[[10]], [[9]], [[10, 9]], [[10, 9, 8]], [[11]], [[11, 12]], [[10, 11]], [range(10, 30)]])(
    'without rows %j',
    async (gone) => {
      const cursor = await cursorOf10(gone)
      const left = (from: number, to: number) =>
        all.filter((_, index) => index >= from && index < to && !gone.includes(index))
      const forward = await page(gateway, list, { first: 3, after: cursor })
      expect(forward.keys).toEqual(left(11, 30).slice(0, 3))
      expect([forward.hasNextPage, forward.hasPreviousPage]).toEqual([left(11, 30).length > 3, true])
      const backward = await page(gateway, list, { last: 3, before: cursor })
      expect(backward.keys).toEqual(left(0, 10).slice(-3))
      expect([backward.hasNextPage, backward.hasPreviousPage]).toEqual([left(10, 30).length > 0, true])
    },
  )

  test('although many rows came before it', async () => {
    const cursor = await cursorOf10([10, 9])
    const near = BigInt(all[5] ?? '')
    for (const index of range(0, 400)) {
      upstream.rows.processInstances.push(processInstance({ processInstanceKey: String(near + BigInt(1 + index)) }))
    }
    expect((await page(gateway, list, { first: 2, after: cursor })).keys).toEqual(all.slice(11, 13))
    expect((await page(gateway, list, { last: 2, before: cursor })).keys).toEqual(all.slice(7, 9))
  })

  test('and the first of the list is gone too', async () => {
    const cursor = await cursorOf10([0])
    const now = await page(gateway, list, { last: 9, before: cursor })
    expect(now).toMatchObject({ keys: all.slice(1, 10), hasNextPage: true, hasPreviousPage: false })
  })

  test.each([1, 2, 3])('and so is all that followed the page’s own first row: the last %i before it', async (last) => {
    await start({ rows: { processInstances: instanceRows(30) } })
    const { endCursor } = await page(gateway, list, { first: 10 })
    const { cursors } = await page(gateway, list, { first: 10, after: endCursor })
    const kept = all.slice(0, 11)
    upstream.rows.processInstances = upstream.rows.processInstances.filter((row) =>
      kept.includes(row.processInstanceKey),
    )
    expect(await page(gateway, list, { last, before: cursors[5] ?? '' })).toMatchObject({
      keys: kept.slice(-last),
      hasNextPage: false,
      hasPreviousPage: true,
    })
  })

  test.each(['forward', 'backward'] as const)(
    'of a page that itself went on from the middle of one: %s',
    async (way) => {
      const cursor = await cursorOf10([])
      const [only] = (await page(gateway, list, windowOf(way, 1, cursor))).cursors
      const [gone, left] = way === 'forward' ? [11, [12, 13]] : [9, [7, 8]]
      const added = range(0, 5).map((index) => String(BigInt(all[5] ?? '') + BigInt(1 + index)))
      upstream.rows.processInstances = [
        ...upstream.rows.processInstances.filter((row) => row.processInstanceKey !== all[gone]),
        ...added.map((processInstanceKey) => processInstance({ processInstanceKey })),
      ]
      expect((await page(gateway, list, windowOf(way, 2, only))).keys).toEqual(left.map((index) => all[index]))
    },
  )

  test('and so are more before it than the cursor knows', async () => {
    const cursor = await cursorOf10(range(0, 11))
    const forward = await page(gateway, list, { first: 2, after: cursor })
    if (args.includes('startDate')) {
      // The old place is all that is known: none comes twice.
      expect(all.slice(11)).toEqual(expect.arrayContaining(forward.keys))
    } else {
      expect(forward).toMatchObject({ keys: all.slice(11, 13), hasNextPage: true, hasPreviousPage: false })
      expect(await page(gateway, list, { last: 2, before: cursor })).toMatchObject({
        keys: [],
        hasNextPage: true,
        hasPreviousPage: false,
      })
    }
  })
})

describe('a cursor is for its own list', () => {
  async function refusal(query: string): Promise<unknown> {
    const { data, errors } = await gateway.ask(query)
    expect(data).toEqual({ at: null })
    return errors?.map(({ extensions, message }) => [extensions?.code, extensions?.argument, message.split(/[:.]/)[0]])
  }

  test('and is refused with another filter, sort or field', async () => {
    await start({ rows: { processInstances: instanceRows(5) } })
    const args = 'filter: { state: { eq: ACTIVE }, hasIncident: false }, sort: [{ field: endDate }]'
    const { cursors } = await page(gateway, { ...instances, args }, { first: 3 })
    upstream.forget()
    const refused = [['BAD_USER_INPUT', 'after', expect.stringContaining('after')]]
    for (const cursor of cursors) {
      for (const other of [
        instances,
        { ...instances, args: 'filter: { hasIncident: false }, sort: [{ field: endDate }]' },
        { ...instances, args: args.replace('endDate', 'startDate') },
        { ...instances, args: args.replace('endDate', 'endDate, order: DESC') },
        { path: ['incidents'], key: 'incidentKey' },
      ]) {
        expect(await refusal(queryOf(other, { first: 1, after: cursor }))).toEqual(refused)
      }
    }
    expect(upstream.operations()).toEqual([])
    // The same list, written otherwise.
    const same = 'sort: [{ order: ASC, field: endDate }], filter: { hasIncident: false, state: { in: [ACTIVE] } }'
    expect((await page(gateway, { ...instances, args: same }, { first: 9, after: cursors[0] ?? '' })).keys).toEqual(
      places(1, 5),
    )
  })

  test.each(['', 'x', 'WzFd', 'WyJsaXN0IixudWxsLDFdAAAAAAAA', 'not base64 at all: ÄÖ%'])(
    'and other text is refused: %j',
    async (text) => {
      await start({ rows: { processInstances: instanceRows(5) } })
      expect(await refusal(queryOf(instances, { first: 1, after: text }))).toEqual([
        ['BAD_USER_INPUT', 'after', expect.stringContaining('after')],
      ])
      expect(await refusal(queryOf(instances, { last: 1, before: text }))).toEqual([
        ['BAD_USER_INPUT', 'before', expect.stringContaining('before')],
      ])
      expect(upstream.operations()).toEqual([])
    },
  )

  test('and is refused when it was cut or changed', async () => {
    await start({ rows: { processInstances: instanceRows(5) } })
    const { cursors } = await page(gateway, instances, { first: 3 })
    const cursor = cursors[1] ?? ''
    for (const damaged of [cursor.slice(0, -1), cursor.slice(1), `${cursor}A`, cursor.replace(/^./, 'x')]) {
      expect(await refusal(queryOf(instances, { first: 1, after: damaged }))).toEqual([
        ['BAD_USER_INPUT', 'after', expect.stringContaining('after')],
      ])
    }
  })
})

test('a cursor serves any gateway in front of the same cluster', async () => {
  await start({ rows: { processInstances: instanceRows(12) } })
  const { cursors } = await page(gateway, instances, { first: 6 })
  await gateway.close()
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  for (const [index, cursor] of cursors.entries()) {
    expect((await page(gateway, instances, windowOf('forward', 3, cursor))).keys).toEqual(places(index + 1, index + 4))
    expect((await page(gateway, instances, windowOf('backward', 3, cursor))).keys).toEqual(
      places(Math.max(0, index - 3), index),
    )
  }
})

describe.each(VERSIONS)('the lists below many parents of %s', (version) => {
  /** Three instances with eight rows of each kind, mixed. */
  function family(): UpstreamOptions {
    const parents = [key(1), key(2), key(3)]
    const each = <Row>(row: (parent: string, own: string, index: number) => Row) =>
      Array.from({ length: 24 }, (_, index) => row(parents[index % 3] ?? '', key(50_000 + index), index))
    return {
      version,
      rows: {
        processInstances: parents.map((processInstanceKey) => processInstance({ processInstanceKey })),
        incidents: each((processInstanceKey, incidentKey) => incident({ processInstanceKey, incidentKey })),
        elementInstances: each((processInstanceKey, elementInstanceKey) =>
          elementInstance({ processInstanceKey, elementInstanceKey }),
        ),
        userTasks: each((processInstanceKey, userTaskKey) => userTask({ processInstanceKey, userTaskKey })),
        variables: each((processInstanceKey, variableKey, index) =>
          variable({ processInstanceKey, variableKey, name: `v${index}` }),
        ),
      },
    }
  }

  test.each([
    ['incidents', 'incidentKey'],
    ['elementInstances', 'elementInstanceKey'],
    ['userTasks', 'userTaskKey'],
    ['variables', 'variableKey'],
  ])('%s page on from their first page', async (field, own) => {
    await start(family())
    const { data } = await gateway.ask(
      `{ processInstances { nodes { processInstanceKey list: ${field}(first: 3) {
        totalCount totalCountIsExact edges { cursor node { key: ${own} } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`,
    )
    const { nodes } = data.processInstances
    expect(nodes).toHaveLength(3)
    for (const [parent, { processInstanceKey, list }] of nodes.entries()) {
      const keys = Array.from({ length: 8 }, (_, index) => key(50_000 + index * 3 + parent))
      const below: ListQuery = {
        path: [`processInstance(processInstanceKey: "${processInstanceKey}")`, field],
        key: own,
      }
      const { edges, pageInfo } = list
      expect(edges.map((edge: { node: { key: string } }) => edge.node.key)).toEqual(keys.slice(0, 3))
      expect(list).toMatchObject({ totalCount: 8, totalCountIsExact: true })
      expect(pageInfo).toEqual({
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: edges[0].cursor,
        endCursor: edges[2].cursor,
      })
      expect(keysOf(await walk(gateway, below, 'forward', 3, pageInfo.endCursor), 'forward')).toEqual(keys.slice(3))
      for (const [index, { cursor }] of edges.entries()) {
        expect(await page(gateway, below, { first: 2, after: cursor })).toMatchObject({
          keys: keys.slice(index + 1, index + 3),
          total: 8,
          hasNextPage: true,
          hasPreviousPage: true,
        })
        expect(await page(gateway, below, { last: 2, before: cursor })).toMatchObject({
          keys: keys.slice(Math.max(0, index - 2), index),
          hasNextPage: true,
          hasPreviousPage: false,
        })
      }
    }
    // What is in one parent's list is no place in another's.
    const other = `processInstance(processInstanceKey: "${nodes[1].processInstanceKey}")`
    const query = queryOf({ path: [other, field], key: own }, { first: 1, after: nodes[0].list.edges[0].cursor })
    expect((await gateway.ask(query)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

describe('effective variables', () => {
  const effective: ListQuery = {
    path: [`userTask(userTaskKey: "${key(1)}")`, 'effectiveVariables'],
    key: 'name',
    args: 'sort: [{ field: name, order: DESC }]',
  }
  const names = Array.from({ length: 30 }, (_, index) => `v${String(29 - index).padStart(2, '0')}`)

  /** A task with 30 variables, each in two scopes. */
  const task = (): UpstreamOptions => ({
    rows: {
      userTasks: [userTask({ userTaskKey: key(1), elementInstanceKey: key(2), processInstanceKey: key(3) })],
      variables: [key(2), key(3)].flatMap((scopeKey) =>
        names.map((name) => variable({ name, scopeKey, processInstanceKey: key(3) })),
      ),
    },
  })

  test.each([1, 7, 100])('page forward by %i, though REST has no cursors for them', async (size) => {
    await start(task())
    const pages = await walk(gateway, effective, 'forward', size)
    expect(keysOf(pages, 'forward')).toEqual(names)
    expect(pages.map((one) => one.hasNextPage)).toEqual(pages.map((_, index) => index < pages.length - 1))
    expect(pages.map((one) => one.hasPreviousPage)).toEqual(pages.map((_, index) => index > 0))
    expect(pages.every(({ total, exact }) => total === 30 && exact)).toBe(true)
    for (const { page } of bodies().filter((body) => body?.page)) {
      expect(Object.keys(page).filter((name) => name !== 'limit' && name !== 'from')).toEqual([])
    }
  })

  test('go on from the middle of a page', async () => {
    await start(task())
    const { cursors } = await page(gateway, effective, { first: 10 })
    for (const [index, cursor] of cursors.entries()) {
      expect((await page(gateway, effective, { first: 5, after: cursor })).keys).toEqual(
        names.slice(index + 1, index + 6),
      )
    }
  })

  test('have no last and no before', async () => {
    await start(task())
    const { errors } = await gateway.ask(queryOf(effective, { last: 1 }))
    expect(errors).toMatchObject([{ message: expect.stringContaining('"last"') }])
    expect(upstream.operations()).toEqual([])
  })
})

describe('the newest versions of processes', () => {
  const newest = (args: string): ListQuery => ({
    path: ['processDefinitions'],
    key: 'processDefinitionId',
    args: `filter: { isLatestVersion: true } ${args}`,
  })
  const ids = Array.from({ length: 25 }, (_, index) => `process-${String.fromCharCode(97 + index)}`)
  const definitions = (version: (typeof VERSIONS)[number] = '8.9'): UpstreamOptions => ({
    version,
    rows: {
      processDefinitions: ids
        .toReversed()
        .flatMap((processDefinitionId) =>
          [1, 2, 3].map((version) =>
            processDefinition({ processDefinitionId, version, processDefinitionKey: key(), name: `Name ${version}` }),
          ),
        ),
    },
  })

  test.each(VERSIONS)('page forward on %s', async (version) => {
    await start(definitions(version))
    for (const size of [1, 7, 25, 100]) {
      const pages = await walk(gateway, newest(''), 'forward', size)
      expect(keysOf(pages, 'forward')).toEqual(ids)
      expect(pages.map((one) => one.hasPreviousPage)).toEqual(pages.map((_, index) => index > 0))
      expect(pages.every(({ total, exact }) => total === 25 && exact)).toBe(true)
    }
    const { cursors } = await page(gateway, newest(''), { first: 10 })
    for (const [index, cursor] of cursors.entries()) {
      const now = await page(gateway, newest(''), { first: 5, after: cursor })
      expect(now).toMatchObject({ keys: ids.slice(index + 1, index + 6), hasNextPage: true, hasPreviousPage: true })
    }
    for (const { page } of bodies().filter((body) => body?.page)) {
      expect(Object.keys(page).filter((name) => name !== 'limit' && name !== 'after')).toEqual([])
    }
  })

  test.each([
    ['sort: [{ field: processDefinitionId, order: DESC }]', ids.toReversed()],
    ['sort: [{ field: tenantId }, { field: processDefinitionId }]', ids],
    ['sort: []', ids],
  ])('are sorted by %s', async (sort, expected) => {
    await start(definitions())
    expect(keysOf(await walk(gateway, newest(sort), 'forward', 10), 'forward')).toEqual(expected)
  })

  test('of a single process', async () => {
    await start(definitions())
    const list = newest('').args?.replace('true', 'true, processDefinitionId: { eq: "process-c" }') ?? ''
    const { data } = await gateway.ask(`{ processDefinitions(first: 1, ${list}) { nodes { version } totalCount } }`)
    expect(data.processDefinitions).toEqual({ nodes: [{ version: 3 }], totalCount: 1 })
  })

  test.each<[string, object, string]>([
    ['sort: [{ field: name }]', { first: 1 }, 'sort'],
    ['sort: [{ field: processDefinitionId }, { field: version }]', { first: 1 }, 'sort'],
    ['sort: [{ field: processDefinitionKey }]', { first: 1 }, 'sort'],
    ['', { last: 1 }, 'last'],
    ['', { last: 0 }, 'last'],
    ['', { before: 'x' }, 'before'],
  ])('cannot be had with %s %j', async (args, window, argument) => {
    await start(definitions())
    const { data, errors } = await gateway.ask(queryOf(newest(args), window))
    expect(data).toEqual({ at: null })
    expect(errors).toMatchObject([
      { message: expect.stringContaining('isLatestVersion'), extensions: { code: 'BAD_USER_INPUT', argument } },
    ])
    expect(upstream.operations()).toEqual([])
  })

  test('the limits hold for them alone', async () => {
    await start(definitions())
    const all = { ...newest(''), args: 'filter: { isLatestVersion: false } sort: [{ field: name, order: DESC }]' }
    expect((await page(gateway, all, { last: 25 })).total).toBe(75)
  })
})
