import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withErrorsTable } from '../scripts/errors-table.ts'
import { errorCodes } from '../src/errors/error-code.ts'
import { createGateway } from '../src/gateway/gateway.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { json, PREFLIGHT } from './support/requests.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())

const CODED = { code: 'BAD_USER_INPUT', retryable: false }

const extension = {
  typeDefs: 'extend type Query { plain: Int own: Int later: Int }',
  resolvers: {
    Query: {
      plain() {
        throw new GraphQLError('No such customer.')
      },
      own() {
        throw new GraphQLError('No such customer.', { extensions: { code: 'CUSTOMER_GONE', retryable: true } })
      },
      later() {
        throw new GraphQLError('Busy.', { extensions: { code: 'OVERLOADED' } })
      },
    },
  },
}

describe.each([...WAYS, ['by graphql-js', []] as const])('%s', (way, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    const executor = way === 'by graphql-js' ? 'graphql-js' : 'compiled'
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, [...plugins], { extension, executor })
  })
  afterAll(() => gateway.close())

  test.each([
    ['an argument', 'query ($k: ID = "1") { processInstance(processInstanceKey: $k) { id } }', { k: null }],
    ['an item of a list', 'query ($k: ID = "1") { nodes(ids: [$k]) { id } }', { k: null }],
    ['a condition', 'query ($k: Boolean = true) { __typename @skip(if: $k) }', { k: null }],
    [
      'an argument of an input',
      'mutation ($k: ID = "1") { completeJob(input: { jobKey: $k }) { __typename } }',
      { k: null },
    ],
    ['a variable', 'query ($k: ID!) { processInstance(processInstanceKey: $k) { id } }', {}],
    ['a value of another type', 'query ($n: Int) { processInstances(first: $n) { totalCount } }', { n: 'x' }],
    ['a field of the owner’s that throws no code', '{ plain }', {}],
  ])('%s has a code', async (_name, query, variables) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { errors } = await gateway.ask(query, variables, { accept })
      expect(errors?.map(({ extensions }) => extensions)).toEqual([CODED])
    }
  })

  test.each([
    ['no document', '{', 'GRAPHQL_PARSE_FAILED'],
    ['no field', '{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a literal that is no DateTime',
      '{ userTasks(filter: { creationDate: { gt: "x" } }) { totalCount } }',
      'BAD_USER_INPUT',
    ],
    [
      'a literal that is no Long',
      'mutation { updateJob(input: { jobKey: "1", timeout: "x" }) { __typename } }',
      'BAD_USER_INPUT',
    ],
    ['no operation', 'query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
    ['a document without one', 'fragment F on Query { __typename }', /./],
    ['nothing', '', 'BAD_REQUEST'],
    ['a subscription', 'subscription { x }', /./],
  ])('%s: whether it is worth trying again', async (_name, query, code) => {
    const { errors = [] } = await gateway.ask(query)
    expect(errors.length).toBeGreaterThan(0)
    for (const { extensions } of errors) {
      expect(extensions).toMatchObject({ code: expect.stringMatching(code), retryable: false })
      expect(Object.keys(errorCodes)).toContain(extensions?.code)
    }
  })

  test.each([
    ['query A { __typename } query B { __typename }', undefined, 'has "A", "B": `operationName` must say which'],
    ['query A { __typename }', 'C', 'no operation of the name "C", which `operationName` gives. It has "A".'],
    ['{ __typename }', 'C', 'It has one without a name.'],
    ['fragment F on Query { __typename }', undefined, 'has no operation:'],
  ])('%s by the name %s: which operations there are', async (query, operationName, message) => {
    const answer = await fetch(gateway.url, json(JSON.stringify({ query, operationName })))
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        errors: [
          {
            message: expect.stringContaining(message),
            extensions: { code: 'OPERATION_RESOLUTION_FAILURE', retryable: false },
          },
        ],
      },
    ])
  })

  test('what the owner says stays', async () => {
    const { errors } = await gateway.ask('{ own later }')
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'CUSTOMER_GONE', retryable: true },
      { code: 'OVERLOADED', retryable: true },
    ])
  })

  test('what is refused before it is read, too', async () => {
    const answers = [
      await fetch(gateway.url, json('{"query":')),
      await fetch(gateway.url, { method: 'PUT' }),
      await fetch(`${gateway.url}?query={__typename}`),
      await fetch(`${gateway.url}?query=mutation{__typename}`, { headers: PREFLIGHT }),
    ]
    for (const answer of answers) {
      const { errors } = await answer.json()
      expect(errors).toEqual([
        { message: expect.any(String), extensions: { code: expect.stringMatching(/^[A-Z_]+$/), retryable: false } },
      ])
    }
  })
})

test('an event whose source fails has a code, by gateway.fetch, too', async () => {
  const gateway = createGateway(
    { CAMUNDA_REST_ADDRESS: upstream.url, CAMUNDA_VERSION: '8.9' },
    {
      extension: {
        typeDefs: 'type Subscription { ticks: Int }',
        resolvers: {
          Subscription: {
            ticks: {
              async *subscribe() {
                yield { ticks: 1 }
              },
              resolve() {
                throw new GraphQLError('No tick.')
              },
            },
          },
        },
      },
    },
  )
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const body = JSON.stringify({ query: 'subscription { ticks }' })
  const answer = await gateway.fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body }))
  expect(await answer.text()).toContain('"extensions":{"code":"BAD_USER_INPUT","retryable":false}')
  await gateway.close()
})

test('the README’s table has a row for each code', () => {
  const text = withErrorsTable('<!-- errors --><!-- /errors -->')
  for (const code of Object.keys(errorCodes)) expect(text).toContain(`| \`${code}\` |`)
})
