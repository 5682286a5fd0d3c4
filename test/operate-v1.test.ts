import { describe, expect, test } from 'vitest'
import {
  dateOf,
  definitionRow,
  elementRow,
  incidentRow,
  instanceRow,
  operateDate,
  operateKey,
  variableRow,
} from './support/operate/rows.ts'
import { operateStand } from './support/operate/stand.ts'

const key = (n: number) => String(operateKey(n))
const definitions = [definitionRow({ versionTag: 'v1' })]

describe('what rows look like', () => {
  const rows = {
    'process-definitions': definitions,
    'process-instances': [
      instanceRow(1, {
        state: 'CANCELED',
        endDate: operateDate(9),
        incident: true,
        parentKey: operateKey(2),
        parentFlowNodeInstanceKey: operateKey(3),
        processVersionTag: 'v1',
      }),
      instanceRow(2),
    ],
    'flownode-instances': [elementRow(3, { flowNodeName: undefined, incident: true, incidentKey: operateKey(4) })],
    incidents: [incidentRow(4)],
    variables: [variableRow(6, { value: '{"big":9007199254740993,"one":1.0}' })],
  }

  test('a process instance and its definition', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{ processInstances { nodes {
      processInstanceKey processDefinitionKey processDefinitionId processDefinitionName processDefinitionVersion
      processDefinitionVersionTag startDate endDate state hasIncident tenantId parentProcessInstanceKey
      parentElementInstanceKey rootProcessInstanceKey tags businessId
      processDefinition { name version versionTag tenantId resourceName hasStartForm state xml }
    } } }`)
    const definition = {
      name: 'Order',
      version: 1,
      versionTag: 'v1',
      tenantId: '<default>',
      resourceName: null,
      hasStartForm: null,
      state: null,
      xml: '<definitions id="order"/>',
    }
    const first = {
      processInstanceKey: key(1),
      processDefinitionKey: key(0),
      processDefinitionId: 'order',
      processDefinitionName: 'Order',
      processDefinitionVersion: 1,
      processDefinitionVersionTag: 'v1',
      startDate: dateOf(1),
      endDate: dateOf(9),
      state: 'TERMINATED',
      hasIncident: true,
      tenantId: '<default>',
      parentProcessInstanceKey: key(2),
      parentElementInstanceKey: key(3),
      rootProcessInstanceKey: null,
      tags: null,
      businessId: null,
      processDefinition: definition,
    }
    expect(data.processInstances.nodes).toEqual([
      first,
      {
        ...first,
        processInstanceKey: key(2),
        processDefinitionVersionTag: null,
        startDate: dateOf(2),
        endDate: null,
        state: 'ACTIVE',
        hasIncident: false,
        parentProcessInstanceKey: null,
        parentElementInstanceKey: null,
      },
    ])
  })

  test('an element instance, an incident and a variable', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{
      elementInstance(elementInstanceKey: "${key(3)}") {
        elementInstanceKey processInstanceKey processDefinitionKey processDefinitionId startDate endDate elementId
        elementName type state hasIncident incidentKey tenantId incident { errorMessage }
      }
      incident(incidentKey: "${key(4)}") {
        incidentKey processInstanceKey processDefinitionKey processDefinitionId errorType errorMessage creationTime state
        jobKey tenantId elementId elementInstanceKey processInstance { state }
      }
      variable(variableKey: "${key(6)}") { variableKey name value preview isTruncated scopeKey processInstanceKey tenantId }
    }`)
    expect(data.elementInstance).toEqual({
      elementInstanceKey: key(3),
      processInstanceKey: key(1),
      processDefinitionKey: key(0),
      processDefinitionId: 'order',
      startDate: dateOf(3),
      endDate: null,
      elementId: 'pay',
      elementName: 'pay',
      type: 'SERVICE_TASK',
      state: 'ACTIVE',
      hasIncident: true,
      incidentKey: key(4),
      tenantId: '<default>',
      incident: { errorMessage: 'card declined' },
    })
    expect(data.incident).toEqual({
      incidentKey: key(4),
      processInstanceKey: key(1),
      processDefinitionKey: key(0),
      processDefinitionId: 'order',
      errorType: 'JOB_NO_RETRIES',
      errorMessage: 'card declined',
      creationTime: dateOf(4),
      state: 'ACTIVE',
      jobKey: key(5),
      tenantId: '<default>',
      elementId: null,
      elementInstanceKey: null,
      processInstance: { state: 'TERMINATED' },
    })
    expect(data.variable).toMatchObject({ variableKey: key(6), name: 'name6', isTruncated: false, scopeKey: key(1) })
    expect(data.variable.preview).toBe('{"big":9007199254740993,"one":1.0}')
  })

  test('what Operate tells of an instance beside its row', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{ processInstance(processInstanceKey: "${key(1)}") {
      sequenceFlows { sequenceFlowId elementId processInstanceKey }
      elementStatistics { elementId active completed canceled incidents }
      callHierarchy { processInstanceKey processDefinitionName }
      hierarchyIncidents { totalCount }
    } }`)
    expect(data.processInstance).toEqual({
      sequenceFlows: [
        { sequenceFlowId: `${key(1)}_started-pay`, elementId: 'started-pay', processInstanceKey: key(1) },
      ],
      elementStatistics: [{ elementId: 'pay', active: 1, completed: 2, canceled: 0, incidents: 0 }],
      callHierarchy: [
        { processInstanceKey: key(2), processDefinitionName: 'Order' },
        { processInstanceKey: key(1), processDefinitionName: 'Order' },
      ],
      hierarchyIncidents: { totalCount: 1 },
    })
  })

  test('a definition that is gone leaves null what Operate has nowhere else', async () => {
    await using stand = await operateStand({ rows: { ...rows, 'process-definitions': [] } })
    const data = await stand.ask('{ processInstances { nodes { processDefinitionId processDefinitionName } } }')
    expect(data.processInstances.nodes[0]).toEqual({ processDefinitionId: 'order', processDefinitionName: null })
  })

  test('where there is none, null', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{
      processInstance(processInstanceKey: "12") { state }
      processDefinition(processDefinitionKey: "12") { name }
      elementInstance(elementInstanceKey: "12") { state }
      incident(incidentKey: "12") { state }
      variable(variableKey: "12") { name }
    }`)
    expect(Object.values(data)).toEqual([null, null, null, null, null])
  })
})

