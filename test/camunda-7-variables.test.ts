import { afterEach, describe, expect, test } from 'vitest'
import {
  definition,
  endedTask,
  idOf,
  instance,
  openTask,
  type Row,
  type Rows,
  variable,
} from './support/camunda-7/rows.ts'
import { type EngineAnswerer, type FakeCamunda7, startCamunda7 } from './support/camunda-7/server.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { strictStand } from './support/stand.ts'

let engine: FakeCamunda7
let gateway: RunningGateway
const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
})

async function start(rows: Partial<Rows> = {}, answer?: EngineAnswerer): Promise<void> {
  engine = await startCamunda7(rows, answer)
  gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  open.push(gateway, engine)
}

/** An engine in which every write is done. */
const writable = (rows: Partial<Rows> = {}) =>
  start(rows, ({ method, path, query, body }) => {
    if (path === '/message' && (body as { resultEnabled?: unknown }).resultEnabled === true)
      return { body: [{ resultType: 'Execution', execution: { processInstanceId: idOf(1) }, processInstance: null }] }
    if (path.endsWith('/start')) return { body: { id: idOf(1), definitionId: 'order:1:25', definitionKey: 'order' } }
    return method === 'POST' && !query.has('maxResults') ? { status: 204 } : undefined
  })

const writes = () => engine.calls.filter(({ method, query }) => method === 'POST' && !query.has('maxResults'))

