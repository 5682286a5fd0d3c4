import { hash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contradiction } from '../src/fields/contradiction.ts'
import { toGlobalId } from '../src/fields/keys.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

beforeAll(async () => {
  const processInstances = [1, 2, 3, 4].map((n) => processInstance({ processInstanceKey: key(n) }))
  upstream = await startUpstream({ version: '8.10', rows: { processInstances } })
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_MAX_PAGE_SIZE: '200' })
})

afterAll(async () => {
  await gateway.close()
  expectNoViolations(upstream)
  await upstream.close()
})

beforeEach(() => upstream.forget())

/** Asks for what must be refused before any call; answers the argument that was named and the whole message. */
async function refused(query: string, variables?: object | string) {
  const { status, data, errors } = await gateway.ask(query, variables)
  expect(upstream.operations({ topology: true })).toEqual([])
  expect(status).toBe(200)
  expect(Object.values(data ?? {}).every((field) => field === null || Array.isArray(field))).toBe(true)
  expect(errors).toHaveLength(1)
  const { code, argument, retryable, ...rest } = errors?.[0]?.extensions ?? {}
  expect({ code, retryable, rest }).toEqual({ code: 'BAD_USER_INPUT', retryable: false, rest: {} })
  expect(errors?.[0]?.message).toMatch(new RegExp(`^${String(argument).replaceAll(/[[\].]/g, '\\$&')}: `))
  return errors?.[0]?.message
}

const list = (args: string) => `{ processInstances(${args}) { totalCount } }`
const filtered = (filter: string) => list(`filter: ${filter}`)

describe('the paging arguments', () => {
  test.each([
    ['first: -1', 'first: -1 is negative. Give a number from 0 to 200.'],
    ['last: -3', 'last: -3 is negative. Give a number from 0 to 200.'],
    ['first: 201', 'first: 201 is more than 200, the largest page. Ask for less and page on with a cursor.'],
    [
      'last: 2147483647',
      'last: 2147483647 is more than 200, the largest page. Ask for less and page on with a cursor.',
    ],
    ['first: 1, last: 1', 'first, last: only one of them is possible: first pages forward, last pages backward.'],
    ['first: 0, last: 0', 'first, last: only one of them is possible: first pages forward, last pages backward.'],
    [
      'first: 1, after: "a", before: "b"',
      'after, before: only one of them is possible: after goes with first, before goes with last.',
    ],
    ['last: 1, after: "a"', 'after: it goes with first; with last, use before.'],
    ['first: 1, before: "a"', 'before: it goes with last; with first, use after.'],
  ])('%s', async (args, message) => {
    expect(await refused(list(args))).toBe(message)
    expect(await refused(list(`${args}, filter: { hasIncident: true }, sort: [{ field: state }]`))).toBe(message)
  })

  test('the same below an object', async () => {
    const { errors } = await gateway.ask(
      `{ processInstance(processInstanceKey: "${key(1)}") { incidents(first: -1) { totalCount } userTasks(last: 1, after: "a") { totalCount } } }`,
    )
    expect(errors?.map(({ message }) => message)).toEqual([
      'first: -1 is negative. Give a number from 0 to 200.',
      'after: it goes with first; with last, use before.',
    ])
    expect(upstream.operations()).toEqual(['getProcessInstance'])
  })

  test('null is as good as left out', async () => {
    const { data, errors } = await gateway.ask(
      list('first: 2, after: null, last: null, before: null, filter: null, sort: null'),
    )
    expect(errors).toBeUndefined()
    expect(data?.processInstances).toEqual({ totalCount: 4 })
  })

  test('an empty filter and an empty sort are as good as none', async () => {
    const { errors } = await gateway.ask(list('filter: {}, sort: []'))
    expect(errors).toBeUndefined()
    expect(upstream.calls.map(({ body }) => body)).toEqual([
      { sort: [{ field: 'processInstanceKey', order: 'ASC' }], page: { limit: 50 } },
    ])
  })
})