describe('long values', () => {
  const whole = `"${'x'.repeat(9_000)}"`
  const rows = { variables: [variableRow(1, { value: whole.slice(0, 8191), whole, truncated: true })] }

  test('are known to be cut, and read whole when asked for', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask('{ variables { nodes { isTruncated value whole: value(full: true) } } }')
    expect(data.variables.nodes).toEqual([{ isTruncated: true, value: null, whole: JSON.parse(whole) }])
  })

  test('can be listed alone', async () => {
    await using stand = await operateStand({ rows })
    await stand.ask('{ variables(filter: { isTruncated: true }) { totalCount } }')
    expect(stand.operate.searches()).toMatchObject([{ filter: { truncated: true } }])
  })

  test('cannot be read whole where Operate and Tasklist share a process', async () => {
    await using stand = await operateStand({ rows, withTasklist: true })
    const short = await stand.ask(`{ variable(variableKey: "${key(2)}") { name } }`)
    expect(short.variable).toBeNull()
    const [error] = await stand.refused('{ variables { nodes { value(full: true) } } }')
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(error?.message).toContain('share a process')
    expect(error?.message).not.toContain('java')
  })

  test('are not compared with longer ones than Operate holds', async () => {
    await using stand = await operateStand({ rows })
    const filter = { value: { eq: whole } }
    const query = 'query ($filter: VariableFilter) { variables(filter: $filter) { totalCount } }'
    expect(await stand.refused(query, { filter })).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    expect(stand.operate.calls).toEqual([])
  })
})

