import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { incident, key, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

/** A plugin that works on responses sends every request through Yoga's Fetch layer: what it answers is right. */
let throughYoga = 0
const onResponse = () => {
  throughYoga++
}
let upstream: Upstream
let fast: RunningGateway
let yoga: RunningGateway

beforeAll(async () => {
  const keys = [1, 2, 3].map((n) => key(n))
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processInstances: keys.map((processInstanceKey) => processInstance({ processInstanceKey })),
      incidents: keys.map((processInstanceKey, n) => incident({ incidentKey: key(10 + n), processInstanceKey })),
      userTasks: keys.map((processInstanceKey, n) => userTask({ userTaskKey: key(20 + n), processInstanceKey })),
    },
    answers: {
      createProcessInstance: ({ body }) => ({
        body: {
          processInstanceKey: key(1),
          processDefinitionKey: key(100),
          processDefinitionId: 'order',
          processDefinitionVersion: 1,
          tenantId: '<default>',
          variables: body instanceof Object && 'variables' in body ? body.variables : {},
          tags: [],
          businessId: null,
        },
      }),
      resolveIncident: () => ({ status: 204 }),
    },
    fault: ({ path }) => (path.endsWith(`/user-tasks/${key(99)}`) ? { status: 500, body: {} } : undefined),
  })
  const config = { CAMUNDA_VERSION: '8.10', GATEWAY_SHARE_READS: 'false' }
  fast = await startGateway(upstream, config)
  yoga = await startGateway(upstream, config, [{ onResponse }])
})

afterAll(async () => {
  await fast.close()
  await yoga.close()
  expectNoViolations(upstream)
  await upstream.close()
})

beforeEach(() => upstream.forget())

interface Asked {
  body: string
  method?: string
  path?: string
  headers?: Record<string, string>
}

/** What a client sees of an answer, and what it cost the cluster. */
async function ask(gateway: RunningGateway, { body, method = 'POST', path = '/graphql', headers = {} }: Asked) {
  upstream.forget()
  const response = await fetch(gateway.origin + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body }),
  })
  // Each answer has ids of its own.
  const text = (await response.text()).replace(/"errorId":"[\da-f-]{36}"/g, '"errorId":"…"')
  return { status: response.status, type: response.headers.get('content-type'), text, calls: upstream.operations() }
}

/** Asks both ways, twice, because caches may answer the second time. */
async function askBoth(asked: Asked) {
  const [expected, expectedAgain] = [await ask(yoga, asked), await ask(yoga, asked)]
  expect([await ask(fast, asked), await ask(fast, asked)]).toEqual([expected, expectedAgain])
  return expected
}

const question = (query: string, rest: object = {}) => JSON.stringify({ query, ...rest })