describe('a cursor', () => {
  const NO_CURSOR = 'this is not a cursor of this API, or not a whole one. Give a cursor as it was answered.'
  const OTHER_LIST =
    'this cursor belongs to another list. Use it with the same field, filter and sort as the query that answered it, or start without a cursor.'

  /** The cursors of the first two rows: at the edge of a page and within it. */
  async function cursors(args = ''): Promise<string[]> {
    const { data } = await gateway.ask(`{ processInstances(first: 3${args}) { edges { cursor } } }`)
    upstream.forget()
    return data.processInstances.edges.map(({ cursor }: { cursor: string }) => cursor)
  }

  test('of the same list is taken', async () => {
    for (const cursor of await cursors(', filter: { hasIncident: false }')) {
      const { errors, data } = await gateway.ask(list(`first: 1, after: "${cursor}", filter: { hasIncident: false }`))
      expect(errors).toBeUndefined()
      expect(data?.processInstances).toEqual({ totalCount: 4 })
    }
  })

  test('of another field, filter or sort is refused', async () => {
    for (const cursor of await cursors(', filter: { hasIncident: false }')) {
      for (const query of [
        list(`first: 1, after: "${cursor}"`),
        list(`first: 1, after: "${cursor}", filter: { hasIncident: true }`),
        list(`first: 1, after: "${cursor}", filter: { hasIncident: false, state: { eq: ACTIVE } }`),
        list(`first: 1, after: "${cursor}", filter: { hasIncident: false }, sort: [{ field: startDate }]`),
        `{ userTasks(first: 1, after: "${cursor}") { totalCount } }`,
        `{ incidents(first: 1, after: "${cursor}", filter: {}) { totalCount } }`,
      ]) {
        expect(await refused(query)).toBe(`after: ${OTHER_LIST}`)
      }
      expect(await refused(list(`last: 1, before: "${cursor}"`))).toBe(`before: ${OTHER_LIST}`)
    }
  })

  test('that was changed or cut anywhere is refused', async () => {
    for (const cursor of await cursors()) {
      for (let at = 0; at < cursor.length; at += 3) {
        const other = cursor[at] === 'A' ? 'B' : 'A'
        const changed = cursor.slice(0, at) + other + cursor.slice(at + 1)
        expect(await refused(list(`first: 1, after: "${changed}"`))).toBe(`after: ${NO_CURSOR}`)
        expect(await refused(list(`last: 1, before: "${cursor.slice(0, at)}"`))).toBe(`before: ${NO_CURSOR}`)
      }
      expect(await refused(list(`first: 1, after: "${cursor} "`))).toBe(`after: ${NO_CURSOR}`)
    }
  })

  test.each(['nonsense', '{}', '["list"]', '["list",7,0]', '["list","c",-1]', '["list","c",1.5]', '["list","c",0,{}]'])(
    'forged with a right checksum is refused all the same: %s',
    async (content) => {
      const forged = Buffer.from(content).toString('base64url')
      const checksum = hash('sha256', forged, 'base64url').slice(0, 8)
      expect(await refused(list(`first: 1, after: "${forged}${checksum}"`))).toBe(`after: ${NO_CURSOR}`)
    },
  )

  test.each(['', 'x', 'WzIyNTE3OTk4MTM2ODcxMDJd', '2251799813685249', '../../topology', '💥'])(
    'that never was one is refused: %j',
    async (cursor) => {
      expect(await refused('query ($c: String) { processInstances(after: $c) { totalCount } }', { c: cursor })).toBe(
        `after: ${NO_CURSOR}`,
      )
    },
  )
})