describe('filters that Operate knows', () => {
  const cases: Array<[type: string, field: string, filter: object, wire: object]> = [
    ['ProcessInstanceFilter', 'processInstances', { processInstanceKey: { eq: key(1) } }, { key: operateKey(1) }],
    ['ProcessInstanceFilter', 'processInstances', { processDefinitionId: { eq: 'order' } }, { bpmnProcessId: 'order' }],
    ['ProcessInstanceFilter', 'processInstances', { state: { eq: 'TERMINATED' } }, { state: 'CANCELED' }],
    ['ProcessInstanceFilter', 'processInstances', { hasIncident: true }, { incident: true }],
    [
      'ProcessInstanceFilter',
      'processInstances',
      { parentProcessInstanceKey: { eq: key(1) }, processDefinitionVersion: { eq: 2 } },
      { parentKey: operateKey(1), processVersion: 2 },
    ],
    [
      'ProcessInstanceFilter',
      'processInstances',
      { startDate: { eq: '2026-01-01T01:00:00.001+01:00' } },
      { startDate: operateDate(1) },
    ],
    ['ProcessInstanceFilter', 'processInstances', { endDate: { exists: false } }, { state: 'ACTIVE' }],
    [
      'ElementInstanceFilter',
      'elementInstances',
      { elementId: 'pay', type: 'SERVICE_TASK', hasIncident: false },
      { flowNodeId: 'pay', type: 'SERVICE_TASK', incident: false },
    ],
    [
      'IncidentFilter',
      'incidents',
      { errorType: { eq: 'UNKNOWN' }, jobKey: { eq: key(1) } },
      { type: 'UNKNOWN', jobKey: operateKey(1) },
    ],
    ['VariableFilter', 'variables', { name: { eq: 'a' }, value: { eq: '1' } }, { name: 'a', value: '1' }],
    ['ProcessDefinitionFilter', 'processDefinitions', { version: 2, name: { eq: 'x' } }, { version: 2, name: 'x' }],
  ]

  test.each(cases)('%s of %s: %j', async (type, field, filter, wire) => {
    await using stand = await operateStand()
    await stand.ask(`query ($filter: ${type}) { ${field}(filter: $filter) { totalCount } }`, { filter })
    expect(stand.operate.searches()).toMatchObject([{ filter: wire }])
    expect(Object.keys((stand.operate.searches()[0] as { filter?: object } | undefined)?.filter ?? wire)).toEqual(
      Object.keys(wire),
    )
  })
})

const counted = (filter: string, list = 'processInstances') => `{ ${list}(filter: ${filter}) { totalCount } }`

