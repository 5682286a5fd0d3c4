import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { composeSchemaContract } from '@theguild/federation-composition'
import { buildSchema, parse } from 'graphql'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startApolloGateway } from '../examples/federation/apollo.ts'
import { startCrm } from '../examples/federation/crm.ts'
import { startHiveGateway } from '../examples/federation/hive.ts'
import { compose, composeSubgraphs, readSdl } from '../examples/federation/supergraph.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { listen } from './support/events.ts'
import { startGateway } from './support/gateway.ts'
import { incident, key, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './support/upstream.ts'

const CUSTOMERS = [
  { customerNumber: 'C-1', name: 'Grace Okafor', city: 'Lagos' },
  { customerNumber: 'C-2', name: 'Lars Øgård', city: 'Tromsø' },
]

/** The CRM knows one process instance that Camunda does not, and Camunda one order that the CRM does not. */
const ORDERS = [
  { customerNumber: 'C-1', orderNumber: 'O-1', processInstanceKeys: [key(1), key(2)], userTaskIds: [idOf(key(11))] },
  { customerNumber: 'C-2', orderNumber: 'O-2', processInstanceKeys: [key(3)], userTaskIds: [idOf(key(12))] },
  { customerNumber: 'C-2', orderNumber: 'O-3', processInstanceKeys: [key(404)], userTaskIds: [] },
]

function idOf(userTaskKey: string): string {
  return Buffer.from(`UserTask:${userTaskKey}`).toString('base64url')
}

const rows = () => ({
  processInstances: [
    processInstance({ processInstanceKey: key(1), businessId: 'O-1' }),
    processInstance({ processInstanceKey: key(2), businessId: 'O-1', state: 'COMPLETED' }),
    processInstance({ processInstanceKey: key(3), businessId: 'O-2', hasIncident: true }),
    processInstance({ processInstanceKey: key(4), businessId: 'O-99' }),
    processInstance({ processInstanceKey: key(5) }),
  ],
  userTasks: [
    userTask({ userTaskKey: key(11), processInstanceKey: key(1), name: 'Pick' }),
    userTask({ userTaskKey: key(12), processInstanceKey: key(3), name: 'Pack', assignee: 'demo' }),
  ],
  incidents: [incident({ incidentKey: key(21), processInstanceKey: key(3) })],
})

const opened: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** What is started here ends with the test. */
async function kept<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting
  opened.push(() => started.close())
  return started
}

type StartGateway = (supergraph: string) => Promise<{ url: string; close(): Promise<unknown> }>

/** A graph of a cluster and the CRM. */
async function graph(serve: StartGateway, cluster: { url: string }, config: Record<string, string> = {}) {
  const camunda = await kept(startGateway(cluster, { CAMUNDA_VERSION: '8.9', ...config }))
  const crm = await kept(startCrm(CUSTOMERS, ORDERS))
  const supergraph = await composeSubgraphs([
    { name: 'camunda', url: camunda.url },
    { name: 'crm', url: crm.url },
  ])
  const { url } = await kept(serve(supergraph))
  return async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as ReturnType<typeof JSON.parse>
  }
}

