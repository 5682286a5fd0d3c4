import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GraphQLResolveInfo } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExecutorName } from '../src/execution/executors.ts'
import { ask, createGateway, type Extension, type GatewayContext, load } from '../src/index.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const extension: Extension = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      me: String
      instances(keys: [ID!]!): [ProcessInstance]
      newest: ProcessInstanceConnection
      wrong: ProcessInstance
      lost: ProcessInstanceConnection
    }
    extend type ProcessDefinition {
      "Own."
      shout: String
    }
    extend type ProcessInstance {
      peers(first: Int): ProcessInstanceConnection
    }
  `,
  resolvers: {
    Query: {
      me: (_, _args, { caller, claims }) => claims?.sub ?? caller.authorization ?? caller.cookie ?? null,
      instances: (_, { keys }: { keys: string[] }, context) => keys.map((one) => load(context, 'ProcessInstance', one)),
      newest: (_, _args, context, info) =>
        ask(context, info, 'processInstances', { first: 1, sort: [{ field: 'startDate', order: 'DESC' }] }),
      wrong: (_, _args, context) => load(context, 'Customer', '1'),
      lost: (_, _args, context, info) => ask(context, info, 'customers'),
    },
    ProcessDefinition: {
      shout: ({ resourceName }: { resourceName?: string }) => resourceName?.toUpperCase() ?? 'not told',
    },
    ProcessInstance: {
      peers: (
        { processDefinitionId }: { processDefinitionId: string },
        args: object,
        context: GatewayContext,
        info: GraphQLResolveInfo,
      ) =>
        ask(context, info, 'processInstances', {
          ...args,
          filter: { processDefinitionId: { eq: processDefinitionId } },
        }),
    },
  },
}

let upstream: Upstream
let gateway: RunningGateway

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processDefinitions: [processDefinition()],
      processInstances: [1, 2, 3].map((n) =>
        processInstance({ processInstanceKey: key(n), startDate: `2026-01-0${n}T00:00:00.000Z` }),
      ),
    },
  })
})

afterEach(async () => {
  await gateway.close()
  expectNoViolations(upstream)
  await upstream.close()
})

const WAYS: [string, Plugin[], ExecutorName][] = [
  ['past Yoga', [], 'compiled'],
  ['through Yoga', [{ onResponse() {} }], 'compiled'],
  ['by graphql-js', [], 'graphql-js'],
]

describe.each(WAYS)('%s', (_, plugins, executor) => {
  const start = async (config: Record<string, string> = {}) => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...config }, plugins, { extension, executor })
  }

  test('objects that are loaded by key are loaded together', async () => {
    await start()
    const { data, errors } = await gateway.ask(
      `{ instances(keys: ["${key(3)}", "${key(1)}", "${key(9)}"]) { processInstanceKey state } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.instances).toEqual([
      { processInstanceKey: key(3), state: 'ACTIVE' },
      { processInstanceKey: key(1), state: 'ACTIVE' },
      null,
    ])
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('a key that is none fails alone, as everywhere', async () => {
    await start()
    const { data, errors } = await gateway.ask(`{ instances(keys: ["x", "${key(1)}"]) { processInstanceKey } }`)
    expect(data.instances).toEqual([null, { processInstanceKey: key(1) }])
    expect(errors).toMatchObject([{ path: ['instances', 0], extensions: { code: 'BAD_USER_INPUT' } }])
  })

  test('a list of the gateway’s is answered with its own paging, also below objects', async () => {
    await start()
    const { data, errors } = await gateway.ask(
      `{
        newest { totalCount nodes { processInstanceKey peers(first: 2) { totalCount nodes { state } pageInfo { hasNextPage endCursor } } } }
      }`,
    )
    expect(errors).toBeUndefined()
    expect(data.newest).toEqual({
      totalCount: 3,
      nodes: [
        {
          processInstanceKey: key(3),
          peers: {
            totalCount: 3,
            nodes: [{ state: 'ACTIVE' }, { state: 'ACTIVE' }],
            pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
          },
        },
      ],
    })
    // Its cursors are those of the gateway's own field.
    const { endCursor } = data.newest.nodes[0].peers.pageInfo
    const next = await gateway.ask(
      'query ($after: String) { processInstances(first: 2, after: $after, filter: { processDefinitionId: { eq: "order-process" } }) { nodes { processInstanceKey } } }',
      { after: endCursor },
    )
    expect(next.data.processInstances.nodes).toHaveLength(1)
  })

  test('a field of one’s own is given the whole row where another carries a part of it', async () => {
    await start()
    const { data } = await gateway.ask(
      `{ processInstance(processInstanceKey: "${key(1)}") { processDefinition { name shout } } }`,
    )
    expect(data.processInstance.processDefinition).toEqual({ name: 'Order process', shout: 'ORDER-PROCESS.BPMN' })
  })

  test('a resolver knows who asks', async () => {
    await start()
    expect((await gateway.ask('{ me }')).data).toEqual({ me: null })
    expect((await gateway.ask('{ me }', {}, { authorization: 'Bearer mine' })).data).toEqual({ me: 'Bearer mine' })
    await gateway.close()
    await using issuer = await startIssuer()
    const signer = await issuer.signer()
    await start({ GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE })
    const authorization = `Bearer ${await signer.sign({ claims: { sub: 'ada' } })}`
    expect((await gateway.ask('{ me }', {}, { authorization })).data).toEqual({ me: 'ada' })
  })

  test('what may not be asked for may not be asked for this way either', async () => {
    const files = mkdtempSync(join(tmpdir(), 'gateway-extending-'))
    try {
      const policy = { otherwise: 'allow', rules: [{ name: 'no-instances', deny: ['Query.processInstance*'] }] }
      writeFileSync(join(files, 'policy.json'), JSON.stringify(policy))
      await start({ GATEWAY_POLICY_FILE: join(files, 'policy.json') })
    } finally {
      rmSync(files, { recursive: true })
    }
    const { data, errors } = await gateway.ask(`{ instances(keys: ["${key(1)}"]) { state } newest { totalCount } me }`)
    expect(data).toEqual({ instances: [null], newest: null, me: null })
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(upstream.calls).toEqual([])
  })

  test('a mistake in a resolver is masked, and in the log', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    await start()
    const { data, errors } = await gateway.ask('{ wrong { state } lost { totalCount } }')
    expect(data).toEqual({ wrong: null, lost: null })
    expect(errors?.map(({ message }) => message)).toEqual(['Unexpected error.', 'Unexpected error.'])
    const logged = log.mock.calls.map(([entry]) => String(entry)).sort()
    log.mockRestore()
    expect(logged).toEqual([
      expect.stringContaining('Customer is no type with a key: there are '),
      expect.stringContaining('Query has no field customers.'),
    ])
  })
})

test('other subgraphs see the types, too', async () => {
  gateway = await startGateway(upstream, {}, [], { extension })
  const { data } = await gateway.ask('{ _service { sdl } }')
  expect(data._service.sdl).toMatch(/shout: String/)
  expect(data._service.sdl.split('peers(')[1]).toMatch(/^[^}]*?first: Int\s*\): ProcessInstanceConnection/)
})

test('an extension that does not fit the schema is refused at once', async () => {
  gateway = await startGateway(upstream)
  const made = (typeDefs: string, resolvers = {}) => createGateway({}, { extension: { typeDefs, resolvers } })
  expect(() => made('extend type Nothing { a: Int }')).toThrow('Nothing')
  expect(() => made('extend type Query { a: Unknown }')).toThrow('Unknown')
  expect(() => made('extend type Query {')).toThrow('Syntax Error')
  expect(() => made('extend type Query { processInstances: Int }')).toThrow('processInstances')
  expect(() => made('type A { b: Int }', { A: { c: () => 1 } })).toThrow('A.c')
})