describe('filters by several searches', () => {
  const rows = {
    'process-definitions': definitions,
    'process-instances': Array.from({ length: 12 }, (_, n) =>
      instanceRow(n, n % 3 === 0 ? {} : { state: n % 3 === 1 ? 'COMPLETED' : 'CANCELED', endDate: operateDate(n) }),
    ),
  }

  test('one of several values', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(
      `{ processInstances(first: 3, filter: { processInstanceKey: { in: ["${key(9)}", "${key(2)}", "${key(5)}", "99"] } }) {
        totalCount nodes { processInstanceKey } pageInfo { hasNextPage } } }`,
    )
    expect(data.processInstances).toEqual({
      totalCount: 3,
      nodes: [2, 5, 9].map((n) => ({ processInstanceKey: key(n) })),
      pageInfo: { hasNextPage: false },
    })
    expect(stand.operate.searches()).toHaveLength(4)
  })

  test('a state that is not one', async () => {
    await using stand = await operateStand({ rows })
    expect(await stand.ask(counted('{ state: { neq: ACTIVE } }'))).toEqual({ processInstances: { totalCount: 8 } })
    expect(stand.operate.searches()).toMatchObject([
      { filter: { state: 'COMPLETED' } },
      { filter: { state: 'CANCELED' } },
    ])
    expect(await stand.ask(counted('{ endDate: { exists: true } }'))).toEqual({ processInstances: { totalCount: 8 } })
  })

  test('values that no row can have need no call', async () => {
    await using stand = await operateStand({ rows })
    for (const filter of [
      '{ state: { eq: SUSPENDED } }',
      '{ startDate: { exists: false } }',
      '{ startDate: { eq: "2026-01-01T00:00:00.0001Z" } }',
      '{ endDate: { exists: true }, state: { eq: ACTIVE } }',
    ]) {
      expect(await stand.ask(counted(filter)), filter).toEqual({ processInstances: { totalCount: 0 } })
    }
    expect(stand.operate.calls).toEqual([])
  })

  test('all values that there are exclude nothing', async () => {
    await using stand = await operateStand({ rows })
    await stand.ask(counted('{ state: { in: [ACTIVE, COMPLETED, TERMINATED] }, startDate: { exists: true } }'))
    expect(stand.operate.searches()).toEqual([{ size: 50, sort: [{ field: 'key', order: 'ASC' }] }])
  })

  test('of more values than searches are made for, the rows are read', async () => {
    await using stand = await operateStand({ rows })
    const keys = JSON.stringify(Array.from({ length: 101 }, (_, n) => key(n + 5)))
    expect(await stand.ask(counted(`{ processInstanceKey: { in: ${keys} } }`))).toEqual({
      processInstances: { totalCount: 7 },
    })
    expect(stand.operate.searches()).toEqual([{ size: 1_000, sort: [{ field: 'key', order: 'ASC' }] }])
  })

  test('more alternatives than searches are made for are refused', async () => {
    await using stand = await operateStand({ rows })
    const keys = JSON.stringify(Array.from({ length: 60 }, (_, n) => key(n)))
    const both = `{ processInstanceKey: { in: ${keys} }, processDefinitionKey: { in: ${keys} } }`
    const [error] = await stand.refused(counted(both))
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(error?.message).toContain('100 alternatives')
    expect(stand.operate.calls).toEqual([])
  })

  test('what the definition says: by the keys of the definitions that say so', async () => {
    const definitions = [
      definitionRow(),
      definitionRow({ key: operateKey(50), bpmnProcessId: 'invoice', name: 'Invoice' }),
    ]
    const elements = [elementRow(1), elementRow(2, { processDefinitionKey: operateKey(50) })]
    await using stand = await operateStand({
      rows: { 'process-definitions': definitions, 'flownode-instances': elements },
    })
    const data = await stand.ask(
      '{ elementInstances(filter: { processDefinitionId: "invoice" }) { nodes { elementInstanceKey processDefinitionId } } }',
    )
    expect(data.elementInstances.nodes).toEqual([{ elementInstanceKey: key(2), processDefinitionId: 'invoice' }])
    expect(stand.operate.searches()).toMatchObject([
      { filter: { bpmnProcessId: 'invoice' } },
      { filter: { processDefinitionKey: operateKey(50) } },
    ])
    expect(await stand.ask(counted('{ processDefinitionId: "none" }', 'elementInstances'))).toEqual({
      elementInstances: { totalCount: 0 },
    })
    expect(stand.operate.searches()).toHaveLength(1)
    const both = `{ processDefinitionName: { in: ["Invoice", "Order"] }, processDefinitionKey: { eq: "${key(0)}" } }`
    await stand.ask(counted(both))
    expect(stand.operate.searches().at(-1)).toMatchObject({ filter: { processDefinitionKey: operateKey(0) } })
  })

  test('instances by their variables, of any scope, all of which must match', async () => {
    const variables = [
      variableRow(101, { name: 'a', value: '1', processInstanceKey: operateKey(1) }),
      variableRow(102, { name: 'b', value: '"x"', processInstanceKey: operateKey(1), scopeKey: operateKey(77) }),
      variableRow(103, { name: 'a', value: '1', processInstanceKey: operateKey(2) }),
      variableRow(104, { name: 'b', value: '"y"', processInstanceKey: operateKey(2) }),
      variableRow(105, { name: 'a', value: '2', processInstanceKey: operateKey(3) }),
    ]
    await using stand = await operateStand({ rows: { ...rows, variables } })
    const found = async (filter: string) => {
      const query = `{ processInstances(filter: ${filter}) { nodes { processInstanceKey } } }`
      const { processInstances } = await stand.ask(query)
      return processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey)
    }
    expect(await found('{ variables: [{ name: "a", value: { eq: "1" } }] }')).toEqual([key(1), key(2)])
    expect(stand.operate.searches()).toMatchObject([
      { filter: { name: 'a', value: '1' } },
      { filter: { key: operateKey(1) } },
      { filter: { key: operateKey(2) } },
    ])
    const both = '[{ name: "a", value: { eq: "1" } }, { name: "b", value: { like: "\\"y*" } }]'
    expect(await found(`{ variables: ${both} }`)).toEqual([key(2)])
    expect(await found(`{ variables: ${both}, processInstanceKey: { eq: "${key(1)}" } }`)).toEqual([])
    expect(await found('{ variables: [{ name: "a", value: { in: ["2", "3"] } }], state: { eq: ACTIVE } }')).toEqual([
      key(3),
    ])
    expect(await found('{ variables: [{ name: "none", value: { eq: "1" } }] }')).toEqual([])
  })

  test('the newest version of each process', async () => {
    const rows = {
      'process-definitions': [
        definitionRow({ key: operateKey(1), version: 1 }),
        definitionRow({ key: operateKey(2), version: 2 }),
        definitionRow({ key: operateKey(3), version: 10, bpmnProcessId: 'a' }),
        definitionRow({ key: operateKey(4), version: 9, bpmnProcessId: 'a' }),
        definitionRow({ key: operateKey(5), version: 1, tenantId: 'other' }),
      ],
    }
    await using stand = await operateStand({ rows })
    const query = (args: string) =>
      `{ processDefinitions(${args}) { totalCount nodes { processDefinitionKey } pageInfo { hasNextPage endCursor } } }`
    const { processDefinitions: first } = await stand.ask(query('first: 2, filter: { isLatestVersion: true }'))
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [{ processDefinitionKey: key(3) }, { processDefinitionKey: key(2) }],
    })
    const { processDefinitions: rest } = await stand.ask(
      query(`first: 2, filter: { isLatestVersion: true }, after: "${first.pageInfo.endCursor}"`),
    )
    expect(rest.nodes).toEqual([{ processDefinitionKey: key(5) }])
    const one = await stand.ask(query('filter: { isLatestVersion: true, processDefinitionId: { eq: "a" } }'))
    expect(one.processDefinitions.nodes).toEqual([{ processDefinitionKey: key(3) }])
    expect(await stand.ask(query('filter: { isLatestVersion: false }'))).toMatchObject({
      processDefinitions: { totalCount: 5 },
    })
    expect(await stand.refused(query('filter: { isLatestVersion: true, version: 1 }'))).toMatchObject([
      { code: 'NOT_SUPPORTED' },
    ])
  })
})

