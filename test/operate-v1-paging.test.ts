import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  definitionRow,
  elementRow,
  incidentRow,
  instanceRow,
  operateDate,
  operateKey,
  variableRow,
} from './support/operate/rows.ts'
import type { OperateRow } from './support/operate/search.ts'
import { type OperateStand, operateStand } from './support/operate/stand.ts'

const COUNT = 23

/** Rows with ties and missing values in everything that may have them. */
const ROWS: Record<string, OperateRow[]> = {
  'process-definitions': [
    definitionRow(),
    ...Array.from({ length: COUNT }, (_, n) =>
      definitionRow({
        key: operateKey(5_000 + n),
        bpmnProcessId: `process-${n % 4}`,
        version: (n % 5) + 1,
        ...(n % 3 ? { name: `Name ${n % 2}` } : { name: undefined }),
        ...(n % 4 ? {} : { versionTag: `v${n % 8}` }),
      }),
    ),
  ],
  'process-instances': Array.from({ length: COUNT }, (_, n) =>
    instanceRow(1_000 + n, {
      startDate: operateDate(n % 7),
      incident: n % 3 === 0,
      bpmnProcessId: n % 2 ? 'Order' : 'order',
      processVersion: (n % 3) + 1,
      ...(n % 3 ? { processVersionTag: `v${n % 3}` } : {}),
      ...(n % 4 === 0 ? { state: 'COMPLETED', endDate: operateDate(50 + (n % 8)) } : {}),
      ...(n % 4 === 1 ? { state: 'CANCELED', endDate: operateDate(50 + (n % 8)) } : {}),
      ...(n % 5 ? {} : { parentKey: operateKey(n), parentFlowNodeInstanceKey: operateKey(n + 1) }),
    }),
  ),
  'flownode-instances': Array.from({ length: COUNT }, (_, n) =>
    elementRow(2_000 + n, {
      flowNodeId: `element-${n % 4}`,
      flowNodeName: n % 4 ? `Element ${n % 4}` : undefined,
      startDate: operateDate(n % 5),
      ...(n % 3 ? { state: 'COMPLETED', endDate: operateDate(n % 6) } : {}),
      ...(n % 6 ? {} : { incident: true, incidentKey: operateKey(n) }),
    }),
  ),
  incidents: Array.from({ length: COUNT }, (_, n) =>
    incidentRow(3_000 + n, {
      creationTime: operateDate(n % 4),
      type: n % 2 ? 'JOB_NO_RETRIES' : 'IO_MAPPING_ERROR',
      state: n % 3 ? 'ACTIVE' : 'RESOLVED',
      ...(n % 5 ? {} : { jobKey: undefined }),
    }),
  ),
  variables: Array.from({ length: COUNT }, (_, n) =>
    variableRow(4_000 + n, {
      name: `name${n % 4}`,
      value: `${n % 6}`,
      scopeKey: operateKey(n % 3),
      truncated: n % 4 === 0,
    }),
  ),
}

const LISTS = [
  {
    field: 'processDefinitions',
    key: 'processDefinitionKey',
    type: 'ProcessDefinitionSortField',
    not: ['resourceName'],
  },
  {
    field: 'processInstances',
    key: 'processInstanceKey',
    type: 'ProcessInstanceSortField',
    not: ['businessId', 'suspendedDate'],
  },
  { field: 'elementInstances', key: 'elementInstanceKey', type: 'ElementInstanceSortField', not: [] },
  { field: 'incidents', key: 'incidentKey', type: 'IncidentSortField', not: ['elementId', 'elementInstanceKey'] },
  { field: 'variables', key: 'variableKey', type: 'VariableSortField', not: [] },
]