describe('typed variables', () => {
  const typed = `typedVariables: [
    { name: "date", type: DATE, value: "2026-11-21T12:00:00.5+01:00" }
    { name: "file", type: FILE, value: "YWI=", valueInfo: { filename: "a.txt", mimeType: "text/plain", encoding: null } }
    { name: "bytes", type: BYTES, value: "YQ==", transient: true }
    { name: "long", type: LONG, value: "9007199254740993" }
    { name: "double", type: DOUBLE, value: 5 }
    { name: "json", type: JSON, value: "text" }
    { name: "object", type: OBJECT, value: { a: 1.0 }, valueInfo: { objectTypeName: "java.util.HashMap" } }
    { name: "java", type: OBJECT, value: "<a/>", valueInfo: { objectTypeName: "x.A", serializationDataFormat: "application/xml" } }
    { name: "none", type: DATE }
    { name: "nothing", type: NULL, transient: false }
  ]`
  const sent = {
    plain: { type: 'Integer', value: 1 },
    date: { type: 'Date', value: '2026-11-21T11:00:00.500+0000' },
    file: { type: 'File', value: 'YWI=', valueInfo: { filename: 'a.txt', mimeType: 'text/plain' } },
    bytes: { type: 'Bytes', value: 'YQ==', valueInfo: { transient: true } },
    // Read here by JSON.parse; the digits are looked at below.
    long: { type: 'Long', value: Number('9007199254740993') },
    double: { type: 'Double', value: 5 },
    json: { type: 'Json', value: '"text"' },
    object: {
      type: 'Object',
      value: '{"a":1.0}',
      valueInfo: { serializationDataFormat: 'application/json', objectTypeName: 'java.util.HashMap' },
    },
    java: {
      type: 'Object',
      value: '<a/>',
      valueInfo: { serializationDataFormat: 'application/xml', objectTypeName: 'x.A' },
    },
    none: { type: 'Date', value: null },
    nothing: { type: 'Null', value: null },
  }
  const local = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, { ...value, local: true }]))

  test.each<[string, string, string, object]>([
    ['createProcessInstance', 'processDefinitionKey: "order:1:25"', 'variables', sent],
    ['completeUserTask', `userTaskKey: "${idOf(1)}"`, 'variables', sent],
    ['createElementInstanceVariables', `elementInstanceKey: "${idOf(1)}"`, 'modifications', sent],
    ['correlateMessage', 'name: "m"', 'processVariables', sent],
    ['publishMessage', 'name: "m"', 'processVariables', sent],
    ['broadcastSignal', 'signalName: "s"', 'variables', sent],
    ['completeJob', `jobKey: "${idOf(1)}"`, 'variables', sent],
    ['failJob', `jobKey: "${idOf(1)}"`, 'localVariables', sent],
    ['throwJobError', `jobKey: "${idOf(1)}", errorCode: "e"`, 'variables', sent],
  ])('of %s are sent beside the plain ones', async (command, input, member, expected) => {
    await writable({ '/process-instance': [instance(1)], '/external-task': [{ id: idOf(1), workerId: 'w' }] })
    const { errors } = await gateway.ask(
      `mutation { ${command}(input: { ${input}, variables: { plain: 1 }, ${typed} }) { __typename } }`,
    )
    expect(errors).toBeUndefined()
    const [call] = writes()
    expect(call?.body).toMatchObject({ [member]: expected })
  })

  test('of a modification go where its plain ones go', async () => {
    await writable()
    const { errors } = await gateway.ask(
      `mutation { modifyProcessInstance(input: { processInstanceKey: "${idOf(1)}", activateInstructions: [
        { elementId: "a", variableInstructions: [{ scopeId: "a", variables: { plain: 1 }, ${typed} }] } ] }) { __typename } }`,
    )
    expect(errors).toBeUndefined()
    expect(writes()[0]?.body).toMatchObject({ instructions: [{ activityId: 'a', variables: local }] })
  })

  test('keep the digits of numbers', async () => {
    let text = ''
    await start({}, ({ path, body }) => {
      if (!path.endsWith('/complete')) return undefined
      text = JSON.stringify(body)
      return { status: 204 }
    })
    const { errors } = await gateway.ask(
      `mutation ($t: [TypedVariableInput!]) { completeUserTask(input: { userTaskKey: "1", typedVariables: $t }) { __typename } }`,
      '{"t":[{"name":"a","type":"JSON","value":{"n":123456789012345678901234567890}}]}',
    )
    expect(errors).toBeUndefined()
    expect(JSON.parse(text)).toEqual({
      variables: { a: { type: 'Json', value: '{"n":123456789012345678901234567890}' } },
    })
  })

  test('are waited for by their names, but for transient ones, which nobody can read', async () => {
    await writable({
      '/process-instance': [instance(1)],
      '/history/process-instance': [instance(1)],
      '/history/variable-instance': [
        variable(1, {
          name: 'd',
          type: 'Date',
          value: '2026-01-01T00:00:00.000+0000',
          processInstanceId: idOf(1),
          activityInstanceId: idOf(1),
        }),
      ],
    })
    engine.answer = ({ method, path }) =>
      method === 'POST' && path.endsWith('/variables') ? { status: 204 } : undefined
    const { data, errors } = await gateway.ask(
      `mutation { createElementInstanceVariables(input: { elementInstanceKey: "${idOf(1)}", typedVariables: [
        { name: "d", type: DATE, value: "2026-01-01T00:00:00Z" }, { name: "t", type: STRING, value: "x", transient: true } ] }) { variables { name type value } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.createElementInstanceVariables.variables).toEqual([
      { name: 'd', type: 'DATE', value: '2026-01-01T00:00:00.000Z' },
    ])
  })

  const given = (list: string, plain = '{}') =>
    `mutation { completeUserTask(input: { userTaskKey: "1", variables: ${plain}, typedVariables: [${list}] }) { __typename } }`

  test.each([
    ['{ name: "a", type: DATE, value: "2026-11-21" }', 'typedVariables[0].value'],
    ['{ name: "a", type: DATE, value: "2026-11-21T12:00:00.0001Z" }', 'typedVariables[0].value'],
    ['{ name: "a", type: DATE, value: "0000-01-01T00:00:00Z" }', 'typedVariables[0].value'],
    ['{ name: "a", type: DATE, value: 5 }', 'typedVariables[0].value'],
    ['{ name: "a", type: DATE, value: "2026-02-30T12:00:00Z" }', 'typedVariables[0].value'],
    ['{ name: "a", type: BYTES, value: "a b=" }', 'typedVariables[0].value'],
    ['{ name: "a", type: BYTES, value: "YWI" }', 'typedVariables[0].value'],
    ['{ name: "a", type: FILE, value: null, valueInfo: { filename: "a" } }', 'typedVariables[0].value'],
    ['{ name: "a", type: FILE, value: "YWI=" }', 'typedVariables[0].valueInfo.filename'],
    ['{ name: "a", type: OBJECT, value: {} }', 'typedVariables[0].valueInfo.objectTypeName'],
    [
      '{ name: "a", type: OBJECT, value: {}, valueInfo: { objectTypeName: "A", serializationDataFormat: "application/xml" } }',
      'typedVariables[0].value',
    ],
    ['{ name: "a", type: STRING, value: "x", valueInfo: { filename: "a" } }', 'typedVariables[0].valueInfo.filename'],
    ['{ name: "a", type: SHORT, value: 32768 }', 'typedVariables[0].value'],
    ['{ name: "a", type: INTEGER, value: 2147483648 }', 'typedVariables[0].value'],
    ['{ name: "a", type: INTEGER, value: "5" }', 'typedVariables[0].value'],
    ['{ name: "a", type: INTEGER, value: 5.0 }', 'typedVariables[0].value'],
    ['{ name: "a", type: LONG, value: 9223372036854775808 }', 'typedVariables[0].value'],
    ['{ name: "a", type: DOUBLE, value: 1e400 }', 'typedVariables[0].value'],
    ['{ name: "a", type: BOOLEAN, value: "true" }', 'typedVariables[0].value'],
    ['{ name: "a", type: STRING, value: 5 }', 'typedVariables[0].value'],
    ['{ name: "a", type: NULL, value: 5 }', 'typedVariables[0].value'],
    ['{ name: "a", type: UNRECOGNIZED, value: 5 }', 'typedVariables[0].type'],
    ['{ name: "", type: STRING, value: "a" }', 'typedVariables[0].name'],
    ['{ name: "b", type: NULL }, { name: "b", type: NULL }', 'typedVariables[1].name'],
  ])('that do not fit are refused before any call: %s', async (list, argument) => {
    await start()
    const { errors } = await gateway.ask(given(list))
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(argument),
        extensions: { code: 'BAD_USER_INPUT', argument: `input.${argument}` },
      },
    ])
    expect(engine.calls).toEqual([])
  })

  test('have names that no plain one has', async () => {
    await start()
    const { errors } = await gateway.ask(given('{ name: "a", type: NULL }', '{ a: 1 }'))
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input.typedVariables[0].name' } }])
    expect(engine.calls).toEqual([])
  })

  test('may be long, and are looked through to their end', async () => {
    await writable()
    const value = 'YWJj'.repeat(60_000)
    const ask = async (content: string) =>
      gateway.ask(
        `mutation ($v: JSON!) { completeUserTask(input: { userTaskKey: "1", typedVariables: [{ name: "a", type: BYTES, value: $v }] }) { __typename } }`,
        { v: content },
      )
    expect((await ask(value)).errors).toBeUndefined()
    expect((await ask(`${value}!===`)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(engine.calls).toHaveLength(1)
  })

  test.each([
    `createElementInstanceVariables(input: { elementInstanceKey: "1" }) { __typename }`,
    `modifyProcessInstance(input: { processInstanceKey: "1", activateInstructions: [{ elementId: "a", variableInstructions: [{ scopeId: "a" }] }] }) { __typename }`,
  ])('or plain ones are needed where nothing else is written: %s', async (mutation) => {
    await start()
    const { errors } = await gateway.ask(`mutation { ${mutation} }`)
    expect(errors).toMatchObject([
      { message: expect.stringContaining('typedVariables'), extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(engine.calls).toEqual([])
  })

  test.each([
    'createProcessInstance(input: { processDefinitionId: "a", typedVariables: [{ name: "a", type: NULL }] }) { __typename }',
    'modifyProcessInstance(input: { processInstanceKey: "1", activateInstructions: [{ elementId: "a", variableInstructions: [{ typedVariables: [] }] }] }) { __typename }',
  ])('are refused by Camunda 8, with what would do: %s', async (mutation) => {
    await using stand = await strictStand()
    const { errors } = await stand.gateway.ask(`mutation { ${mutation} }`)
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/typedVariables is not possible with Camunda 8\. .*`variables`/),
        extensions: { code: 'NOT_SUPPORTED', generation: 'Camunda 8' },
      },
    ])
    expect(stand.wire()).toEqual([])
  })
})

describe('rows', () => {
  test('of variables tell their types, and what belongs to files and objects', async () => {
    const info = { objectTypeName: 'java.util.ArrayList', serializationDataFormat: 'application/json' }
    await start({
      '/history/variable-instance': [
        variable(1, { type: 'File', value: null, valueInfo: { filename: 'a.pdf', mimeType: 'application/pdf' } }),
        variable(2, { type: 'Object', value: '[1]', valueInfo: info }),
        variable(3, { type: 'Date', value: '2026-01-01T01:00:00.000+0100' }),
        variable(4, { type: 'money', value: '5 EUR' }),
        variable(5, { type: null, valueInfo: null }),
      ],
    })
    const fields = 'type value valueInfo { filename mimeType encoding objectTypeName serializationDataFormat }'
    const { data, errors } = await gateway.ask(
      `{ variables(filter: { processInstanceKey: { eq: "${idOf(0)}" } }) { nodes { ${fields} } } variable(variableKey: "${idOf(1)}") { ${fields} } }`,
    )
    expect(errors).toBeUndefined()
    const none = { filename: null, mimeType: null, encoding: null, objectTypeName: null, serializationDataFormat: null }
    const file = { type: 'FILE', value: null, valueInfo: { ...none, filename: 'a.pdf', mimeType: 'application/pdf' } }
    expect(data.variable).toEqual(file)
    expect(data.variables.nodes).toEqual([
      file,
      { type: 'OBJECT', value: [1], valueInfo: { ...none, ...info } },
      { type: 'DATE', value: '2026-01-01T00:00:00.000Z', valueInfo: null },
      { type: 'UNRECOGNIZED', value: '5 EUR', valueInfo: null },
      { type: null, value: 5, valueInfo: null },
    ])
    expect(engine.look()).toHaveLength(2)
  })

  test('of tasks tell description and owner, open or ended', async () => {
    await start({
      '/task': [openTask(1, { description: 'Look.', owner: 'olga' })],
      '/history/task': [endedTask(2, { description: null, owner: 'otto' })],
    })
    const { data } = await gateway.ask('{ userTasks { nodes { description owner } } }')
    expect(data.userTasks.nodes).toEqual([
      { description: 'Look.', owner: 'olga' },
      { description: null, owner: 'otto' },
    ])
    expect(engine.look()).toEqual(['POST /task', 'POST /history/task'])
  })
})

describe('instances by their variables', () => {
  /** What an instance has, and what it had: the engine's query knows both. */
  const stored = [
    [1, { name: 'x', type: 'Integer', value: 5 }],
    [2, { name: 'x', type: 'Double', value: 5.5 }],
    [3, { name: 'x', type: 'String', value: '5' }],
    [4, { name: 'x', type: 'Json', value: '{"a":1}' }],
    [5, { name: 'x', type: 'Null', value: null }],
    [6, { name: 'y', type: 'Integer', value: 5 }],
    [7, { name: 'x', type: 'Integer', value: 5 }],
    [7, { name: 'y', type: 'String', value: 'b' }],
  ] as const
  const rows = () => ({
    '/history/process-instance': [1, 2, 3, 4, 5, 6, 7, 8].map((index) =>
      instance(index, {
        had: [
          ...stored.filter(([of]) => of === index).map(([, row]) => row),
          // Deleted since.
          ...(index === 8 ? [{ name: 'x', type: 'Integer', value: 5 }] : []),
        ],
      }),
    ),
    '/history/variable-instance': stored.map(([of, row], index) =>
      variable(index, { ...row, processInstanceId: idOf(of), activityInstanceId: `scope:${idOf(of)}` }),
    ),
  })
  const ask = (filter: string, args = '') =>
    gateway.ask(`{ processInstances(${args} filter: { ${filter} }) { totalCount nodes { processInstanceKey } } }`)
  const keys = (data: { processInstances: { nodes: Array<{ processInstanceKey: string }> } }) =>
    data.processInstances.nodes.map(({ processInstanceKey }) => processInstanceKey)

  test.each<[string, number[]]>([
    ['{ name: "x", value: { eq: "5" } }', [1, 7]],
    ['{ name: "x", value: { eq: "\\"5\\"" } }', [3]],
    ['{ name: "x", value: { in: ["5.5", "null", "{\\"a\\":1}"] } }', [2, 4, 5]],
    ['{ name: "x", value: { eq: "{\\"a\\":1}" } }', [4]],
    ['{ name: "x", value: { neq: "5" } }', [2, 3, 4, 5]],
    ['{ name: "x", value: { like: "5*" } }', [1, 2, 7]],
    ['{ name: "x", value: { exists: true } }', [1, 2, 3, 4, 5, 7]],
    ['{ name: "x", value: { eq: "5" } }, { name: "y", value: { eq: "\\"b\\"" } }', [7]],
    ['{ name: "x", value: { eq: "no json" } }', []],
    ['{ name: "x", value: { eq: "{\\"b\\":1}" } }', []],
  ])('%s', async (variables, expected) => {
    await start(rows())
    const { data, errors } = await ask(`variables: [${variables}]`)
    expect(errors).toBeUndefined()
    expect(keys(data)).toEqual(expected.map(idOf))
    expect(data.processInstances.totalCount).toBe(expected.length)
  })

  test('are found by the engine’s own query, with the rest of the filter, and looked through', async () => {
    await start(rows())
    const { data } = await ask(
      'state: { eq: ACTIVE }, variables: [{ name: "x", value: { in: ["5", "{\\"a\\":1}", "\\"z\\""] } }]',
      'first: 2,',
    )
    expect(keys(data)).toEqual([1, 4].map(idOf))
    expect(data.processInstances.totalCount).toBe(3)
    expect(engine.calls.map(({ path, body }) => [path, body])).toEqual([
      ['/history/variable-instance', { variableName: 'x', variableTypeIn: ['json', 'object', 'xml'] }],
      [
        '/history/process-instance',
        {
          active: true,
          orQueries: [
            {
              variables: [
                { name: 'x', operator: 'eq', value: 5 },
                { name: 'x', operator: 'eq', value: 'z' },
              ],
              processInstanceIds: [idOf(4)],
            },
          ],
          sorting: [{ sortBy: 'instanceId', sortOrder: 'asc' }],
        },
      ],
      ['/history/variable-instance', { processInstanceIdIn: [1, 4, 7, 8].map(idOf), variableNameIn: ['x'] }],
    ])
  })

  test.each([['"2026-01-01T00:00:00.000+0000"'], [' 2026-1-1T0:0:0.0GMT'], [''], ['  '], [null]])(
    'of a text that the engine may take for something else are any with the variable: %j',
    async (value) => {
      await start(rows())
      const { errors } = await gateway.ask(
        'query ($v: String!) { processInstances(filter: { variables: [{ name: "x", value: { eq: $v } }] }) { totalCount } }',
        { v: JSON.stringify(value?.replaceAll('"', '') ?? null) },
      )
      expect(errors).toBeUndefined()
      expect(engine.calls[0]?.body).toMatchObject({
        orQueries: [
          {
            variables: [
              { name: 'x', operator: 'neq', value: null },
              { name: 'x', operator: 'eq', value: null },
            ],
          },
        ],
      })
    },
  )

  test('are refused without a call where the engine cannot tell', async () => {
    await start(rows())
    for (const [filter, what] of [
      ['variables: [{ name: "x", value: { exists: false } }]', 'filter.variables.value.exists: false'],
      [`variables: [${'{ name: "x", value: { eq: "5" } } '.repeat(51)}]`, 'at most 50 variables, these are 51'],
      ['or: [{ variables: [{ name: "x", value: { eq: "5" } }] }, { hasIncident: true }]', 'filter.or.'],
    ] as const) {
      const { errors } = await ask(filter)
      expect(errors).toMatchObject([
        { message: expect.stringContaining(what), extensions: { code: 'NOT_SUPPORTED', generation: 'Camunda 7' } },
      ])
    }
    expect(engine.calls).toEqual([])
  })

  test('are refused where too many variables would be looked through', async () => {
    await start({
      '/history/variable-instance': Array.from({ length: 10_001 }, (_, index) =>
        variable(index, { name: 'x', type: 'Json' }),
      ),
    })
    const { errors } = await ask('variables: [{ name: "x", value: { eq: "5" } }]')
    expect(errors).toMatchObject([
      { message: expect.stringContaining('more than 10000 variables'), extensions: { code: 'NOT_SUPPORTED' } },
    ])
  })

  test('of thousands take a call for each five hundred', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => index + 1)
    await start({
      '/history/process-instance': many.map((index) =>
        instance(index, { had: [{ name: 'x', type: 'Integer', value: 5 }] }),
      ),
      '/history/variable-instance': many.map((index) =>
        variable(index, { name: 'x', value: index === 7 ? 6 : 5, processInstanceId: idOf(index) }),
      ),
    })
    const { data } = await ask('variables: [{ name: "x", value: { eq: "5" } }]', 'first: 3,')
    expect(data.processInstances.totalCount).toBe(1_199)
    expect(engine.look()).toEqual([
      'POST /history/variable-instance',
      'POST /history/process-instance',
      ...Array.from({ length: 3 }, () => 'POST /history/variable-instance'),
    ])
  })
})

describe('a form key that fails', () => {
  const failure = {
    status: 500,
    body: { type: 'ProcessEngineException', message: 'Unknown property used in expression: x', code: 0 },
  }
  /** Whose form key fails. */
  const BAD = idOf(3)

  /** Four open tasks of two elements, of which the engine fails at one. */
  async function startFailing(history = true): Promise<void> {
    const open = [1, 2, 3, 4].map((index) =>
      openTask(index, {
        assignee: index === 4 ? 'bob' : 'ann',
        formKey: `f${index}`,
        taskDefinitionKey: index < 3 ? 'good' : 'bad',
      }),
    )
    const known = open.map(({ id, taskDefinitionKey, assignee }, index) =>
      endedTask(index + 1, { id, taskDefinitionKey, assignee, endTime: null, deleteReason: null, owner: 'olga' }),
    )
    await start(
      { '/task': open, '/history/task': history ? known : [], '/process-definition': [definition()] },
      ({ path, body, query, method }) => {
        if (path === `/task/${BAD}` && method === 'GET') return failure
        if (path !== '/task' || !query.has('maxResults')) return undefined
        const { taskIdIn, assigneeIn } = (body ?? {}) as { taskIdIn?: string[]; assigneeIn?: string[] }
        const isFound = (taskIdIn?.includes(BAD) ?? true) && (assigneeIn?.includes('ann') ?? true)
        return isFound ? failure : undefined
      },
    )
  }

  const fields = 'userTaskKey assignee owner creationDate externalFormReference'
  const list = (filter = 'state: { eq: CREATED }') =>
    `{ userTasks(filter: { ${filter} }) { totalCount nodes { ${fields} } } }`

  test('costs itself, not the list', async () => {
    await startFailing()
    const { data, errors } = await gateway.ask(list())
    expect(data.userTasks.totalCount).toBe(4)
    expect(data.userTasks.nodes.map((node: Row) => [node.userTaskKey, node.externalFormReference])).toEqual([
      [idOf(1), 'f1'],
      [idOf(2), 'f2'],
      [idOf(3), null],
      [idOf(4), 'f4'],
    ])
    expect(data.userTasks.nodes[2]).toMatchObject({ assignee: 'ann', owner: 'olga' })
    expect(errors).toMatchObject([
      {
        path: ['userTasks', 'nodes', 2, 'externalFormReference'],
        extensions: { code: 'UPSTREAM_ERROR' },
      },
    ])
  })

  test('is not asked for where nobody wants it, and takes few calls', async () => {
    await startFailing()
    const { data, errors } = await gateway.ask(
      '{ userTasks(first: 2, filter: { state: { eq: CREATED } }) { totalCount nodes { userTaskKey } } }',
    )
    expect(errors).toBeUndefined()
    expect(data.userTasks).toEqual({ totalCount: 4, nodes: [1, 2].map((index) => ({ userTaskKey: idOf(index) })) })
    const calls = engine.look()
    expect(calls.slice(0, 3)).toEqual(['POST /task', 'POST /task', 'POST /history/task'])
    // Of both elements, of each alone; counts of what was found, and of what the failing element has.
    expect(calls.slice(3).sort()).toEqual([
      'POST /task',
      'POST /task',
      'POST /task',
      'POST /task/count',
      'POST /task/count',
    ])
  })

  test('costs nothing where the list has no such task', async () => {
    await startFailing()
    const { data, errors } = await gateway.ask(list('state: { eq: CREATED }, assignee: { eq: "bob" }'))
    expect(errors).toBeUndefined()
    expect(data.userTasks.nodes).toMatchObject([{ userTaskKey: idOf(4), externalFormReference: 'f4' }])
    expect(engine.look()).toEqual(['POST /task'])
  })

  test('leaves in the list only what its filter finds', async () => {
    await startFailing()
    const { data } = await gateway.ask(list('state: { eq: CREATED }, assignee: { eq: "ann" }'))
    expect(data.userTasks.nodes.map(({ userTaskKey }: Row) => userTaskKey)).toEqual([1, 2, 3].map(idOf))
  })

  test('is the failure of the list for who may not read history', async () => {
    await startFailing(false)
    const { data, errors } = await gateway.ask(list())
    expect(data).toEqual({ userTasks: null })
    expect(errors).toMatchObject([{ path: ['userTasks'], extensions: { code: 'UPSTREAM_ERROR' } }])
  })

  test('costs itself where the task is read by its key, too', async () => {
    await startFailing()
    const { data, errors } = await gateway.ask(
      `{ userTask(userTaskKey: "${BAD}") { state assignee externalFormReference } }`,
    )
    expect(data).toEqual({ userTask: { state: 'CREATED', assignee: 'ann', externalFormReference: null } })
    expect(errors).toMatchObject([{ path: ['userTask', 'externalFormReference'] }])
  })

  test('is not what fails when everything does', async () => {
    await startFailing()
    engine.answer = () => failure
    const { errors } = await gateway.ask(list())
    expect(errors).toMatchObject([{ path: ['userTasks'], extensions: { code: 'UPSTREAM_ERROR' } }])
    expect(engine.look()).toEqual(['POST /task', 'POST /task', 'POST /history/task'])
  })
})