describe.each<[string, StartGateway]>([
  ['Apollo Gateway', startApolloGateway],
  ['Hive Gateway', (supergraph) => startHiveGateway(supergraph, 0, false)],
])('through %s', (_name, serve) => {
  let upstream: Upstream
  const start = async (options: UpstreamOptions = {}, config: Record<string, string> = {}) => {
    upstream = await kept(startUpstream({ rows: rows(), ...options }))
    return graph(serve, upstream, config)
  }

  test('customers have their process instances and tasks, with few calls', async () => {
    const ask = await start()
    const { data } = await ask(`{
      customers {
        name
        processInstances { processInstanceKey state hasIncident incidents { totalCount } }
        userTasks { name assignee }
      }
    }`)
    const instance = (n: number, more: object) => ({
      processInstanceKey: key(n),
      state: 'ACTIVE',
      hasIncident: false,
      incidents: { totalCount: 0 },
      ...more,
    })
    expect(data).toEqual({
      customers: [
        {
          name: 'Grace Okafor',
          processInstances: [instance(1, {}), instance(2, { state: 'COMPLETED' })],
          userTasks: [{ name: 'Pick', assignee: null }],
        },
        {
          name: 'Lars Øgård',
          // The CRM knows one that Camunda has not: gateways take it for one of which nothing else is known.
          processInstances: [
            instance(3, { hasIncident: true, incidents: { totalCount: 1 } }),
            { processInstanceKey: key(404), state: null, hasIncident: null, incidents: null },
          ],
          userTasks: [{ name: 'Pack', assignee: 'demo' }],
        },
      ],
    })
    // The instances of all customers at once, and so their incidents; 8.9 reads tasks one by one.
    expect(upstream.operations().toSorted()).toEqual([
      'getUserTask',
      'getUserTask',
      'searchIncidents',
      'searchProcessInstances',
    ])
    expectNoViolations(upstream)
  })

  test('process instances and tasks have their customer', async () => {
    const ask = await start()
    const customer = (n: number) => ({ name: CUSTOMERS[n]?.name })
    expect(
      await ask(`{
        processInstances(sort: [{ field: processInstanceKey }]) { nodes { businessId customer { name } } }
        userTask(userTaskKey: "${key(12)}") { name customer { name } processInstance { hasIncident } }
      }`),
    ).toEqual({
      data: {
        processInstances: {
          nodes: [
            { businessId: 'O-1', customer: customer(0) },
            { businessId: 'O-1', customer: customer(0) },
            { businessId: 'O-2', customer: customer(1) },
            { businessId: 'O-99', customer: null },
            { businessId: null, customer: null },
          ],
        },
        userTask: { name: 'Pack', customer: customer(1), processInstance: { hasIncident: true } },
      },
    })
    // What the CRM requires comes with what the client asks for. The task's instance is read only if the list, which has it,
    // is not there yet.
    const operations = upstream.operations().filter((operation) => operation !== 'getProcessInstance')
    expect(operations.toSorted()).toEqual(['getUserTask', 'searchProcessInstances'])
    expect(upstream.operations().length).toBeLessThanOrEqual(3)
    expectNoViolations(upstream)
  })

  test('one that fails fails alone, and says why', async () => {
    const ask = await start({
      answers: {
        getUserTask: ({ path }) =>
          path.includes(key(11))
            ? {
                status: 403,
                body: { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'Not yours.', instance: '/v2' },
              }
            : undefined,
      },
    })
    const { data, errors } = await ask('{ customers { userTasks { name } } }')
    // Gateways know that there is one: the CRM has said so.
    expect(data).toEqual({ customers: [{ userTasks: [{ name: null }] }, { userTasks: [{ name: 'Pack' }] }] })
    expect(errors).toMatchObject([
      { message: 'Not yours.', extensions: { code: 'FORBIDDEN', operation: 'getUserTask' } },
    ])
  })

  test('the caller’s rights reach Camunda', async () => {
    const ask = await start({}, { CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    const headers = { authorization: 'Bearer alice' }
    const { errors } = await ask('{ customer(customerNumber: "C-1") { userTasks { name } } }', {}, headers)
    expect(errors).toBeUndefined()
    expect(upstream.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer alice'])
  })

  test('what @oneOf forbids is refused by the subgraph', async () => {
    const ask = await start()
    const { errors } = await ask(
      'mutation ($input: CompleteJobInput!) { completeJob(input: $input) { job { state } } }',
      { input: { jobKey: key(1), result: { userTask: { denied: true }, adHocSubProcess: {} } } },
    )
    expect(errors).toMatchObject([{ message: expect.stringMatching(/[Ee]xactly one/) }])
    expect(upstream.operations()).toEqual([])
  })

  test('commands answer what they changed, with what the CRM knows of it', async () => {
    const ask = await graph(serve, await kept(createSandbox({ port: 0, exportLagMs: 200, seed: true })))
    const { data } = await ask('{ userTasks(first: 1, filter: { state: { eq: CREATED } }) { nodes { userTaskKey } } }')
    const [{ userTaskKey }] = data.userTasks.nodes
    const answer = await ask(
      `mutation ($input: AssignUserTaskInput!) {
        assignUserTask(input: $input) { userTask { userTaskKey assignee customer { name } } }
      }`,
      { input: { userTaskKey, assignee: 'zoë' } },
    )
    expect(answer).toEqual({
      data: { assignUserTask: { userTask: { userTaskKey, assignee: 'zoë', customer: null } } },
    })
  })
})

describe('live questions', () => {
  const LIVE = `subscription {
    processInstances(filter: { state: { eq: ACTIVE } }, sort: [{ field: processInstanceKey }]) {
      totalCount
      nodes { processInstanceKey hasIncident customer { name } }
    }
  }`
  const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

  /** Hive Gateway before a cluster and the CRM, and the subgraph of the cluster. */
  async function live() {
    const upstream = await kept(startUpstream({ rows: rows() }))
    const camunda = await kept(startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...FAST }))
    const crm = await kept(startCrm(CUSTOMERS, ORDERS))
    const subgraphs = [
      { name: 'camunda', url: camunda.url },
      { name: 'crm', url: crm.url },
    ]
    const hive = await kept(startHiveGateway(await composeSubgraphs(subgraphs), 0, false))
    return { upstream, camunda, hive }
  }

  test('are followed through Hive Gateway, with what the CRM knows of each answer', async () => {
    const { upstream, hive } = await live()
    const listening = await listen(hive.url, LIVE)
    const { data } = await listening.next()
    const known = (n: number, name: string | undefined, hasIncident = false) => ({
      processInstanceKey: key(n),
      hasIncident,
      customer: name ? { name } : null,
    })
    const [grace, lars] = CUSTOMERS.map(({ name }) => name)
    const others = [known(3, lars, true), known(4, undefined), known(5, undefined)]
    expect(data).toEqual({ processInstances: { totalCount: 4, nodes: [known(1, grace), ...others] } })
    Object.assign(upstream.rows.processInstances[0] ?? {}, { state: 'COMPLETED' })
    expect((await listening.next()).data).toEqual({ processInstances: { totalCount: 3, nodes: others } })
    // Who leaves the gateway of the graph leaves its subgraphs, too: nobody asks the cluster any more.
    listening.leave()
    await vi.waitFor(
      async () => {
        const before = upstream.calls.length
        await sleep(500)
        expect(upstream.calls.length).toBe(before)
      },
      { timeout: 10_000 },
    )
    expectNoViolations(upstream)
  })

  test('end through Hive Gateway with the object that they show', async () => {
    const { upstream, hive } = await live()
    const query = 'subscription ($key: ID!) { processInstance(processInstanceKey: $key) { state customer { name } } }'
    const { next } = await listen(hive.url, query, { variables: { key: key(1) } })
    expect(await next()).toEqual({ data: { processInstance: { state: 'ACTIVE', customer: { name: 'Grace Okafor' } } } })
    Object.assign(upstream.rows.processInstances[0] ?? {}, { state: 'TERMINATED' })
    expect((await next()).data.processInstance.state).toBe('TERMINATED')
    expect(await next()).toBeUndefined()
  })

  test('are complete through Hive Gateway where their subgraph ends', async () => {
    const { camunda, hive } = await live()
    const { next } = await listen(hive.url, LIVE)
    await next()
    camunda.gateway.drain()
    expect(await next()).toBeUndefined()
  })

  test('are composed for Apollo Gateway, which refuses them and answers all else', async () => {
    const ask = await graph(startApolloGateway, await kept(startUpstream({ rows: rows() })))
    const { errors } = await ask(LIVE)
    expect(errors).toMatchObject([{ message: 'Execution of subscriptions not supported by gateway' }])
    expect(await ask('{ processInstances(first: 0) { totalCount } }')).toEqual({
      data: { processInstances: { totalCount: 5 } },
    })
  })
})

describe('the supergraph', () => {
  /** A subgraph that somebody wrote who pages too, and who answers pages of Camunda's tasks. */
  const SEARCH = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
    type Query { findUserTasks(text: String!): UserTaskConnection hits: HitConnection }
    type UserTask @key(fields: "userTaskKey") { userTaskKey: ID! }
    type UserTaskConnection @shareable {
      edges: [UserTaskEdge!]! nodes: [UserTask!]! pageInfo: PageInfo! totalCount: Int! totalCountIsExact: Boolean!
    }
    type UserTaskEdge @shareable { cursor: String! node: UserTask! }
    type HitConnection { nodes: [UserTask!]! pageInfo: PageInfo! }
    type PageInfo @shareable {
      hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
    }`

  async function camundaSdl() {
    const upstream = await kept(startUpstream())
    const { url } = await kept(startGateway(upstream))
    return { name: 'camunda', url, sdl: await readSdl(url) }
  }

  test('takes in others’ pages, and pages of Camunda’s objects', async () => {
    const supergraph = compose([await camundaSdl(), { name: 'search', url: 'http://search', sdl: SEARCH }])
    expect(supergraph).toContain('findUserTasks(text: String!): UserTaskConnection')
  })

  test('carries tags and descriptions', async () => {
    const supergraph = compose([await camundaSdl()])
    expect(supergraph).toMatch(/deleteResource\(.*?\).*@tag\(name: "camunda\/mutation\/deleteResource"\)/s)
    expect(supergraph).toContain('Exactly one of the fields must be given.')
    expect(supergraph).toContain('How many rows to answer, from the start of the list')
  })

  test('is cut by tags: a contract leaves out commands, or all entries of Camunda’s', async () => {
    const { name, url, sdl } = await camundaSdl()
    const crm = readFileSync(new URL('../examples/federation/crm.graphql', import.meta.url), 'utf8')
    /** The root fields of a contract that leaves out what has one of these tags. */
    const contract = (...tags: string[]) => {
      const composed = composeSchemaContract(
        [
          { name, url, typeDefs: parse(sdl) },
          { name: 'crm', url: 'http://crm', typeDefs: parse(crm) },
        ],
        { include: new Set(), exclude: new Set(tags) },
        true,
      )
      if (!composed.publicSdl) throw new Error(JSON.stringify(composed.errors))
      const made = buildSchema(composed.publicSdl)
      return {
        made,
        queries: Object.keys(made.getQueryType()?.getFields() ?? {}),
        commands: Object.keys(made.getMutationType()?.getFields() ?? {}),
        live: Object.keys(made.getSubscriptionType()?.getFields() ?? {}),
      }
    }
    const without = contract('camunda/mutation/deleteResource')
    expect(without.commands).toContain('createDeployment')
    expect(without.commands).not.toContain('deleteResource')
    const entities = contract('camunda/query', 'camunda/mutation')
    expect(entities.queries).toEqual(['customers', 'customer'])
    expect(entities.commands).toEqual([])
    // Who leaves queries out leaves them out as live questions, too.
    expect(entities.live).toEqual([])
    expect(without.live).toContain('processInstances')
    expect(contract('camunda/query/processInstances').live).not.toContain('processInstances')
    expect(without.live).toContain('jobActivated')
    expect(contract('camunda/mutation').live).not.toContain('jobActivated')
    const still = contract('camunda/subscription')
    expect([still.live, still.queries.includes('processInstances')]).toEqual([[], true])
    expect(entities.made.getType('ProcessInstance')).toBeDefined()
  })

  test('lets another subgraph take `node` over, and not share it', async () => {
    const camunda = await camundaSdl()
    const own = (directive: string) => `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@override", "@shareable"])
      interface Node { id: ID! }
      type Letter implements Node @key(fields: "id") { id: ID! }
      type Query { node(id: ID!): Node ${directive} }`
    const other = (directive: string) => ({ name: 'post', url: 'http://post', sdl: own(directive) })
    expect(compose([camunda, other('@override(from: "camunda")')])).toContain('node(')
    expect(() => compose([camunda, other('@shareable')])).toThrow(/Query\.node/)
  })

  test('is refused where another subgraph claims what is Camunda’s', async () => {
    const camunda = await camundaSdl()
    const sdl = SEARCH.replace('hits:', 'viewer: String hits:')
    expect(() => compose([camunda, { name: 'search', url: 'http://search', sdl }])).toThrow(/Query\.viewer/)
  })

  test('cannot be composed of a gateway whose federation is off', async () => {
    const upstream = await kept(startUpstream())
    const { url } = await kept(startGateway(upstream, { GATEWAY_FEDERATION: 'false' }))
    await expect(composeSubgraphs([{ name: 'camunda', url }])).rejects.toThrow(/is no subgraph.*_service/)
  })
})