interface Page {
  totalCount: number
  edges: Array<{ cursor: string; node: Record<string, string> }>
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

type Value = string | number | boolean | null

async function valuesOf({ ask }: OperateStand, field: string, name: string, sort: object): Promise<Value[]> {
  const type = LISTS.find((list) => list.field === field)?.type.replace('Field', '')
  const shown = name === 'value' ? 'preview' : name
  const data = await ask(`query ($sort: [${type}!]) { ${field}(first: 100, sort: $sort) { nodes { ${shown} } } }`, {
    sort,
  })
  return data[field].nodes.map((node: Record<string, Value>) => node[shown])
}

/** Whether values follow each other in an order, those that are missing last. */
function isOrdered(values: Value[], order: string): boolean {
  return values.every((value, index) => {
    const before = values[index - 1]
    if (before === undefined || value === null) return true
    if (before === null) return false
    const isSame = before === value
    const isLess =
      typeof before === 'string' && typeof value === 'string' ? compareTexts(before, value) < 0 : before < value
    return isSame || isLess === (order === 'ASC')
  })
}

function compareTexts(a: string, b: string): number {
  if (/^\d{16,}$/.test(a) && /^\d{16,}$/.test(b)) return Number(BigInt(a) - BigInt(b))
  // The states are ordered by Operate's own names.
  const own = (text: string) => Buffer.from(text === 'TERMINATED' ? 'CANCELED' : text)
  return Buffer.compare(own(a), own(b))
}

describe.each(LISTS)('$field', ({ field, key, type, not }) => {
  const document = `query ($first: Int, $after: String, $last: Int, $before: String, $sort: [${type.replace('Field', '')}!]) {
    ${field}(first: $first, after: $after, last: $last, before: $before, sort: $sort) {
      totalCount
      edges { cursor node { ${key} } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`
  const keysOf = (page: Page) => page.edges.map(({ node }) => node[key])

  async function sortFields({ ask }: OperateStand): Promise<string[]> {
    const data = await ask(`{ __type(name: "${type}") { enumValues { name } } }`)
    return data.__type.enumValues.map(({ name }: { name: string }) => name)
  }

  test('pages by every sort, both ways, from every row', async () => {
    await using stand = await operateStand({ rows: ROWS })
    const page = async (args: object): Promise<Page> => (await stand.ask(document, args))[field]
    const fields = (await sortFields(stand)).filter((name) => !(not as string[]).includes(name))
    expect(fields.length).toBeGreaterThan(5)
    for (const name of fields) {
      for (const order of ['ASC', 'DESC']) {
        const sort = [{ field: name, order }]
        const whole = await page({ first: 100, sort })
        const keys = keysOf(whole)
        expect(new Set(keys).size).toBe(whole.totalCount)
        expect(isOrdered(await valuesOf(stand, field, name, sort), order), `${name} ${order}`).toBe(true)
        expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })

        const forward: unknown[] = []
        for (let after: string | undefined; ; ) {
          const one = await page({ first: 4, after, sort })
          forward.push(...keysOf(one))
          expect(one.totalCount).toBe(keys.length)
          if (!one.pageInfo.hasNextPage) break
          after = one.pageInfo.endCursor
        }
        expect(forward, `${name} ${order} forward`).toEqual(keys)

        const backward: unknown[] = []
        for (let before: string | undefined; ; ) {
          const one = await page({ last: 4, before, sort })
          backward.unshift(...keysOf(one))
          if (!one.pageInfo.hasPreviousPage) break
          before = one.pageInfo.startCursor
        }
        expect(backward, `${name} ${order} backward`).toEqual(keys)

        const from = Math.floor(keys.length / 2)
        const cursor = whole.edges[from]?.cursor
        expect(keysOf(await page({ first: 3, after: cursor, sort }))).toEqual(keys.slice(from + 1, from + 4))
        expect(keysOf(await page({ last: 3, before: cursor, sort }))).toEqual(keys.slice(from - 3, from))
      }
    }
  })

  test.runIf(not.length > 0)('refuses sorts by what Operate does not have, before any call', async () => {
    await using stand = await operateStand({ rows: ROWS })
    for (const name of not) {
      const [error] = await stand.refused(document, { sort: [{ field: name }] })
      expect(error).toMatchObject({ code: 'NOT_SUPPORTED' })
      expect(error?.message).toContain(`sort: ${name}`)
    }
    expect(stand.operate.calls).toEqual([])
  })

  test('shows keys beyond 2^53 as they are', async () => {
    await using stand = await operateStand({ rows: ROWS })
    const { edges }: Page = (await stand.ask(document, { first: 100 }))[field]
    const path = {
      processDefinitions: 'process-definitions',
      processInstances: 'process-instances',
      elementInstances: 'flownode-instances',
    }
    const rows = ROWS[path[field as keyof typeof path] ?? field] ?? []
    expect(edges.map(({ node }) => node[key])).toEqual(rows.map((row) => String(row.key)))
  })
})