test('a filter by version tag, which 8.6 ignores, is done here', async () => {
  const tagged = [definitionRow({ versionTag: 'a' }), definitionRow({ key: operateKey(2), versionTag: 'b' })]
  await using stand = await operateStand({ rows: { 'process-definitions': tagged } })
  const { processDefinitions } = await stand.ask(
    '{ processDefinitions(filter: { versionTag: "b" }) { totalCount nodes { processDefinitionKey } } }',
  )
  expect(processDefinitions).toEqual({ totalCount: 1, nodes: [{ processDefinitionKey: key(2) }] })
})

describe('filters and sorts that are done here', () => {
  const rows = {
    'process-definitions': definitions,
    'process-instances': Array.from({ length: 30 }, (_, n) =>
      instanceRow(n, {
        startDate: operateDate(n * 10),
        bpmnProcessId: n % 2 ? 'order' : 'invoice',
        ...(n % 3 ? {} : { parentKey: operateKey(500 + n) }),
        ...(n % 5 ? {} : { incident: true }),
        ...(n % 4 ? {} : { state: 'COMPLETED', endDate: operateDate(1_000 + n) }),
      }),
    ),
  }
  const cases: Array<[filter: string, matches: (n: number) => boolean]> = [
    ['{ parentProcessInstanceKey: { exists: false } }', (n) => n % 3 !== 0],
    ['{ parentProcessInstanceKey: { exists: true }, hasIncident: true }', (n) => n % 15 === 0],
    ['{ processDefinitionId: { like: "inv*" } }', (n) => n % 2 === 0],
    ['{ processDefinitionId: { like: "?rder" } }', (n) => n % 2 === 1],
    ['{ processDefinitionId: { neq: "order" } }', (n) => n % 2 === 0],
    ['{ processDefinitionId: { notIn: ["order", "invoice"] } }', () => false],
    ['{ processDefinitionVersion: { gt: 0, lte: 1 } }', () => true],
    [`{ parentProcessInstanceKey: { neq: "${key(500)}" } }`, (n) => n !== 0],
    [`{ startDate: { gte: "${dateOf(50)}", lt: "${dateOf(90)}" } }`, (n) => n >= 5 && n < 9],
    [`{ startDate: { gt: "${dateOf(50)}", lte: "${dateOf(90)}" } }`, (n) => n > 5 && n <= 9],
    [`{ startDate: { gt: "${dateOf(50)}" }, processDefinitionId: { eq: "order" } }`, (n) => n > 5 && n % 2 === 1],
    [`{ startDate: { lt: "${dateOf(50)}" } }`, (n) => n < 5],
    [`{ startDate: { neq: "${dateOf(50)}" } }`, (n) => n !== 5],
    [`{ endDate: { gte: "${dateOf(1_008)}" } }`, (n) => n % 4 === 0 && n >= 8],
    [
      `{ startDate: { gte: "${dateOf(50)}" }, endDate: { lt: "${dateOf(1_020)}" } }`,
      (n) => n % 4 === 0 && n >= 5 && n < 20,
    ],
    ['{ or: [{ hasIncident: true }, { state: { eq: COMPLETED } }] }', (n) => n % 5 === 0 || n % 4 === 0],
    [
      `{ processDefinitionId: { eq: "order" }, or: [{ hasIncident: true }, { startDate: { lt: "${dateOf(30)}" } }] }`,
      (n) => n % 2 === 1 && (n % 5 === 0 || n < 3),
    ],
  ]

  test.each(cases)('%s', async (filter, matches) => {
    await using stand = await operateStand({ rows })
    const expected = Array.from({ length: 30 }, (_, n) => n).filter(matches)
    for (const [sort, order] of [
      ['', expected],
      ['sort: [{ field: startDate, order: DESC }],', expected.toReversed()],
      [
        'sort: [{ field: hasIncident }, { field: startDate }],',
        [...expected.filter((n) => n % 5), ...expected.filter((n) => n % 5 === 0)],
      ],
    ] as const) {
      const seen: string[] = []
      for (let after = ''; ; ) {
        const { processInstances: page } = await stand.ask(
          `{ processInstances(first: 4, ${sort} ${after} filter: ${filter}) { nodes { processInstanceKey } pageInfo { hasNextPage endCursor } } }`,
        )
        seen.push(...page.nodes.map(({ processInstanceKey }: Record<string, string>) => processInstanceKey))
        if (!page.pageInfo.hasNextPage) break
        after = `after: "${page.pageInfo.endCursor}",`
      }
      expect(seen, sort).toEqual(order.map(key))
      const back: string[] = []
      for (let before = ''; ; ) {
        const { processInstances: page } = await stand.ask(
          `{ processInstances(last: 4, ${sort} ${before} filter: ${filter}) { nodes { processInstanceKey } pageInfo { hasPreviousPage startCursor } } }`,
        )
        back.unshift(...page.nodes.map(({ processInstanceKey }: Record<string, string>) => processInstanceKey))
        if (!page.pageInfo.hasPreviousPage) break
        before = `before: "${page.pageInfo.startCursor}",`
      }
      expect(back, sort).toEqual(order.map(key))
    }
  })

  test('a range of dates reads no row beyond it', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => instanceRow(n, { startDate: operateDate(n * 10) }))
    await using stand = await operateStand({ rows: { ...rows, 'process-instances': many } })
    const filter = `{ startDate: { gte: "${dateOf(29_900)}" } }`
    const { processInstances } = await stand.ask(
      `{ processInstances(first: 2, filter: ${filter}) { totalCount totalCountIsExact nodes { startDate } } }`,
    )
    expect(processInstances).toMatchObject({
      totalCount: 10,
      totalCountIsExact: true,
      nodes: [{ startDate: dateOf(29_900) }, {}],
    })
    expect(stand.operate.searches()).toMatchObject([
      { size: 1_000, searchAfter: [Date.UTC(2026, 0, 1) + 29_899, 2n ** 63n - 1n, 2n ** 63n - 1n] },
    ])
    // In the order of the dates themselves a page is read at once; the range is read only to be counted.
    const { processInstances: sorted } = await stand.ask(
      `{ processInstances(first: 2, sort: [{ field: startDate, order: DESC }], filter: ${filter}) { totalCount totalCountIsExact nodes { startDate } } }`,
    )
    expect(sorted).toEqual({
      totalCount: 10,
      totalCountIsExact: true,
      nodes: [{ startDate: dateOf(29_990) }, { startDate: dateOf(29_980) }],
    })
    expect(stand.operate.searches()).toMatchObject([{ size: 2 }, { size: 1_000 }])
    await stand.ask(
      `{ processInstances(first: 2, sort: [{ field: startDate, order: DESC }], filter: ${filter}) { nodes { startDate } } }`,
    )
    expect(stand.operate.searches()).toMatchObject([{ size: 2 }])
  })

  test('more rows than are read for it are refused, and the way out is named', async () => {
    const many = Array.from({ length: 10_001 }, (_, n) => instanceRow(n))
    await using stand = await operateStand({ rows: { 'process-instances': many } })
    const [error] = await stand.refused(counted('{ processDefinitionId: { like: "o*" } }'))
    expect(error?.code).toBe('NOT_SUPPORTED')
    expect(error?.message).toBe(
      'filter.processDefinitionId.like over 10,000 rows or more is not possible with Operate v1. Narrow the list by filters of equality or by a range of dates.',
    )
    expect(stand.operate.searches()).toHaveLength(1)
    const [sort] = await stand.refused(
      '{ processInstances(sort: [{ field: parentProcessInstanceKey }]) { totalCount } }',
    )
    expect(sort?.message).toContain('sort: parentProcessInstanceKey over 10,000 rows or more')
    const [range] = await stand.refused(counted('{ startDate: { gte: "2020-01-01T00:00:00Z" } }'))
    expect(range?.message).toContain('filter.startDate over 10,000 rows or more')
  })
})

