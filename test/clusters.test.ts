import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config/config.ts'
import { fromGlobalId, toGlobalId } from '../src/fields/keys.ts'
import { createGateway, type GatewayOptions } from '../src/gateway/gateway.ts'
import type { Extension } from '../src/schema/extending.ts'
import { marked } from '../src/upstream/session/mark.ts'
import { type RunningGateway, serve } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { incident, job, key, processDefinition, processInstance, userTask, variable } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './support/upstream.ts'

/** Two clusters whose rows have the same keys, so that only the cluster tells them apart. */
let here: Upstream
let there: Upstream
let gateway: RunningGateway

const KEYS = [1, 2, 3].map((n) => key(n))

function rows(name: string): UpstreamOptions['rows'] & object {
  return {
    processDefinitions: [processDefinition({ name, resourceName: `${name}.bpmn` })],
    processInstances: KEYS.map((processInstanceKey) =>
      processInstance({ processInstanceKey, processDefinitionName: name }),
    ),
    userTasks: KEYS.map((processInstanceKey, n) =>
      userTask({ userTaskKey: key(10 + n), processInstanceKey, name: `task ${name}`, state: 'CREATED' }),
    ),
    incidents: KEYS.map((processInstanceKey, n) =>
      incident({ incidentKey: key(20 + n), processInstanceKey, errorMessage: `failed ${name}` }),
    ),
    jobs: [job({ jobKey: key(30), processInstanceKey: KEYS[0] ?? '', type: 'pay', state: 'CREATED' })],
  }
}

/** Another cluster's root fields, as a field of one's own can answer them: whatever it answers is of that cluster. */
const extension: Extension = {
  typeDefs: 'extend type Query { there: Query } extend type Mutation { there: Mutation }',
  resolvers: { Query: { there: () => marked({}, 'there') }, Mutation: { there: () => marked({}, 'there') } },
}

async function start(options: GatewayOptions = {}, settings: Record<string, string> = {}): Promise<RunningGateway> {
  const configOf = (upstream: Upstream) =>
    readConfig({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: '1',
      CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1',
      GATEWAY_FEDERATION: 'true',
      GATEWAY_READ_AFTER_WRITE_MS: '200',
      ...settings,
    })
  const config = configOf(here)
  return serve(
    createGateway(
      {
        ...config,
        cluster: { ...config.cluster, name: 'here' },
        furtherClusters: [{ ...configOf(there).cluster, name: 'there' }],
      },
      { extension, ...options },
    ),
  )
}

beforeEach(async () => {
  here = await startUpstream({ version: '8.9', rows: rows('here') })
  there = await startUpstream({ version: '8.9', rows: rows('there') })
  gateway = await start()
})

afterEach(async () => {
  await gateway.close()
  for (const upstream of [here, there]) {
    expectNoViolations(upstream)
    await upstream.close()
  }
})