describe('what goes over the wire', () => {
  const instances = (args: string) =>
    `{ processInstances(${args}) { nodes { processInstanceKey } pageInfo { endCursor } } }`

  test('the cursor of a row is its sort values, with the key that Operate adds to each sort', async () => {
    await using stand = await operateStand({ rows: ROWS })
    const sort = 'sort: [{ field: startDate, order: DESC }]'
    const data = await stand.ask(instances(`first: 2, ${sort}`))
    stand.operate.wire()
    await stand.ask(instances(`first: 2, after: "${data.processInstances.pageInfo.endCursor}", ${sort}`))
    const key = BigInt(data.processInstances.nodes[1].processInstanceKey)
    expect(stand.operate.searches()).toEqual([
      {
        size: 2,
        sort: [
          { field: 'startDate', order: 'DESC' },
          { field: 'key', order: 'ASC' },
        ],
        searchAfter: [Date.UTC(2026, 0, 1) + 6, key, key],
      },
    ])
  })

  test('what a client sorts by after the key orders nothing', async () => {
    await using stand = await operateStand({ rows: ROWS })
    const sort = 'sort: [{ field: state }, { field: processInstanceKey, order: DESC }, { field: startDate }]'
    const seen: string[] = []
    for (let after = ''; ; ) {
      const { processInstances: page } = await stand.ask(
        `{ processInstances(first: 5, ${after} ${sort}) { nodes { processInstanceKey } pageInfo { hasNextPage endCursor } } }`,
      )
      seen.push(...page.nodes.map((node: Record<string, string>) => node.processInstanceKey))
      if (!page.pageInfo.hasNextPage) break
      after = `after: "${page.pageInfo.endCursor}",`
    }
    const place = ({ state, key }: OperateRow) => `${state} ${2n ** 63n - BigInt(String(key))}`
    const rows = (ROWS['process-instances'] ?? []).toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    expect(seen).toEqual(rows.map(({ key }) => String(key)))
  })

  test('the end of a list is the start of the list the other way round', async () => {
    await using stand = await operateStand({ rows: ROWS })
    await stand.ask(instances('last: 2'))
    expect(stand.operate.searches()).toEqual([{ size: 2, sort: [{ field: 'key', order: 'DESC' }] }])
    const none = await stand.ask(
      '{ processInstances(last: 0) { totalCount nodes { state } pageInfo { hasPreviousPage } } }',
    )
    expect(none.processInstances).toEqual({ totalCount: COUNT, nodes: [], pageInfo: { hasPreviousPage: true } })
  })

  test('a sort by what may be missing is one search of the rows that have it and one of those that do not', async () => {
    await using stand = await operateStand({ rows: ROWS })
    await stand.ask(instances('first: 2, sort: [{ field: endDate, order: DESC }]'))
    const filters = stand.operate.searches() as Array<{ filter: object; sort: Array<{ field: string }> }>
    expect(filters.map(({ filter, sort }) => [filter, sort.map(({ field }) => field)])).toEqual([
      [{ state: 'COMPLETED' }, ['endDate', 'key']],
      [{ state: 'CANCELED' }, ['endDate', 'key']],
      [{ state: 'ACTIVE' }, ['key']],
    ])
  })

  test('a page of more rows than Operate gives at once takes several calls', async () => {
    const rows = {
      'process-instances': Array.from({ length: 2_300 }, (_, n) => instanceRow(n)),
      'process-definitions': [definitionRow()],
    }
    await using stand = await operateStand({ rows }, { GATEWAY_MAX_PAGE_SIZE: '10000' })
    const data = await stand.ask('{ processInstances(first: 2200) { totalCount nodes { processInstanceKey } } }')
    expect(data.processInstances.totalCount).toBe(2_300)
    expect(
      data.processInstances.nodes.map(({ processInstanceKey }: Record<string, string>) => processInstanceKey),
    ).toEqual(Array.from({ length: 2_200 }, (_, n) => String(operateKey(n))))
    expect(stand.operate.searches()).toMatchObject([{ size: 1000 }, { size: 1000 }, { size: 200 }])
  })

  test('Operate counts to 10,000', async () => {
    const rows = { 'process-instances': Array.from({ length: 10_001 }, (_, n) => instanceRow(n)) }
    await using stand = await operateStand({ rows })
    const { processInstances } = await stand.ask(
      '{ processInstances(first: 0) { totalCount totalCountIsExact pageInfo { hasNextPage } } }',
    )
    expect(processInstances).toEqual({ totalCount: 10_000, totalCountIsExact: false, pageInfo: { hasNextPage: true } })
    const end = await stand.ask('{ processInstances(last: 1) { nodes { processInstanceKey } } }')
    expect(end.processInstances.nodes).toEqual([{ processInstanceKey: String(operateKey(10_000)) }])
  })

  test('rows that come and go while a list is paged leave the others where they are', async () => {
    await using stand = await operateStand({
      rows: { ...ROWS, 'process-instances': [...(ROWS['process-instances'] ?? [])] },
    })
    const seen: string[] = []
    const rows = stand.operate.rows['process-instances'] ?? []
    const before = rows.map(({ key }) => String(key))
    for (let after = ''; ; ) {
      const sort = 'sort: [{ field: startDate, order: DESC }]'
      const { processInstances: page } = await stand.ask(
        `{ processInstances(first: 3, ${after && `after: "${after}",`} ${sort}) { nodes { processInstanceKey } pageInfo { hasNextPage endCursor } } }`,
      )
      seen.push(...page.nodes.map(({ processInstanceKey }: Record<string, string>) => processInstanceKey))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
      // The row that the cursor is of goes, and new ones come on either side.
      const last = seen.at(-1)
      rows.splice(
        rows.findIndex(({ key }) => String(key) === last),
        1,
      )
      rows.push(instanceRow(9_000 + seen.length, { startDate: operateDate(100) }))
    }
    expect(seen.toSorted()).toEqual(before.toSorted())
  })

  test('a cursor that another generation gave is refused', async () => {
    await using stand = await operateStand({ rows: ROWS })
    const { processInstances } = await stand.ask(instances('first: 1'))
    const cursor: string = processInstances.pageInfo.endCursor
    const content = JSON.parse(Buffer.from(cursor.slice(0, -8), 'base64url').toString())
    for (const base of ['eyJ2MiI6MX0=', '["x","y"]', '[1]', '[null]']) {
      const text = Buffer.from(JSON.stringify([content[0], base, 0])).toString('base64url')
      const forged = text + hash('sha256', text, 'base64url').slice(0, 8)
      stand.operate.wire()
      const [error] = await stand.refused(instances(`first: 1, after: "${forged}"`))
      expect(error, base).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('another Camunda') })
      expect(stand.operate.wire()).toEqual([])
    }
  })
})