describe('what Operate does not have is refused before any call', () => {
  test.each([
    ['{ userTasks { totalCount } }', 'searchUserTasks'],
    ['{ jobs { totalCount } }', 'searchJobs'],
    ['{ topology { clusterSize } }', 'getTopology'],
    ['{ processInstances(filter: { businessId: { eq: "x" } }) { totalCount } }', 'filter.businessId'],
    ['{ processInstances(filter: { tags: ["x"] }) { totalCount } }', 'filter.tags'],
    ['{ processInstances(filter: { errorMessage: { eq: "x" } }) { totalCount } }', 'filter.errorMessage'],
    ['{ processInstances(filter: { or: [{ tags: ["x"] }] }) { totalCount } }', 'filter.or[0].tags'],
    [
      '{ processInstances(filter: { variables: [{ name: "a", value: { exists: true } }] }) { totalCount } }',
      'filter.variables.value.exists',
    ],
    [
      '{ processInstances(filter: { or: [{ variables: [{ name: "a", value: { eq: "1" } }] }] }) { totalCount } }',
      'filter.or.variables',
    ],
    ['{ incidents(filter: { elementId: { eq: "x" } }) { totalCount } }', 'filter.elementId'],
    ['{ elementInstances(filter: { elementInstanceScopeKey: "1" }) { totalCount } }', 'filter.elementInstanceScopeKey'],
    ['{ processDefinitions(filter: { resourceName: "x" }) { totalCount } }', 'filter.resourceName'],
    ['mutation { cancelProcessInstance(input: { processInstanceKey: "1" }) { __typename } }', 'cancelProcessInstance'],
    ['mutation { createProcessInstance(input: { processDefinitionId: "x" }) { __typename } }', 'createProcessInstance'],
  ])('%s', async (query, what) => {
    await using stand = await operateStand()
    const [error] = await stand.refused(query)
    expect(error?.code).toBe('NOT_SUPPORTED')
    expect(error?.message).toContain(what)
    expect(error?.message).toContain('Operate v1')
    expect(stand.operate.calls).toEqual([])
  })

  test('text that can be no key is refused as well', async () => {
    await using stand = await operateStand()
    for (const wrong of ['abc', '-1', '12345678901234567890']) {
      expect(await stand.refused(`{ processInstance(processInstanceKey: "${wrong}") { state } }`)).toMatchObject([
        { code: 'BAD_USER_INPUT' },
      ])
    }
    expect(stand.operate.calls).toEqual([])
  })
})

