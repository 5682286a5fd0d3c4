import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { elementInstance, key, processInstance, variable } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const [INSTANCE, TASK] = [key(1), key(2)]

// What JSON.parse alone would bring back as something else, and what it would not.
const EXACT = {
  fraction: '1.0',
  exponent: '1e400',
  large: '9007199254740993',
  negative: '-0',
  nested: '{"list":[0.10,12345678901234567890],"ü":"\\u0000 😀"}',
  text: '"1.0"',
  truth: 'true',
  nothing: 'null',
}

describe('what is asked of the cluster', () => {
  test('a variable by its key is one read, and is never cut', async () => {
    const { isTruncated: _, ...row } = variable({ variableKey: key(3), value: '"A-1"', processInstanceKey: INSTANCE })
    await using stand = await strictStand({ rows: { variables: [{ ...row, isTruncated: false }] }, valueLimit: 2 })
    const data = await stand.ask(`{ variable(variableKey: "${key(3)}") {
      name tenantId variableKey scopeKey processInstanceKey rootProcessInstanceKey value preview isTruncated
      type valueInfo { filename }
    } }`)
    // Camunda 8 has no types.
    const none = { type: null, valueInfo: null }
    expect(data).toEqual({ variable: { ...row, value: 'A-1', preview: '"A-1"', isTruncated: false, ...none } })
    expect(stand.wire()).toEqual([[`GET /variables/${key(3)}`]])
    expect(await stand.ask(`{ variable(variableKey: "${key(4)}") { name } }`)).toEqual({ variable: null })
  })

  test('filters and sort; values are compared as JSON text', async () => {
    const rows = [
      variable({ name: 'state', value: '"open"', processInstanceKey: INSTANCE }),
      variable({ name: 'state', value: '"closed"', processInstanceKey: INSTANCE }),
      variable({ name: 'state', value: '"open"' }),
    ]
    await using stand = await strictStand({ rows: { variables: rows } })
    const data = await stand.ask(`{ variables(
      first: 3
      filter: { processInstanceKey: { in: ["${INSTANCE}"] }, name: { like: "st*" }, value: { in: ["\\"open\\"", "1"] } }
      sort: [{ field: value, order: DESC }, { field: name }]
    ) { totalCount nodes { value } } }`)
    expect(data).toEqual({ variables: { totalCount: 1, nodes: [{ value: 'open' }] } })
    expect(stand.wire()).toEqual([
      [
        'POST /variables/search',
        {
          filter: { processInstanceKey: INSTANCE, name: { $like: 'st*' }, value: { $in: ['"open"', '1'] } },
          sort: [
            { field: 'value', order: 'DESC' },
            { field: 'name', order: 'ASC' },
            { field: 'variableKey', order: 'ASC' },
          ],
          page: { limit: 3 },
        },
      ],
    ])
  })

  test('to what it belongs: instance, root, and the element that is its scope, if it is one', async () => {
    await using stand = await strictStand({
      rows: {
        processInstances: [processInstance({ processInstanceKey: INSTANCE })],
        elementInstances: [elementInstance({ elementInstanceKey: TASK, processInstanceKey: INSTANCE })],
        variables: [
          variable({ variableKey: key(3), name: 'a', processInstanceKey: INSTANCE }),
          variable({ variableKey: key(4), name: 'b', processInstanceKey: INSTANCE, scopeKey: TASK }),
        ],
      },
    })
    const data = await stand.ask(`{ variables { nodes {
      name
      processInstance { processInstanceKey state } rootProcessInstance { processInstanceKey }
      scopeElementInstance { elementId }
    } } }`)
    const of = {
      processInstance: { processInstanceKey: INSTANCE, state: 'ACTIVE' },
      rootProcessInstance: { processInstanceKey: INSTANCE },
    }
    expect(data.variables.nodes).toEqual([
      { name: 'a', ...of, scopeElementInstance: null },
      { name: 'b', ...of, scopeElementInstance: { elementId: 'ship-parcel' } },
    ])
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /element-instances/${TASK}`],
      [`GET /process-instances/${INSTANCE}`],
    ])
  })

  test('values are JSON, with every number as it is written', async () => {
    const rows = Object.entries(EXACT).map(([name, value], index) =>
      variable({ variableKey: key(10 + index), name, value }),
    )
    await using stand = await strictStand({ rows: { variables: rows } })
    const { text } = await stand.gateway.ask('{ variables { nodes { value } } }')
    const values = Object.values(EXACT).map((value) => `{"value":${value}}`)
    expect(text).toBe(`{"data":{"variables":{"nodes":[${values}]}}}`)
    const { variables } = await stand.ask('{ variables { nodes { preview isTruncated } } }')
    expect(variables.nodes).toEqual(Object.values(EXACT).map((preview) => ({ preview, isTruncated: false })))
  })

  test('a cut value is null with its beginning as preview; the full ones of a page cost one more call', async () => {
    const long = (n: number) => JSON.stringify(`${n}:${'x'.repeat(40)}`)
    const rows = Array.from({ length: 50 }, (_, n) =>
      variable({ variableKey: key(n), value: n % 2 ? long(n) : `${n}` }),
    )
    await using stand = await strictStand({ rows: { variables: rows }, valueLimit: 20 })
    const cut = await stand.ask('{ variables { nodes { value preview isTruncated } } }')
    expect(cut.variables.nodes.slice(0, 2)).toEqual([
      { value: 0, preview: '0', isTruncated: false },
      { value: null, preview: long(1).slice(0, 20), isTruncated: true },
    ])
    expect(stand.wire()).toHaveLength(1)

    const full = await stand.ask('{ variables { nodes { value(full: true) isTruncated } } }')
    expect(full.variables.nodes).toEqual(
      rows.map(({ value }, n) => ({ value: JSON.parse(value), isTruncated: n % 2 === 1 })),
    )
    const truncated = rows.filter((_, n) => n % 2).map(({ variableKey }) => variableKey)
    expect(stand.wire().slice(1)).toEqual([
      [
        'POST /variables/search?truncateValues=false',
        { filter: { variableKey: { $in: truncated } }, page: { limit: 25 } },
      ],
    ])

    await stand.ask('{ variables(first: 2) { nodes { value(full: true) } } }')
    expect(stand.wire().slice(1)).toEqual([[`GET /variables/${key(1)}`]])
    await stand.ask('{ variables(first: 1) { nodes { value(full: true) } } }')
    expect(stand.wire()).toHaveLength(1)
  })

  test('a text that is no JSON fails that value alone', async () => {
    const rows = [variable({ variableKey: key(1), value: 'x' }), variable({ variableKey: key(2), value: '1' })]
    await using stand = await strictStand({ rows: { variables: rows } })
    const { data, errors } = await stand.gateway.ask('{ variables { nodes { preview value } } }')
    expect(data.variables.nodes).toEqual([
      { preview: 'x', value: null },
      { preview: '1', value: 1 },
    ])
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['variables', 'nodes', 0, 'value'], 'UPSTREAM_ERROR'],
    ])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
    await stand.deploy({ 'p.bpmn': bpmn('p', element('startEvent', 's') + user('task') + flow('s', 'task')) })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const CREATE = `mutation ($v: JSON!) { createProcessInstance(input: { processDefinitionId: "p", variables: $v }) {
    processInstance { processInstanceKey variables(sort: [{ field: name }]) { nodes { name value } } }
  } }`
  const { exponent: _, ...finite } = EXACT

  test('goes in and comes out as it is', async () => {
    const values = Object.entries(finite).sort()
    const { text, errors } = await stand.gateway.ask(
      CREATE,
      `{"v":{${values.map(([name, value]) => `"${name}":${value}`)}}}`,
    )
    expect(errors).toBeUndefined()
    expect(text).toContain(`"nodes":[${values.map(([name, value]) => `{"name":"${name}","value":${value}}`)}]`)
  })

  test('goes in as it is from the text of the query too', async () => {
    const literal = '{ a: 1.0, b: 9007199254740993, c: [ "ü", { d: -1.50 } ], e: null }'
    const { text } = await stand.gateway.ask(CREATE.replace('($v: JSON!)', '').replace('$v', literal))
    const values = { a: '1.0', b: '9007199254740993', c: '["ü",{"d":-1.50}]', e: 'null' }
    const nodes = Object.entries(values).map(([name, value]) => `{"name":"${name}","value":${value}}`)
    expect(text).toContain(`"nodes":[${nodes}]`)
  })

  test('is cut in lists where it is long, and whole where it is asked for', async () => {
    const long = { list: Array.from({ length: 3_000 }, (_, index) => index) }
    const instance = await stand.start('p', { long })
    const { variables } = await stand.ask(`{ variables(
      filter: { processInstanceKey: { eq: "${instance}" }, isTruncated: true }
    ) { nodes { name isTruncated preview value whole: value(full: true) } } }`)
    const preview = JSON.stringify(long).slice(0, 8191)
    expect(variables.nodes).toEqual([{ name: 'long', isTruncated: true, preview, value: null, whole: long }])
  })
})