describe('a key', () => {
  const WRONG = ['', 'abc', '12a', '1.5', ' 1', '1 ', '0x10', '1e3', '--1', '1/../2', '٣', '1'.repeat(25)]

  const message = (argument: string, text: string) =>
    `${argument}: ${JSON.stringify(text)} is not a key. A key is made of digits, such as "2251799813685249".`

  test.each(WRONG)('%j is none, wherever it stands', async (wrong) => {
    const of = (query: string) => refused(query, { k: wrong })
    for (const [argument, query] of [
      ['processInstanceKey', 'query ($k: ID!) { processInstance(processInstanceKey: $k) { state } }'],
      ['jobKey', 'query ($k: ID!) { job(jobKey: $k) { state } }'],
      [
        'filter.processInstanceKey.eq',
        'query ($k: ID!) { processInstances(filter: { processInstanceKey: { eq: $k } }) { totalCount } }',
      ],
      [
        'filter.processInstanceKey.in',
        'query ($k: ID!) { processInstances(filter: { processInstanceKey: { in: ["1", $k] } }) { totalCount } }',
      ],
      [
        'filter.or[1].processDefinitionKey.neq',
        'query ($k: ID!) { processInstances(filter: { or: [{ hasIncident: true }, { processDefinitionKey: { neq: $k } }] }) { totalCount } }',
      ],
      [
        'input.processInstanceKey',
        'mutation ($k: ID!) { cancelProcessInstance(input: { processInstanceKey: $k }) { __typename } }',
      ],
      ['input.userTaskKey', 'mutation ($k: ID!) { completeUserTask(input: { userTaskKey: $k }) { __typename } }'],
      [
        'input.moveInstructions[0].source.elementInstanceKey',
        'mutation ($k: ID!) { modifyProcessInstance(input: { processInstanceKey: "1", moveInstructions: [{ source: { elementInstanceKey: $k }, targetElementId: "a" }] }) { __typename } }',
      ],
      [
        'input.processDefinitionKey',
        'mutation ($k: ID!) { createProcessInstance(input: { processDefinitionKey: $k }) { __typename } }',
      ],
    ] as const) {
      expect(await of(query)).toBe(message(argument, wrong))
    }
  })

  test('is quoted in part where it is long', async () => {
    const said = await refused(`{ processInstance(processInstanceKey: "${'a'.repeat(5000)}") { state } }`)
    expect(said).toBe(message('processInstanceKey', `${'a'.repeat(59)}…`))
  })

  test('may be negative, and a number of any size', async () => {
    const wanted = '9007199254740993'
    for (const variables of [`{ "k": "${wanted}" }`, `{ "k": ${wanted} }`]) {
      await gateway.ask('query ($k: ID!) { processInstance(processInstanceKey: $k) { state } }', variables)
      await gateway.ask(
        'query ($k: ProcessInstanceFilter) { processInstances(filter: $k) { totalCount } }',
        variables.replace('"k": ', '"k": { "processInstanceKey": { "eq": ').replace(' }', ' } } }'),
      )
    }
    await gateway.ask(`{ processInstance(processInstanceKey: ${wanted}) { state } }`)
    await gateway.ask('{ processInstance(processInstanceKey: -1) { state } }')
    expect(upstream.calls.map(({ path, body }) => [path, (body as { filter?: object } | undefined)?.filter])).toEqual([
      [`/process-instances/${wanted}`, undefined],
      ['/process-instances/search', { processInstanceKey: wanted }],
      [`/process-instances/${wanted}`, undefined],
      ['/process-instances/search', { processInstanceKey: wanted }],
      [`/process-instances/${wanted}`, undefined],
      ['/process-instances/-1', undefined],
    ])
  })
})