describe('hierarchies', () => {
  test('the incidents of an instance and of all that it called', async () => {
    const rows = {
      'process-definitions': definitions,
      'process-instances': [
        instanceRow(1),
        instanceRow(2, { parentKey: operateKey(1) }),
        instanceRow(3, { parentKey: operateKey(2) }),
        instanceRow(4),
      ],
      incidents: [1, 2, 3, 4].map((n) => incidentRow(10 + n, { processInstanceKey: operateKey(n) })),
    }
    await using stand = await operateStand({ rows })
    const query = (args = '') =>
      `{ processInstance(processInstanceKey: "${key(1)}") { hierarchyIncidents${args} { totalCount nodes { incidentKey } } } }`
    const all = await stand.ask(query())
    expect(all.processInstance.hierarchyIncidents).toEqual({
      totalCount: 3,
      nodes: [11, 12, 13].map((n) => ({ incidentKey: key(n) })),
    })
    const some = await stand.ask(query(`(filter: { processInstanceKey: { in: ["${key(2)}", "${key(4)}"] } })`))
    expect(some.processInstance.hierarchyIncidents).toEqual({ totalCount: 1, nodes: [{ incidentKey: key(12) }] })
  })

  test('of too many instances are refused', async () => {
    const called = Array.from({ length: 100 }, (_, n) => instanceRow(10 + n, { parentKey: operateKey(1) }))
    await using stand = await operateStand({ rows: { 'process-instances': [instanceRow(1), ...called] } })
    const query = `{ processInstance(processInstanceKey: "${key(1)}") { hierarchyIncidents { totalCount } } }`
    expect(await stand.refused(query)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
  })
})

describe('calls', () => {
  const instances = Array.from({ length: 50 }, (_, n) => instanceRow(100 + n))
  const question = `{ processInstances(first: 50) { nodes { processInstanceKey
    processDefinition { name version } incidents(first: 5) { totalCount nodes { incidentKey } } } } }`

  test('fifty instances with their definitions and incidents take three', async () => {
    const incidents = Array.from({ length: 80 }, (_, n) =>
      incidentRow(1_000 + n, { processInstanceKey: operateKey(100 + (n % 30)) }),
    )
    await using stand = await operateStand({
      rows: { 'process-definitions': definitions, 'process-instances': instances, incidents },
    })
    const data = await stand.ask(question)
    expect(stand.operate.wire().map(([call]) => call)).toEqual([
      'POST /process-instances/search',
      `GET /process-definitions/${key(0)}`,
      'POST /incidents/search',
    ])
    expect(data.processInstances.nodes[0]).toMatchObject({
      processDefinition: { name: 'Order', version: 1 },
      incidents: { totalCount: 3, nodes: [1_000, 1_030, 1_060].map((n) => ({ incidentKey: key(n) })) },
    })
    // The definition is kept.
    await stand.ask(question)
    expect(stand.operate.wire()).toHaveLength(2)
  })

  test('with more incidents than fit into one answer they take one a parent', async () => {
    const incidents = Array.from({ length: 1_200 }, (_, n) =>
      incidentRow(1_000 + n, { processInstanceKey: operateKey(100 + (n % 30)) }),
    )
    await using stand = await operateStand({
      rows: { 'process-definitions': definitions, 'process-instances': instances, incidents },
    })
    const data = await stand.ask(question)
    expect(data.processInstances.nodes[0].incidents.totalCount).toBe(40)
    expect(stand.operate.wire()).toHaveLength(53)
  })

  test('rows of many definitions take one search for all of these', async () => {
    const own = Array.from({ length: 6 }, (_, n) => definitionRow({ key: operateKey(n), name: `Name ${n}` }))
    const instances = Array.from({ length: 12 }, (_, n) =>
      instanceRow(100 + n, { processDefinitionKey: operateKey(n % 6) }),
    )
    await using stand = await operateStand({ rows: { 'process-definitions': own, 'process-instances': instances } })
    const data = await stand.ask('{ processInstances { nodes { processDefinitionName } } }')
    expect(data.processInstances.nodes[5]).toEqual({ processDefinitionName: 'Name 5' })
    expect(stand.operate.wire().map(([call]) => call)).toEqual([
      'POST /process-instances/search',
      'POST /process-definitions/search',
    ])
  })
})

describe('what Operate answers instead of rows', () => {
  const instance = { instance: 'e44681a4-c00d-4645-a1a2-4f5ed358a4f1' }
  const problem = { 'content-type': 'application/problem+json' }
  const json = { 'content-type': 'application/json' }
  const spring = { timestamp: '2026-11-21T11:36:55.005+00:00', path: '/v1/process-instances/search' }

  test.each([
    [
      {
        status: 400,
        headers: problem,
        body: { status: 400, message: 'Bad size', type: 'Invalid request', ...instance },
      },
      'BAD_USER_INPUT',
      'Bad size',
    ],
    [{ status: 401, headers: json, body: { message: '' } }, 'UNAUTHENTICATED', 'login'],
    [
      { status: 403, headers: json, body: { ...spring, status: 403, error: 'Forbidden' } },
      'UNAUTHENTICATED',
      'X-CSRF-TOKEN',
    ],
    [
      { status: 403, headers: problem, body: { status: 403, message: 'No permission for Operate', ...instance } },
      'FORBIDDEN',
      'No permission',
    ],
    [
      {
        status: 500,
        headers: problem,
        body: { status: 500, message: 'Error in reading incidents', type: 'API application error', ...instance },
      },
      'UPSTREAM_ERROR',
      'the cluster failed (500)',
    ],
    [
      { status: 404, headers: json, body: { ...spring, status: 404, error: 'Not Found' } },
      'UPSTREAM_ERROR',
      'address may be wrong',
    ],
  ])('%j', async (answer, code, words) => {
    await using stand = await operateStand({ fault: () => answer })
    const [error] = await stand.refused('{ processInstances { totalCount } }')
    expect(error?.code).toBe(code)
    expect(error?.message).toContain(words)
    expect(error?.message).not.toContain('reading incidents')
  })

  test.each([
    [{ items: [] }, 'neither items nor total'],
    [{ items: [{}], total: 1 }, 'processInstanceKey'],
    [{ items: ['x'], total: 1 }, 'no object'],
  ])('%j, which it never answers', async (body, words) => {
    await using stand = await operateStand({ fault: () => ({ status: 200, body, foreign: true }) })
    const [error] = await stand.refused('{ processInstances { totalCount } }')
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', message: expect.stringContaining(words) })
  })

  test('a row without what the list is sorted by, which it never answers, is not paged over', async () => {
    const body = { items: [instanceRow(1, { tenantId: undefined })], sortValues: [], total: 3 }
    await using stand = await operateStand({
      rows: { 'process-definitions': definitions },
      fault: ({ method }) => (method === 'POST' ? { status: 200, body, foreign: true } : undefined),
    })
    const query = (after: string) =>
      `{ processInstances(first: 1, ${after} sort: [{ field: tenantId }]) { pageInfo { hasNextPage } } }`
    const [error] = await stand.refused(query(''))
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', message: expect.stringContaining('lacks tenantId') })
  })
})