describe('a question is answered as by Yoga', () => {
  const instances = '{ processInstances(first: 2) { nodes { processInstanceKey state } } }'

  test.each([
    ['a list', question(instances)],
    [
      'relations',
      question('{ processInstances { nodes { incidents { nodes { errorType } } userTasks { totalCount } } } }'),
    ],
    [
      'an alias and a fragment',
      question('{ a: processInstances { ...p } } fragment p on ProcessInstanceConnection { totalCount }'),
    ],
    [
      'an interface',
      question(
        `{ nodes(ids: ["${Buffer.from(`Incident:${key(10)}`).toString('base64url')}"]) { __typename id ... on Incident { state } } }`,
      ),
    ],
    [
      '@skip and @include',
      question(
        'query ($no: Boolean!) { processInstances { totalCount @skip(if: $no) pageInfo @include(if: $no) { hasNextPage } } }',
        { variables: { no: false } },
      ),
    ],
    [
      'one operation of two',
      question('query A { __typename } query B { processInstances { totalCount } }', { operationName: 'B' }),
    ],
    ['no operation of two', question('query A { __typename } query B { __typename }')],
    ['an operation that is not there', question('query A { __typename }', { operationName: 'C' })],
    [
      'variables',
      question(
        'query ($n: Int, $f: ProcessInstanceFilter) { processInstances(first: $n, filter: $f) { totalCount } }',
        { variables: { n: 1, f: { state: { eq: 'ACTIVE' } } } },
      ),
    ],
    ['variables of null', question(instances, { variables: null, operationName: null })],
    [
      'a variable of another type',
      question('query ($n: Int) { processInstances(first: $n) { totalCount } }', { variables: { n: 'one' } }),
    ],
    ['a variable that is missing', question('query ($n: ID!) { processInstance(processInstanceKey: $n) { state } }')],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}'],
    [
      'a whole number written as a fraction',
      '{"query":"query ($n: Int) { processInstances(first: $n) { totalCount } }","variables":{"n":1.0}}',
    ],
    ['introspection', question('{ __schema { queryType { name } types { name } } }')],
    ['refused arguments', question('{ processInstances(first: -1) { totalCount } incidents { totalCount } }')],
    ['a call that fails', question(`{ userTask(userTaskKey: "${key(99)}") { name } processInstances { totalCount } }`)],
    ['what is not there', question(`{ processInstance(processInstanceKey: "${key(77)}") { state } }`)],
    [
      'a mutation',
      question(`mutation { resolveIncident(input: { incidentKey: "${key(10)}" }) { incident { incidentKey } } }`),
    ],
    [
      'mutations in order, one refused',
      question(
        `mutation { a: resolveIncident(input: { incidentKey: "${key(10)}" }) { __typename } b: resolveIncident(input: { incidentKey: "x" }) { __typename } }`,
      ),
    ],
    [
      'exact numbers',
      '{"query":"mutation ($v: JSON) { createProcessInstance(input: { processDefinitionId: \\"order\\", variables: $v }) { processInstanceKey } }","variables":{"v":{"a":1.0,"b":9007199254740993}}}',
    ],
    ['a syntax error', question('{ processInstances {')],
    ['a field that is not there', question('{ processInstances { nope } }')],
    ['a subscription', question('subscription { x }')],
    ['no query', '{"variables":{}}'],
    ['an empty query', question('')],
    ['a parameter that is none', question('{ __typename }', { nope: 1 })],
    ['extensions', question('{ __typename }', { extensions: { a: 1 } })],
    ['a batch', `[${question('{ __typename }')}]`],
    ['no JSON', '{ "query": '],
    ['JSON that is no object', '"query"'],
    ['an empty body', ''],
  ])('%s', async (_, body) => {
    await askBoth({ body })
    await askBoth({ body, headers: { accept: 'application/graphql-response+json' } })
  })

  test.each([
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json;q=0.9',
    'application/json, application/graphql-response+json',
    'text/html, application/json',
    'application/*',
    '*/*',
    'application/json; charset=utf-8',
    'application/json; charset=latin1',
    'text/event-stream',
    'text/event-stream, application/json',
    'multipart/mixed',
    'image/png',
  ])('to who accepts %s', async (accept) => {
    await askBoth({ body: question(instances), headers: { accept } })
  })

  test.each([
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/graphql',
    'text/plain',
    'application/x-www-form-urlencoded',
  ])('as %s', async (type) => {
    await askBoth({ body: question(instances), headers: { 'content-type': type } })
  })

  test('at other paths and by other methods', async () => {
    await askBoth({ body: question(instances), path: '/graphql?x=1' })
    await askBoth({ body: question(instances), path: '/graphql/' })
    await askBoth({ body: question(instances), path: '/other' })
    await askBoth({ body: '', method: 'GET', path: '/graphql?query=%7B__typename%7D' })
    await askBoth({ body: question(instances), method: 'PUT' })
  })

  test('with the caller’s own headers upstream', async () => {
    const forward = { CAMUNDA_AUTH_STRATEGY: 'FORWARD', CAMUNDA_VERSION: '8.10' }
    await using gateway = await startGateway(upstream, forward)
    await ask(gateway, { body: question(instances), headers: { authorization: 'Bearer mine', 'x-other': 'no' } })
    expect(upstream.calls.at(-1)?.headers).toMatchObject({ authorization: 'Bearer mine' })
    expect(upstream.calls.at(-1)?.headers).not.toHaveProperty('x-other')
    await ask(gateway, { body: question(instances), headers: { cookie: 'session=1', 'x-csrf-token': 't' } })
    expect(upstream.calls.at(-1)?.headers).toMatchObject({ cookie: 'session=1', 'x-csrf-token': 't' })
  })

  test('and the comparison is between two ways', () => {
    expect(throughYoga).toBeGreaterThan(0)
  })
})

test('a client that leaves in the middle of its question costs no call and no crash', async () => {
  const { port } = new URL(fast.origin)
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"que',
      )
      socket.destroySoon()
    })
    socket.once('close', () => resolve())
  })
  const answer = await ask(fast, { body: question('{ __typename }') })
  expect(answer).toMatchObject({ status: 200, text: '{"data":{"__typename":"Query"}}', calls: [] })
})