describe('a global id', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url')

  test.each([
    '',
    'x',
    '2251799813685249',
    encoded('ProcessInstance'),
    encoded('ProcessInstance:'),
    encoded(':1'),
    `${toGlobalId('ProcessInstance', '1')}=`,
    ` ${toGlobalId('ProcessInstance', '1')}`,
  ])('%j is none', async (id) => {
    const said = `${JSON.stringify(id)} is not an id of this API. Give the \`id\` of an object as it was answered.`
    expect(await refused('query ($id: ID!) { node(id: $id) { id } }', { id })).toBe(`id: ${said}`)
    expect(await refused('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id] })).toBe(`ids[0]: ${said}`)
  })

  test.each(['Cluster', 'constructor', '__proto__', 'PageInfo'])('of the type %s names none', async (type) => {
    const id = toGlobalId(type, '1')
    expect(await refused(`{ node(id: "${id}") { id } }`)).toBe(`id: "${id}" names no type of this API.`)
  })

  test('with something else than a key names none', async () => {
    const id = toGlobalId('ProcessInstance', '../topology')
    expect(await refused(`{ node(id: "${id}") { id } }`)).toBe(
      'id: "../topology" is not a key. A key is made of digits, such as "2251799813685249".',
    )
  })

  test('at most 1,000 at once', async () => {
    const ids = new Array(1001).fill(toGlobalId('ProcessInstance', '1'))
    expect(await refused('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toBe(
      'ids: at most 1000 are possible, this has 1001. Ask in parts.',
    )
  })

  test('that is wrong costs only its own place', async () => {
    const ids = [toGlobalId('ProcessInstance', key(1)), 'x', toGlobalId('ProcessInstance', key(9))]
    const { data, errors } = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
    expect(data?.nodes).toEqual([{ id: ids[0] }, null, null])
    expect(errors?.map(({ path }) => path)).toEqual([['nodes', 1]])
  })
})

describe('a filter that matches nothing by itself', () => {
  test.each([
    '{ processInstanceKey: { in: [] } }',
    '{ state: { in: [] }, hasIncident: true }',
    '{ state: { in: [], exists: true } }',
    '{ variables: [{ name: "a", value: { in: [] } }] }',
    '{ variables: [{ name: "b", value: { eq: "1" } }, { name: "a", value: { in: [] } }] }',
    '{ or: [{ state: { in: [] } }] }',
    '{ or: [{ state: { in: [] } }, { processDefinitionId: { in: [] }, hasIncident: true }] }',
    '{ hasIncident: true, or: [{ variables: [{ name: "a", value: { in: [] } }] }] }',
  ])('is an empty page, without a call: %s', async (filter) => {
    for (const args of ['first: 5', 'last: 5', 'first: 0']) {
      const { data, errors } = await gateway.ask(
        `{ processInstances(${args}, filter: ${filter}) { nodes { state } edges { cursor } totalCount totalCountIsExact pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      )
      expect(errors).toBeUndefined()
      expect(data?.processInstances).toEqual({
        nodes: [],
        edges: [],
        totalCount: 0,
        totalCountIsExact: true,
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      })
    }
    expect(upstream.operations({ topology: true })).toEqual([])
  })

  test('below each object too', async () => {
    const { data } = await gateway.ask(
      '{ processInstances { nodes { incidents(filter: { state: { in: [] } }) { totalCount } } } }',
    )
    expect(data?.processInstances.nodes).toEqual(new Array(4).fill({ incidents: { totalCount: 0 } }))
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('is left out among alternatives', async () => {
    await gateway.ask(filtered('{ or: [{ state: { in: [] } }, { hasIncident: true }] }'))
    expect(upstream.calls.map(({ body }) => body)).toMatchObject([{ filter: { $or: [{ hasIncident: true }] } }])
  })
})

test('an empty notIn excludes nothing', async () => {
  await gateway.ask(filtered('{ tenantId: { notIn: [] } }'))
  await gateway.ask(filtered('{ tenantId: { notIn: [], like: "a*" } }'))
  // An alternative that every row meets leaves nothing to choose.
  await gateway.ask(filtered('{ hasIncident: false, or: [{ tenantId: { notIn: [] } }, { state: { eq: COMPLETED } }] }'))
  const filters = upstream.calls.map(({ body }) => (body as { filter?: object }).filter)
  expect(filters).toEqual([undefined, { tenantId: { $like: 'a*' } }, { hasIncident: false }])
})

describe('a filter', () => {
  test('takes 1,000 values, and as many repetitions as one likes', async () => {
    const values = Array.from({ length: 1000 }, (_, n) => String(n))
    const { errors } = await gateway.ask(
      'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
      {
        f: { processInstanceKey: { in: [...values, ...values] } },
      },
    )
    expect(errors).toBeUndefined()
    expect(upstream.calls.map(({ body }) => body)).toMatchObject([{ filter: { processInstanceKey: { $in: values } } }])
  })

  test.each(['in', 'notIn'])('takes no more than 1,000 in %s', async (operator) => {
    const values = Array.from({ length: 1001 }, (_, n) => String(n))
    expect(
      await refused('query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }', {
        f: { or: [{ processDefinitionId: { [operator]: values } }] },
      }),
    ).toBe(`filter.or[0].processDefinitionId.${operator}: at most 1000 are possible, this has 1001. Ask in parts.`)
  })

  const NULL_FIELD = 'null says nothing here. Leave the field out, or use { exists: false } for rows without a value.'
  const NULL_OPERAND = 'null is no value to compare with. Use { exists: false } for rows without a value.'
  test.each([
    ['{ endDate: null }', `filter.endDate: ${NULL_FIELD}`],
    ['{ hasIncident: null }', `filter.hasIncident: ${NULL_FIELD}`],
    ['{ or: null }', `filter.or: ${NULL_FIELD}`],
    ['{ or: [{ businessId: null }] }', `filter.or[0].businessId: ${NULL_FIELD}`],
    ['{ endDate: { eq: null } }', `filter.endDate.eq: ${NULL_OPERAND}`],
    ['{ endDate: { in: null } }', `filter.endDate.in: ${NULL_OPERAND}`],
    ['{ endDate: { exists: null } }', `filter.endDate.exists: ${NULL_OPERAND}`],
    ['{ endDate: {} }', 'filter.endDate: give an operator, such as eq, or leave the field out.'],
    ['{ state: {} }', 'filter.state: give an operator, such as eq, or leave the field out.'],
    [
      '{ variables: [{ name: "a", value: {} }] }',
      'filter.variables[0].value: give an operator, such as eq, or leave the field out.',
    ],
    [
      '{ variables: [{ name: "a", value: { notIn: [] } }] }',
      'filter.variables[0]: an empty notIn excludes nothing. Leave the entry out.',
    ],
    ['{ variables: [] }', 'filter.variables: an empty list says nothing. Leave it out.'],
    ['{ tags: [] }', 'filter.tags: an empty list says nothing. Leave it out.'],
    ['{ or: [] }', 'filter.or: give at least one alternative, or leave it out.'],
    ['{ or: [{ hasIncident: true }, {}] }', 'filter.or[1]: an empty alternative matches every row. Leave `or` out.'],
    [
      '{ or: [{ or: [{ hasIncident: true }] }] }',
      'filter.or[0].or: alternatives cannot hold alternatives. Write them as one list.',
    ],
    [
      '{ batchOperationId: { eq: "a" }, batchOperationKey: { eq: "a" } }',
      'filter: batchOperationId is the old name of batchOperationKey: give one of them.',
    ],
    [
      '{ state: { eq: UNRECOGNIZED } }',
      'filter.state.eq: UNRECOGNIZED stands for values that this gateway does not know and cannot ask for.',
    ],
    [
      '{ or: [{ state: { in: [ACTIVE, UNRECOGNIZED] } }] }',
      'filter.or[0].state.in: UNRECOGNIZED stands for values that this gateway does not know and cannot ask for.',
    ],
  ])('%s is refused', async (filter, message) => {
    expect(await refused(filtered(filter))).toBe(message)
  })

  test('that is refused below an object, is refused for each, without a call', async () => {
    const { errors } = await gateway.ask(
      '{ processInstances { nodes { jobs(filter: { retries: {} }) { totalCount } } } }',
    )
    expect(errors?.map(({ message }) => message)).toEqual(
      new Array(4).fill('filter.retries: give an operator, such as eq, or leave the field out.'),
    )
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('on the latest version pages forward, and sorts by what Camunda can', async () => {
    const latest = (args: string) => `{ processDefinitions(${args}, filter: { isLatestVersion: true }) { totalCount } }`
    expect(await refused(latest('last: 1'))).toBe(
      'last: with filter.isLatestVersion Camunda pages forward only. Use first and after.',
    )
    expect(await refused(latest('sort: [{ field: name }]'))).toBe(
      'sort: with filter.isLatestVersion Camunda sorts by processDefinitionId and tenantId only, not by name.',
    )
  })
})

describe('contradictory operators', () => {
  test.each([
    ['state: { eq: ACTIVE, neq: ACTIVE }', 'state', 'eq and neq'],
    ['state: { eq: ACTIVE, in: [COMPLETED] }', 'state', 'eq and in'],
    ['tenantId: { eq: "a", notIn: ["b", "a"] }', 'tenantId', 'eq and notIn'],
    ['processDefinitionVersion: { eq: 3, gt: 3 }', 'processDefinitionVersion', 'eq and gt'],
    ['processDefinitionVersion: { eq: 3, gte: 4 }', 'processDefinitionVersion', 'eq and gte'],
    ['processDefinitionVersion: { eq: 3, lt: 3 }', 'processDefinitionVersion', 'eq and lt'],
    ['processDefinitionVersion: { eq: 3, lte: 2 }', 'processDefinitionVersion', 'eq and lte'],
    ['processDefinitionVersion: { in: [1, 2], gt: 2 }', 'processDefinitionVersion', 'in and gt'],
    ['processDefinitionVersion: { in: [1, 2], lt: 1 }', 'processDefinitionVersion', 'in and lt'],
    ['state: { in: [ACTIVE, ACTIVE], neq: ACTIVE }', 'state', 'in and neq'],
    ['tenantId: { in: ["a", "b"], notIn: ["b", "a"] }', 'tenantId', 'in and notIn'],
    ['processDefinitionVersion: { gt: 3, lt: 3 }', 'processDefinitionVersion', 'gt and lt'],
    ['processDefinitionVersion: { gte: 4, lte: 3 }', 'processDefinitionVersion', 'gte and lte'],
    ['processDefinitionVersion: { gt: 3, lte: 3 }', 'processDefinitionVersion', 'gt and lte'],
    ['processDefinitionVersion: { gte: 3, lt: 3 }', 'processDefinitionVersion', 'gte and lt'],
    ['endDate: { gt: "2026-01-02T00:00:00Z", lt: "2026-01-01T00:00:00Z" }', 'endDate', 'gt and lt'],
    ['endDate: { eq: "2026-01-02T00:00:00Z", neq: "2026-01-02T01:00:00.000+01:00" }', 'endDate', 'eq and neq'],
    ['endDate: { exists: false, gt: "2026-01-02T00:00:00Z" }', 'endDate', 'exists: false and gt'],
    ['businessId: { exists: false, eq: "a" }', 'businessId', 'exists: false and eq'],
    ['businessId: { exists: false, like: "a" }', 'businessId', 'exists: false and like'],
    ['businessId: { exists: false, in: ["a"] }', 'businessId', 'exists: false and in'],
  ])('%s', async (filter, field, pair) => {
    const said = `${pair} exclude each other, so no row can match. Leave one of them out.`
    expect(await refused(filtered(`{ ${filter} }`))).toBe(`filter.${field}: ${said}`)
    expect(await refused(filtered(`{ or: [{ ${filter} }] }`))).toBe(`filter.or[0].${field}: ${said}`)
  })

  test('two of a task’s many groups may be asked for at once', async () => {
    const filter = '{ candidateGroup: { eq: "hr", in: ["accounting"] } }'
    const { errors } = await gateway.ask(`{ userTasks(filter: ${filter}) { totalCount } }`)
    expect(errors).toBeUndefined()
    expect(upstream.calls.at(-1)?.body).toMatchObject({
      filter: { candidateGroup: { $eq: 'hr', $in: ['accounting'] } },
    })
  })

  test('what only looks like it is asked for', async () => {
    for (const filter of [
      'endDate: { eq: "2026-01-02T00:00:00Z", in: ["2026-01-02T01:00:00+01:00"] }',
      'endDate: { gte: "2026-01-02T00:00:00Z", lte: "2026-01-02T01:00:00+01:00" }',
      'businessId: { exists: false, neq: "a" }',
      'businessId: { exists: true, eq: "a" }',
      'tenantId: { eq: "a", notIn: ["b"] }',
    ]) {
      const { errors } = await gateway.ask(filtered(`{ ${filter} }`))
      expect([filter, errors]).toEqual([filter, undefined])
    }
    expect(upstream.calls).toHaveLength(5)
  })

  const number = fc.integer({ min: 0, max: 4 })
  const some = fc.uniqueArray(number, { minLength: 1, maxLength: 4 })
  const operators = fc.record(
    {
      $eq: number,
      $neq: number,
      $exists: fc.boolean(),
      $in: some,
      $notIn: some,
      $gt: number,
      $gte: number,
      $lt: number,
      $lte: number,
    },
    { requiredKeys: [] },
  )
  // What lies between two whole numbers counts as well: dates do, and dates are compared in the same way.
  const VALUES = [null, ...Array.from({ length: 15 }, (_, n) => n / 2 - 1)]

  /** Whether a value meets an operator; a row without a value is unlike any value. */
  function meets(value: number | null, operator: string, operand: unknown): boolean {
    if (operator === '$exists') return (value !== null) === operand
    if (operator === '$neq') return value !== operand
    if (operator === '$notIn') return value === null || !(operand as number[]).includes(value)
    if (value === null) return false
    if (operator === '$eq') return value === operand
    if (operator === '$in') return (operand as number[]).includes(value)
    const limit = operand as number
    if (operator === '$gt') return value > limit
    if (operator === '$gte') return value >= limit
    return operator === '$lt' ? value < limit : value <= limit
  }

  const satisfiable = (given: Array<[string, unknown]>) =>
    VALUES.some((value) => given.every(([operator, operand]) => meets(value, operator, operand)))

  /** The same operators over dates: each number a day, written in one of two time zones. */
  const asDates = (given: object, zones: boolean[]) => {
    let n = 0
    const date = (day: number) =>
      zones[n++ % zones.length] ? `2026-01-0${day + 1}T00:00:00Z` : `2026-01-0${day + 1}T02:00:00.000+02:00`
    return Object.fromEntries(
      Object.entries(given).map(([operator, operand]) => [
        operator,
        Array.isArray(operand) ? operand.map(date) : typeof operand === 'number' ? date(operand) : operand,
      ]),
    )
  }

  test('are those that no value can meet: never a set that one can meet, and always two that exclude each other', () => {
    fc.assert(
      fc.property(operators, fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (given, zones) => {
        const entries = Object.entries(given)
        const pairs = entries.flatMap((one, index) => entries.slice(index + 1).map((other) => [one, other]))
        for (const written of [given, asDates(given, zones)]) {
          const found = contradiction(written)
          if (found !== undefined) expect(satisfiable(entries)).toBe(false)
          if (pairs.some((pair) => !satisfiable(pair))) expect(found).toBeTypeOf('string')
        }
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('a sort', () => {
  test('names each field once', async () => {
    expect(await refused(list('sort: [{ field: state }, { field: startDate }, { field: state, order: DESC }]'))).toBe(
      'sort[2].field: state is there twice. Name each field once; the first level weighs most.',
    )
    expect(await refused(list('sort: [{ field: processInstanceKey }, { field: processInstanceKey }]'))).toBe(
      'sort[1].field: processInstanceKey is there twice. Name each field once; the first level weighs most.',
    )
  })
})

describe("a command's input", () => {
  const mutation = (field: string, input: string) => `mutation { ${field}(input: ${input}) { __typename } }`
  const EITHER =
    'input: give either processDefinitionKey (one deployed version) or processDefinitionId (its newest, or processDefinitionVersion).'
  const OBJECT = 'variables are a JSON object with a member for each name, such as { "amount": 10 }.'
  const TASK =
    'input: give what to change: candidateGroups, candidateUsers, dueDate, followUpDate, priority. null clears a value.'
  const resource = (name: string) => `{ text: { name: "${name}", content: "<a/>" } }`
  const extension = (name: string) =>
    `${JSON.stringify(name)} has no extension. Camunda tells by it what a resource is: .bpmn, .dmn or .form.`

  test.each([
    ['createProcessInstance', '{}', EITHER],
    ['createProcessInstance', '{ processDefinitionKey: null, processDefinitionId: null }', EITHER],
    ['createProcessInstance', '{ processDefinitionId: "" }', EITHER],
    ['createProcessInstance', '{ processDefinitionKey: "1", processDefinitionId: "a" }', EITHER],
    [
      'createProcessInstance',
      '{ processDefinitionKey: "1", processDefinitionVersion: 2 }',
      'input.processDefinitionVersion: a processDefinitionKey names a version already. Leave one of them out.',
    ],
    [
      'createProcessInstance',
      `{ processDefinitionId: "a", tags: [${'"a" '.repeat(11)}] }`,
      'input.tags: at most 10 are possible, this has 11.',
    ],
    ...['1', '1.0', '"a"', 'true', '[]', '[{ a: 1 }]', '9007199254740993'].map((variables) => [
      'createProcessInstance',
      `{ processDefinitionId: "a", variables: ${variables} }`,
      `input.variables: ${OBJECT}`,
    ]),
    ['completeJob', '{ jobKey: "1", variables: [] }', `input.variables: ${OBJECT}`],
    ['completeUserTask', '{ userTaskKey: "1", variables: "a" }', `input.variables: ${OBJECT}`],
    ['publishMessage', '{ name: "a", variables: 1 }', `input.variables: ${OBJECT}`],
    ['createElementInstanceVariables', '{ elementInstanceKey: "1", variables: [] }', `input.variables: ${OBJECT}`],
    [
      'modifyProcessInstance',
      '{ processInstanceKey: "1", activateInstructions: [{ elementId: "a", variableInstructions: [{ variables: 1 }] }] }',
      `input.activateInstructions[0].variableInstructions[0].variables: ${OBJECT}`,
    ],
    ['createDeployment', '{ resources: [] }', 'input.resources: give at least one file or text.'],
    ['createDeployment', `{ resources: [${resource('order')}] }`, `input.resources[0]: ${extension('order')}`],
    [
      'createDeployment',
      `{ resources: [${resource('a.bpmn')}, ${resource('')}] }`,
      `input.resources[1]: ${extension('')}`,
    ],
    ['createDeployment', `{ resources: [${resource('order.')}] }`, `input.resources[0]: ${extension('order.')}`],
    [
      'createDeployment',
      `{ resources: [${resource('a.bpmn')}, ${resource('a.bpmn')}] }`,
      'input.resources[1]: "a.bpmn" is there twice. Give each resource a name of its own.',
    ],
    ['updateJob', '{ jobKey: "1" }', 'input: give what to change: retries, timeout, priority or several of them.'],
    [
      'updateJob',
      '{ jobKey: "1", retries: null, timeout: null }',
      'input: give what to change: retries, timeout, priority or several of them.',
    ],
    ['updateUserTask', '{ userTaskKey: "1" }', TASK],
    [
      'activateJobs',
      '{ type: "a", maxJobsToActivate: 0, timeout: 1 }',
      'input.maxJobsToActivate: give a number from 1.',
    ],
    [
      'activateJobs',
      '{ type: "a", maxJobsToActivate: 1, timeout: 0 }',
      'input.timeout: give the milliseconds that the jobs are yours, from 1.',
    ],
  ] as Array<[string, string, string]>)('%s(input: %s) is refused', async (field, input, message) => {
    expect(await refused(mutation(field, input))).toBe(message)
  })
})

describe('what does not fit its type', () => {
  /** Refused while the query is read: there is no data at all. */
  async function misfit(query: string, variables?: object | string) {
    const { status, data, errors } = await gateway.ask(query, variables, {
      accept: 'application/graphql-response+json',
    })
    expect(upstream.operations({ topology: true })).toEqual([])
    expect(status).toBe(400)
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.locations).toHaveLength(1)
    return { message: errors?.[0]?.message, code: errors?.[0]?.extensions?.code }
  }

  const ONE_DATE = 'query ($v: DateTime) { processInstances(filter: { endDate: { gt: $v } }) { totalCount } }'
  test.each([
    'yesterday',
    '',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-02-30T00:00:00Z',
    '1900-02-29T00:00:00+01:00',
    '2026-04-31T23:59:59Z',
    5,
    true,
  ])('the DateTime %j', async (v) => {
    const said = `${JSON.stringify(v)} is not a DateTime. Write RFC 3339 text with a time zone, such as "2026-11-21T09:30:00Z".`
    expect(await misfit(ONE_DATE, { v })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Variable "$v" got invalid value ${JSON.stringify(v)}; ${said}`,
    })
    expect(await misfit(filtered(`{ endDate: { gt: ${JSON.stringify(v)} } }`))).toEqual({
      code: 'BAD_USER_INPUT',
      message: said,
    })
  })

  const ONE_LONG = 'mutation ($v: Long) { updateJob(input: { jobKey: "1", timeout: $v }) { __typename } }'
  test.each(['1.5', '"1"', '9223372036854775808', '-9223372036854775809', '1e3', 'true', '1e400'])(
    'the Long %s',
    async (v) => {
      const said = `${v} is not a Long: a whole number of up to 64 bits.`
      const inVariable = await misfit(ONE_LONG, `{ "v": ${v} }`)
      expect(inVariable.code).toBe('BAD_USER_INPUT')
      expect(inVariable.message).toContain(said)
      expect(await misfit(ONE_LONG.replace('($v: Long)', '').replace('$v', v))).toEqual({
        code: 'BAD_USER_INPUT',
        message: said,
      })
    },
  )

  test.each([
    ['first', 'Int', '"x"'],
    ['first', 'Int', '1.5'],
    ['first', 'Int', '9007199254740993'],
    ['filter', 'ProcessInstanceFilter', '{ "state": { "eq": "NOPE" } }'],
    ['filter', 'ProcessInstanceFilter', '{ "colour": "red" }'],
    ['filter', 'ProcessInstanceFilter', '{ "hasIncident": "yes" }'],
    ['filter', 'ProcessInstanceFilter', '{ "state": { "gt": "ACTIVE" } }'],
    ['sort', '[ProcessInstanceSort!]', '[{ "field": "colour" }]'],
  ])('%s: %s = %s', async (argument, type, value) => {
    const query = `query ($v: ${type}) { processInstances(${argument}: $v) { totalCount } }`
    const { message, code } = await misfit(query, `{ "v": ${value} }`)
    expect(code).toBe('BAD_USER_INPUT')
    expect(message).toContain('Variable "$v" got invalid value')
  })

  test.each([
    ['{ processInstances {', 'GRAPHQL_PARSE_FAILED'],
    // No question at all.
    ['', 'BAD_REQUEST'],
    [' ', 'GRAPHQL_PARSE_FAILED'],
    ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ processInstances }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ processInstance { state } }', 'GRAPHQL_VALIDATION_FAILED'],
    [list('first: "1"'), 'GRAPHQL_VALIDATION_FAILED'],
    [filtered('{ state: { eq: NOPE } }'), 'GRAPHQL_VALIDATION_FAILED'],
    ['mutation { createDeployment(input: { resources: [{}] }) { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('the query %j is answered with 400', async (query, code) => {
    for (const accept of [
      'application/graphql-response+json',
      'application/graphql-response+json, application/json;q=0.9',
    ]) {
      const { status, errors } = await gateway.ask(query, {}, { accept })
      expect(status).toBe(400)
      expect(errors?.[0]?.extensions?.code).toBe(code)
    }
    expect(upstream.operations({ topology: true })).toEqual([])
  })
})
