import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Command, run } from './support/command.ts'
import { processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const KEYS = ['2251799813685301', '2251799813685302', '2251799813685303']

let upstream: Upstream
let example: Command
let origin: string

/** Runs an example against the strict upstream: three instances, of two customers. */
async function start(name: string): Promise<void> {
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processInstances: KEYS.map((processInstanceKey, n) =>
        processInstance({ processInstanceKey, businessId: n < 2 ? `C-${n + 1}` : 'C-1' }),
      ),
    },
  })
  example = run(`examples/${name}/main.ts`, [], {
    env: { PORT: '0', CAMUNDA_REST_ADDRESS: upstream.url, SLOW_MS: '0' },
  })
  origin = new URL(await example.printed(/http:[^"\s]+/)).origin
}

async function ask(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
}

/** The example ends as it should, and has asked nothing that the cluster does not take. */
async function end(): Promise<void> {
  example.kill('SIGTERM')
  expect(await example.exited).toBe(0)
  expect(example.err).toBe('')
  expectNoViolations(upstream)
  await upstream.close()
}

describe('node:http', () => {
  beforeAll(() => start('node-http'))
  afterAll(end)

  test('serves its own path beside the gateway', async () => {
    expect(await (await fetch(origin)).text()).toBe('The shop')
    expect((await fetch(`${origin}/ready`)).status).toBe(200)
  })

  test('has a field of its own on Camunda’s objects, looked up together for all of them', async () => {
    upstream.forget()
    const { json } = await ask('query Whose { processInstances { nodes { customer { number name } } } }')
    const customers = json().data.processInstances.nodes.map(({ customer }: { customer: object }) => customer)
    expect(customers).toHaveLength(3)
    expect(customers).toEqual(
      expect.arrayContaining([
        { number: 'C-1', name: 'Ada' },
        { number: 'C-2', name: 'Grace' },
      ]),
    )
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
    expect(await example.printed(/looking up .*/)).toBe('looking up 2 customers')
    await example.printed(/slow: Whose/)
  })

  test('is given the whole row, also where another object carries a part of it', async () => {
    const { json } = await ask(`{ processInstance(processInstanceKey: "${KEYS[1]}") { customer { name } } }`)
    expect(json()).toEqual({ data: { processInstance: { customer: { name: 'Grace' } } } })
  })
})

describe('Fastify', () => {
  beforeAll(() => start('fastify'))
  afterAll(end)

  test('serves its own routes beside the gateway', async () => {
    expect(await (await fetch(origin)).json()).toEqual({ shop: true })
    const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<!doctype html>')
  })

  test('answers Camunda’s objects from objects of its own, loaded together', async () => {
    upstream.forget()
    const { json } = await ask('query Parcels { shipments { number processInstance { processInstanceKey state } } }')
    expect(json()).toEqual({
      data: {
        shipments: KEYS.map((processInstanceKey, n) => ({
          number: `S-${n + 1}`,
          processInstance: { processInstanceKey, state: 'ACTIVE' },
        })),
      },
      extensions: { errorCount: 0 },
    })
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('has a line of the gateway’s in its own log for each request', async () => {
    await ask('query Logged { shipments { number } }')
    const line = JSON.parse(await example.printed(/.*"operation":"Logged".*/))
    expect(line).toMatchObject({ level: 30, msg: 'request', type: 'query', outcome: 'ok', status: 200, calls: 0 })
  })
})

describe('Express', () => {
  beforeAll(() => start('express'))
  afterAll(end)

  test('serves its own routes beside the gateway', async () => {
    expect(await (await fetch(origin)).text()).toBe('The shop')
    const echo = await fetch(`${origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    })
    expect(await echo.json()).toEqual({ a: 1 })
  })

  test('lets its plugin refuse', async () => {
    upstream.forget()
    expect(await ask('{ processInstances { totalCount } }')).toMatchObject({
      status: 403,
      text: 'The shop alone may ask.',
    })
    expect(upstream.calls).toEqual([])
  })

  test('answers one of the gateway’s lists from an object of its own', async () => {
    upstream.forget()
    const mine = { 'x-shop': 'mine' }
    const { json } = await ask(
      `{
        customer(number: "C-1") {
          name
          processInstances(first: 1) { totalCount nodes { businessId } pageInfo { hasNextPage } }
        }
        nobody: customer(number: "C-9") { name }
      }`,
      mine,
    )
    expect(json()).toEqual({
      data: {
        customer: {
          name: 'Ada',
          processInstances: { totalCount: 2, nodes: [{ businessId: 'C-1' }], pageInfo: { hasNextPage: true } },
        },
        nobody: null,
      },
    })
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
    // What the gateway refuses is told as everywhere.
    const refused = await ask('{ customer(number: "C-1") { processInstances(first: -1) { totalCount } } }', mine)
    expect(refused.json().errors).toMatchObject([
      { path: ['customer', 'processInstances'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } },
    ])
  })
})
