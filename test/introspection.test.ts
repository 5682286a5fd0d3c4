import { getIntrospectionQuery } from 'graphql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.forget())
afterEach(() => vi.unstubAllEnvs())

const OFF = { CAMUNDA_VERSION: '8.9', GATEWAY_INTROSPECTION: 'false', GATEWAY_GRAPHIQL: 'false' }

/** Ways to the schema: as they are, deep in fragments, and beside what is harmless. */
const ASKING = [
  ['__schema', getIntrospectionQuery()],
  ['__schema', '{ processInstances { totalCount } ...A } fragment A on Query { ... { s: __schema { description } } }'],
  ['__type', '{ __type(name: "Query") { name } }'],
  ['_service', '{ _service { sdl } }'],
] as const

const page = (gateway: RunningGateway) => fetch(gateway.url, { headers: { accept: 'text/html' } })

describe.each(WAYS)('%s', (_, plugins) => {
  test.each(ASKING)('%s is refused where introspection is off', async (field, query) => {
    await using gateway = await startGateway(upstream, OFF, plugins)
    for (const again of [1, 2]) {
      const { data, errors } = await gateway.ask(query)
      expect([again, data]).toEqual([again, undefined])
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'INTROSPECTION_DISABLED', retryable: false },
      ])
      expect(errors?.[0]?.message).toMatch(
        new RegExp(`^${field}: introspection is switched off.*GATEWAY_INTROSPECTION`),
      )
    }
    expect(upstream.calls).toEqual([])
  })

  test('what is left of a question is answered, names of types too', async () => {
    await using gateway = await startGateway(upstream, OFF, plugins)
    const { data } = await gateway.ask('{ __typename processInstances { __typename } }')
    expect(data).toEqual({ __typename: 'Query', processInstances: { __typename: 'ProcessInstanceConnection' } })
  })

  test.each([
    ['a field', '{ processInstancez { totalCount } }', undefined],
    ['a type', '{ ... on Querry { __typename } }', undefined],
    ['an argument', '{ processInstances(firs: 1) { totalCount } }', undefined],
    ['an enum value', '{ processInstances(filter: { state: { eq: ACTIV } }) { totalCount } }', undefined],
    ['a field of an input', '{ processInstances(filter: { stat: { eq: ACTIVE } }) { totalCount } }', undefined],
    ['a fragment', '{ ...Aab } fragment Aaa on Query { __typename }', undefined],
    [
      'a field in a variable',
      'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
      { f: { stat: { eq: 'ACTIVE' } } },
    ],
    [
      'an enum value in a variable',
      'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
      { f: { state: { eq: 'ACTIV' } } },
    ],
  ])('%s that is misspelt gets no suggestion', async (_name, query, variables) => {
    await using closed = await startGateway(upstream, OFF, plugins)
    await using open = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
    for (const again of [1, 2]) {
      const told = (await open.ask(query, variables)).errors ?? []
      const hidden = (await closed.ask(query, variables)).errors ?? []
      expect(hidden.map(({ message }) => message)).toEqual(
        told.map(({ message }) => message.replace(/ ?Did you mean .*/, '')),
      )
      expect([again, hidden.map(({ extensions }) => extensions)]).toEqual([
        again,
        told.map(({ extensions }) => extensions),
      ])
    }
  })

  test('what the cluster says in such words is said', async () => {
    const detail = 'Did you mean tenant A?'
    await using cluster = await startUpstream({
      fault: () => ({ status: 400, headers: {}, body: { type: 'about:blank', title: 'X', status: 400, detail } }),
    })
    await using gateway = await startGateway(cluster, OFF, plugins)
    const { errors } = await gateway.ask('{ processInstances { totalCount } }')
    expect(errors?.[0]?.message).toBe(detail)
  })
})

describe('capabilities where introspection is off', () => {
  const FIELDS = '{ capabilities { fields(type: "Query") { name } } }'
  const known = async (config: Record<string, string>, headers: Record<string, string>) => {
    await using gateway = await startGateway(cluster, { ...OFF, ...config })
    const { data, errors } = await gateway.ask(FIELDS, {}, headers)
    return errors?.[0]?.extensions?.code ?? data.capabilities.fields.length > 10
  }
  let cluster: Upstream
  beforeAll(async () => {
    cluster = await startUpstream({
      fault: ({ headers: { authorization } }) => {
        if (authorization === 'Bearer ada') return undefined
        return { status: authorization === 'Bearer bob' ? 403 : 401, body: {} }
      },
    })
  })
  afterAll(() => cluster.close())

  test('tell callers who ask with their own rights, if the cluster knows them', async () => {
    const forward = { CAMUNDA_AUTH_STRATEGY: 'FORWARD' }
    expect(await known(forward, { authorization: 'Bearer ada' })).toBe(true)
    expect(await known(forward, { authorization: 'Bearer bob' })).toBe(true)
    expect(await known(forward, { authorization: 'Bearer anybody' })).toBe('UNAUTHENTICATED')
    expect(await known(forward, {})).toBe('UNAUTHENTICATED')
    expect(await known({ ...forward, GATEWAY_INTROSPECTION: 'true' }, {})).toBe(true)
  })

  test('tell everybody who has the gateway’s rights anyway', async () => {
    expect(await known({}, {})).toBe(true)
  })
})

test('the suggestions of graphql are what is looked for', async () => {
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  const { errors } = await gateway.ask('{ processInstancez { totalCount } }')
  expect(errors?.[0]?.message).toContain('Did you mean')
})

describe('GraphiQL', () => {
  test('is not shown where it is off, and what its address asks is not answered', async () => {
    await using gateway = await startGateway(upstream, OFF)
    const answer = await page(gateway)
    expect(answer.headers.get('content-type') ?? '').not.toContain('text/html')
    const asked = await fetch(`${gateway.url}?query={__typename}`, {
      headers: { accept: 'text/html, application/json' },
    })
    expect(asked.status).toBe(403)
    expect(await asked.json()).toMatchObject({ errors: [{ extensions: { code: 'CSRF_PREVENTED' } }] })
  })
})

describe('in production', () => {
  const introspects = async (gateway: RunningGateway) =>
    (await gateway.ask('{ __schema { queryType { name } } }')).errors === undefined
  const shows = async (gateway: RunningGateway) =>
    (await page(gateway)).headers.get('content-type')?.includes('text/html') === true

  test.each([
    ['production', {}, false, false],
    ['production', { GATEWAY_INTROSPECTION: 'true' }, true, false],
    ['production', { GATEWAY_GRAPHIQL: 'true' }, false, true],
    ['development', {}, true, true],
    ['development', { GATEWAY_INTROSPECTION: 'false' }, false, true],
    ['', {}, true, true],
  ])('NODE_ENV=%s %j: introspection %s, GraphiQL %s', async (env, settings, introspection, graphiql) => {
    vi.stubEnv('NODE_ENV', env)
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...settings })
    expect({ introspection: await introspects(gateway), graphiql: await shows(gateway) }).toEqual({
      introspection,
      graphiql,
    })
  })
})