/** Asks, and fails on any error in the answer. */
async function ask(query: string, variables?: object) {
  const { data, errors } = await gateway.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

const there1 = toGlobalId('ProcessInstance', key(1), 'there')
const here1 = toGlobalId('ProcessInstance', key(1))

const INSTANCE = `id processDefinitionName
  processDefinition { id name resourceName }
  userTasks(first: 5) { nodes { id name processInstance { id state processDefinitionName } } }
  incidents(first: 5) { nodes { id errorMessage } }`

/** What such a query answers of the first instance of a cluster. */
const instanceOf = (name: string, cluster?: string) => ({
  id: toGlobalId('ProcessInstance', key(1), cluster),
  processDefinitionName: name,
  processDefinition: { id: toGlobalId('ProcessDefinition', key(0), cluster), name, resourceName: `${name}.bpmn` },
  userTasks: {
    nodes: [
      {
        id: toGlobalId('UserTask', key(10), cluster),
        name: `task ${name}`,
        processInstance: {
          id: toGlobalId('ProcessInstance', key(1), cluster),
          state: 'ACTIVE',
          processDefinitionName: name,
        },
      },
    ],
  },
  incidents: { nodes: [{ id: toGlobalId('Incident', key(20), cluster), errorMessage: `failed ${name}` }] },
})

describe('a row', () => {
  test('reads all that belongs to it from its own cluster, also what is kept', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on ProcessInstance { ${INSTANCE} } } }`
    for (const _ of ['read', 'kept']) {
      expect(await ask(query, { id: there1 })).toEqual({ node: instanceOf('there', 'there') })
    }
    expect(here.operations({ topology: true })).toEqual([])
    there.forget()
    expect(await ask(query, { id: here1 })).toEqual({ node: instanceOf('here') })
    expect(there.operations({ topology: true })).toEqual([])
  })

  test('of one cluster stands beside one of another, by the same field and with the same key', async () => {
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ProcessInstance { ${INSTANCE} } } }`
    expect(await ask(query, { ids: [here1, there1, here1] })).toEqual({
      nodes: [instanceOf('here'), instanceOf('there', 'there'), instanceOf('here')],
    })
    expect(here.operations().toSorted()).toEqual(there.operations().toSorted())
  })

  test('that its parent has told keeps its cluster, without a call', async () => {
    const query = '{ there { processInstances(first: 1) { nodes { processDefinition { id name } } } } }'
    const id = toGlobalId('ProcessDefinition', key(0), 'there')
    expect(await ask(query)).toEqual({
      there: { processInstances: { nodes: [{ processDefinition: { id, name: 'there' } }] } },
    })
    expect(there.operations()).toEqual(['searchProcessInstances'])
  })

  test('is held against the version of its own cluster', async () => {
    await here.close()
    here = await startUpstream({ version: '8.8', rows: rows('here') })
    await gateway.close()
    gateway = await start()
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ProcessInstance {
      userTasks(filter: { tags: ["b"] }) { totalCount }
    } } }`
    const { data, errors } = await gateway.ask(query, { ids: [here1, there1] })
    expect(data).toEqual({ nodes: [{ userTasks: null }, { userTasks: { totalCount: 0 } }] })
    expect(errors).toMatchObject([
      { path: ['nodes', 0, 'userTasks'], extensions: { code: 'NOT_SUPPORTED', cluster: 'here', version: '8.8' } },
    ])
  })

  test('that a command answers has the relations of its cluster', async () => {
    const activated = {
      type: 'pay',
      processDefinitionId: 'order-process',
      processDefinitionVersion: 1,
      elementId: 'pay',
      customHeaders: {},
      worker: 'w',
      retries: 3,
      deadline: 0,
      variables: { deep: [{ n: 1 }] },
      tenantId: '<default>',
      jobKey: key(30),
      processInstanceKey: key(1),
      processDefinitionKey: key(0),
      elementInstanceKey: key(40),
      rootProcessInstanceKey: null,
      kind: 'BPMN_ELEMENT',
      listenerEventType: 'UNSPECIFIED',
      userTask: null,
      tags: [],
    }
    const text = JSON.stringify({ jobs: [activated] }).replace('"n":1', '"n":9007199254740993')
    there.answers.activateJobs = () => ({ text })
    const data =
      await ask(`mutation { there { activateJobs(input: { type: "pay", maxJobsToActivate: 1, timeout: 1000 }) {
      jobs { variables processInstance { id processDefinitionName state } processDefinition { id } }
    } } }`)
    expect(data.there.activateJobs.jobs).toEqual([
      {
        variables: { deep: [{ n: 9007199254740992 }] },
        processInstance: { id: there1, processDefinitionName: 'there', state: 'ACTIVE' },
        processDefinition: { id: toGlobalId('ProcessDefinition', key(0), 'there') },
      },
    ])
    expect(here.operations()).toEqual([])
  })

  test('that a command touched is waited for in its cluster', async () => {
    there.answers.assignUserTask = () => {
      const [task] = there.rows.userTasks
      if (task) task.assignee = 'kim'
      return {}
    }
    const data = await ask(`mutation { there { assignUserTask(input: { userTaskKey: "${key(10)}", assignee: "kim" }) {
      userTask { id assignee name }
    } } }`)
    const id = toGlobalId('UserTask', key(10), 'there')
    expect(data.there.assignUserTask.userTask).toEqual({ id, assignee: 'kim', name: 'task there' })
    expect(here.operations()).toEqual([])
    expect(here.rows.userTasks[0]?.assignee).not.toBe('kim')
  })

  test('that does not show a command in time is told with its cluster', async () => {
    there.answers.assignUserTask = () => ({})
    const { errors } = await gateway.ask(`mutation { there {
      assignUserTask(input: { userTaskKey: "${key(10)}", assignee: "kim" }) { userTask { assignee } }
    } }`)
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_YET_VISIBLE', cluster: 'there' } }])
  })

  test('is found by a federated gateway by its id', async () => {
    const query =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on ProcessInstance { id processDefinitionName } } }'
    const of = [there1, here1].map((id) => ({ __typename: 'ProcessInstance', id }))
    expect(await ask(query, { of })).toEqual({
      _entities: [
        { id: there1, processDefinitionName: 'there' },
        { id: here1, processDefinitionName: 'here' },
      ],
    })
  })
})

describe('an id', () => {
  const refusal = async (id: string) => {
    const { errors } = await gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id })
    return errors?.map(({ message }) => message)
  }

  test('is what it was for the default cluster, and names the others', () => {
    expect(Buffer.from(here1, 'base64url').toString()).toBe(`ProcessInstance:${key(1)}`)
    expect(Buffer.from(there1, 'base64url').toString()).toBe(`there~ProcessInstance:${key(1)}`)
  })

  test('may name the default cluster, too: which one that is may change', async () => {
    const id = toGlobalId('ProcessInstance', key(1), 'here')
    expect(await ask(`{ node(id: "${id}") { id } }`)).toEqual({ node: { id: here1 } })
  })

  test('of a cluster that is not served is refused, and told so', async () => {
    const id = toGlobalId('ProcessInstance', key(1), 'elsewhere')
    expect(await refusal(id)).toEqual([
      'id: this id is of the cluster "elsewhere", which this gateway does not serve. Give an id as this gateway answered it.',
    ])
    expect([...here.operations(), ...there.operations()]).toEqual([])
  })

  test.each([
    ['a name', 'kim'],
    ['an address', 'kim@example.org'],
    ['what begins like an id of a cluster', 'there~kim'],
    ['what looks like an id of a cluster', 'there~ProcessInstance:1'],
    ['what looks like an id', 'ProcessInstance:1'],
    ['a path', 'a/b:c~d'],
    ['umlauts and spaces', 'Jörg Müller-Lüdenscheidt'],
    ['a colon alone', ' : '],
    ['a line break', '\n'],
    ['the longest key of two units a sign', '🦊'.repeat(500)],
    ['the longest key of two bytes a sign', 'ü'.repeat(1_000)],
  ])('holds any text as its key: %s', (_, text) => {
    expect(fromGlobalId('id', toGlobalId('User', text))).toEqual({ cluster: undefined, type: 'User', key: text })
    const id = toGlobalId('User', text, 'there')
    expect(fromGlobalId('id', id)).toEqual({ cluster: 'there', type: 'User', key: text })
  })

  test.each(['~ProcessInstance:1', 'the re~ProcessInstance:1', 'a~b~ProcessInstance:1', 'there~:1', 'there~1'])(
    'is none: %s',
    async (text) => {
      const id = Buffer.from(text).toString('base64url')
      expect(await refusal(id)).toEqual([expect.stringContaining('is not an id of this API')])
    },
  )
})

describe('a cursor', () => {
  const PAGE = 'query ($after: String) { processInstances(first: 1, after: $after) { edges { cursor node { id } } } }'
  const PAGE_THERE =
    'query ($after: String) { there { processInstances(first: 1, after: $after) { edges { cursor node { id } } } } }'

  test('goes on in its own cluster, and is refused for the same list of another', async () => {
    const [own] = (await ask(PAGE)).processInstances.edges
    const [other] = (await ask(PAGE_THERE)).there.processInstances.edges
    const next = (cluster?: string) => ({ id: toGlobalId('ProcessInstance', key(2), cluster) })
    expect((await ask(PAGE, { after: own.cursor })).processInstances.edges).toMatchObject([{ node: next() }])
    expect((await ask(PAGE_THERE, { after: other.cursor })).there.processInstances.edges).toMatchObject([
      { node: next('there') },
    ])
    for (const [query, after] of [
      [PAGE, other.cursor],
      [PAGE_THERE, own.cursor],
    ]) {
      const { errors } = await gateway.ask(query, { after })
      expect(errors).toMatchObject([{ message: expect.stringContaining('this cursor belongs to another list') }])
    }
  })

  test('of the default cluster is what it is where there is no other', async () => {
    const [{ cursor }] = (await ask(PAGE)).processInstances.edges
    const only = await serve(createGateway({ CAMUNDA_REST_ADDRESS: here.url }))
    const { data } = await only.ask(PAGE)
    await only.close()
    expect(data.processInstances.edges[0].cursor).toBe(cursor)
  })
})

describe('who runs the gateway', () => {
  const failing = {
    status: 500,
    body: { type: 'about:blank', title: 'INTERNAL', status: 500, detail: 'no', instance: '/v2' },
  }

  test('sees which cluster failed', async () => {
    const log = keepingLog()
    await gateway.close()
    gateway = await start({ logger: log.logger })
    there.answers.getProcessInstance = () => failing
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const { data, errors } = await gateway.ask(query, { ids: [here1, there1] })
    expect(data).toEqual({ nodes: [{ id: here1 }, null] })
    expect(errors).toMatchObject([{ path: ['nodes', 1], extensions: { cluster: 'there' } }])
    expect(log.lines).toContainEqual(expect.objectContaining({ facts: expect.objectContaining({ cluster: 'there' }) }))
  })

  test('reads in the log which one is down', async () => {
    const log = keepingLog()
    await gateway.close()
    gateway = await start({ logger: log.logger }, { GATEWAY_BREAKER_AFTER_MS: '1' })
    await there.close()
    await vi.waitFor(async () => {
      await gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id: there1 })
      expect(log.lines).toContainEqual({
        level: 'warn',
        message: 'The cluster there gives no answer: calls fail at once until it does.',
        facts: { cluster: 'there' },
      })
    })
    expect(await ask('query ($id: ID!) { node(id: $id) { id } }', { id: here1 })).toEqual({ node: { id: here1 } })
  })

  test('counts the calls of each', async () => {
    await gateway.close()
    gateway = await start({ metrics: true })
    await ask('query ($id: ID!) { node(id: $id) { id } }', { id: there1 })
    const text = gateway.gateway.metrics()
    expect(text).toContain(
      'gateway_upstream_calls_total{operation="getProcessInstance",status="200",cluster="there"} 1',
    )
    expect(text).toContain('gateway_upstream_calls_in_flight{cluster="here"} 0')
    expect(text).toContain('gateway_upstream_breaker{state="closed",cluster="there"} 1')
  })

  test('is told of each whether it is ready, and one will do', async () => {
    const ready = async () => {
      const response = await fetch(`${gateway.origin}/ready`)
      return [response.status, await response.json()]
    }
    const both = ['here', 'there'].map((name) => ({ name, ready: true, version: '8.9' }))
    expect(await ready()).toEqual([200, { ready: true, clusters: both }])
    await there.close()
    const gone = { name: 'there', ready: false, reason: expect.stringContaining('cannot be reached') }
    expect(await ready()).toEqual([200, { ready: true, clusters: [both[0], gone] }])
    await here.close()
    expect(await ready()).toMatchObject([503, { ready: false }])
  })

  test.each([
    ['no name', {}],
    ['a name that no id can hold', { name: 'a~b' }],
    ['a name that is taken', { name: 'here' }],
  ])('cannot add a cluster with %s', (_, named) => {
    const config = readConfig({ CAMUNDA_REST_ADDRESS: here.url })
    const clusters = {
      cluster: { ...config.cluster, name: 'here' },
      furtherClusters: [{ ...config.cluster, ...named }],
    }
    expect(() => createGateway({ ...config, ...clusters })).toThrow(/is no name of a cluster|Two clusters/)
  })
})

test('what stands within a row is of its cluster, too', async () => {
  await Promise.all([gateway.close(), there.close()])
  const details = {
    waitStateType: 'JOB',
    jobKey: key(30),
    jobKind: 'BPMN_ELEMENT',
    jobType: 'pay',
    listenerEventType: null,
    retries: 3,
  }
  const row = {
    bpmnProcessId: 'order-process',
    elementId: 'pay',
    elementInstanceKey: key(40),
    elementType: 'SERVICE_TASK',
    processInstanceKey: key(1),
    rootProcessInstanceKey: null,
    tenantId: '<default>',
    details,
  }
  const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  const answers = { searchElementInstanceWaitStates: () => ({ body: { items: [row], page } }) }
  there = await startUpstream({ version: '8.10', rows: rows('there'), answers })
  gateway = await start()
  const data = await ask(`{ there { elementInstanceWaitStates { nodes { details {
    ... on JobWaitStateDetails { job { id state } } } } } } }`)
  const [{ details: found }] = data.there.elementInstanceWaitStates.nodes
  expect(found.job.state).toBe('CREATED')
  expect(fromGlobalId('id', found.job.id).cluster).toBe('there')
  expect(here.operations()).toEqual([])
})

test('a document that a variable names is of its cluster, with all that is told of it', async () => {
  await Promise.all([gateway.close(), there.close()])
  const value = JSON.stringify({
    'camunda.document.type': 'camunda',
    documentId: 'd',
    storeId: 's',
    contentHash: null,
    metadata: { processInstanceKey: key(1) },
  })
  there = await startUpstream({ version: '8.9', rows: { ...rows('there'), variables: [variable({ value })] } })
  gateway = await start()
  const data = await ask(`{ there { variables { nodes { documents {
    contentUrl metadata { processInstance { id processDefinitionName } } } } } } }`)
  expect(data.there.variables.nodes[0].documents).toEqual([
    {
      contentUrl: '/graphql/documents/d?storeId=s&cluster=there',
      metadata: { processInstance: { id: there1, processDefinitionName: 'there' } },
    },
  ])
  expect(here.operations()).toEqual([])
})
