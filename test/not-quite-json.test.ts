import { hash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { json, multipart, PREFLIGHT, type Send, urlencoded, WAYS_IN } from './support/requests.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    answers: {
      completeJob: () => ({}),
      createDeployment: () => ({ body: { deploymentKey: key(1), tenantId: '<default>', deployments: [] } }),
    },
  })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())

const TYPENAME = { data: { __typename: 'Query' } }
const QUERY = '{ __typename }'
const HASH = hash('sha256', QUERY)
const COMPLETE = 'mutation ($v: JSON) { completeJob(input: { jobKey: "1", variables: $v }) { __typename } }'
const DEPLOY = 'mutation ($f: Upload!) { createDeployment(input: { resources: [{ file: $f }] }) { deploymentKey } }'
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const MARK = '\uFEFF'

const operations = (content: string | Buffer) => ({ name: 'operations', content })
const map = (paths: unknown) => ({ name: 'map', content: JSON.stringify(paths) })
const search = (params: Record<string, string>) => `?${new URLSearchParams(params)}`

describe.each(WAYS)('%s', (_way, plugins) => {
  describe.each(WAYS_IN)('by %s', (_in, sendTo) => {
    let gateway: RunningGateway
    let send: Send
    beforeAll(async () => {
      gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_MAX_BATCH_SIZE: '3' }, plugins)
      send = sendTo(gateway)
    })
    afterAll(() => gateway.close())

    /** A question in each way in which it can be sent. */
    async function sendEach(params: Record<string, unknown>): Promise<Array<[way: string, answer: Response]>> {
      const text = JSON.stringify(params)
      const written = (value: unknown) =>
        value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
      const fields = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, written(value)]))
      return [
        ['json', await send(json(text))],
        ['multipart', await send(multipart(operations(text), map({})))],
        // These know texts alone where no JSON is wanted.
        ...(['query', 'operationName', 'documentId'].every((name) => typeof (params[name] ?? '') === 'string')
          ? ([
              ['form', await send(urlencoded(search(fields).slice(1)))],
              ['GET', await send({ headers: PREFLIGHT }, search(fields))],
            ] as Array<[string, Response]>)
          : []),
      ]
    }

    describe('null is absent', () => {
      test.each([
        ['a query beside a hash', { query: null, extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }],
        ['a query beside an id', { query: null, documentId: 'a' }],
        [
          'a query beside an id, and all others',
          { query: null, documentId: 'a', variables: null, operationName: null, extensions: null },
        ],
        ['an empty query beside an id', { query: '', documentId: 'a' }],
      ])('%s', async (_name, params) => {
        for (const [way, answer] of await sendEach(params)) {
          expect([way, await answer.json()]).toMatchObject([
            way,
            { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
          ])
        }
      })

      test.each([
        ['an id beside a query', { query: QUERY, documentId: null }],
        ['a hash', { query: QUERY, extensions: { persistedQuery: { version: 1, sha256Hash: null } } }],
        ['what names a hash', { query: QUERY, extensions: { persistedQuery: null } }],
        ['what is known to nobody', { query: QUERY, other: null }],
        ['an empty name of an operation', { query: QUERY, operationName: '' }],
        ['an empty name, where operations have names', { query: `query A ${QUERY}`, operationName: '' }],
        ['an empty id', { query: QUERY, documentId: '' }],
        [
          'a hash that is right',
          { query: QUERY, documentId: null, extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } },
        ],
      ])('%s', async (_name, params) => {
        for (const [way, answer] of await sendEach(params)) {
          expect([way, answer.status, await answer.json()]).toEqual([way, 200, TYPENAME])
        }
      })

      test('in a batch', async () => {
        const batch = [{ query: null, documentId: 'a' }, { query: QUERY, operationName: '', variables: null }, null]
        const answer = await send(json(JSON.stringify(batch)))
        expect(await answer.json()).toMatchObject([
          { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
          TYPENAME,
          { errors: [{ extensions: { code: 'BAD_REQUEST', retryable: false } }] },
        ])
      })
    })

    test.each([
      ['a query that is a number', { query: 1 }, '`query` must be a text, not a number'],
      ['a query that is a list', { query: [QUERY], documentId: 'a' }, '`query` must be a text, not a list'],
      ['a query that is an object', { query: {}, documentId: 'a' }, '`query` must be a text, not an object'],
      ['an id that is a number', { documentId: 1 }, '`documentId` must be a text, not a number'],
      ['a name that is a list', { query: QUERY, operationName: [] }, '`operationName` must be a text, not a list'],
      ['variables that are a list', { query: QUERY, variables: [] }, '`variables` must be a JSON object, not a list'],
      [
        'variables that are a text',
        { query: QUERY, variables: '"a"' },
        '`variables` must be a JSON object, not a text',
      ],
      [
        'extensions that are a number',
        { documentId: 'a', extensions: 1 },
        '`extensions` must be a JSON object, not a number',
      ],
      ['a parameter that is none', { query: QUERY, nope: true }, 'Unexpected parameter "nope"'],
    ])('%s is refused', async (_name, params, message) => {
      for (const [way, answer] of await sendEach(params)) {
        // An address or a form has all other fields for itself.
        if ('nope' in params && (way === 'GET' || way === 'form')) continue
        expect([way, answer.status, await answer.json()]).toEqual([
          way,
          400,
          {
            errors: [
              { message: expect.stringContaining(message), extensions: { code: 'BAD_REQUEST', retryable: false } },
            ],
          },
        ])
      }
    })

    test.each(['null', '1', '1.0', '"a"', 'true'])('%s is no question', async (text) => {
      for (const init of [json(text), multipart(operations(text), map({}))]) {
        const answer = await send(init)
        expect([answer.status, await answer.json()]).toMatchObject([
          400,
          { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
        ])
      }
    })

    test.each([
      ['JSON', () => send(json(MARK + JSON.stringify({ query: QUERY })))],
      ['JSON with numbers', () => send(json(`${MARK}{"query":"{ __typename }","variables":{"n":1.0}}`))],
      ['a batch', async () => send(json(`${MARK}[${JSON.stringify({ query: QUERY })}]`))],
      ['GraphQL', () => send(json(MARK + QUERY, { 'content-type': 'application/graphql' }))],
      ['a form', () => send(urlencoded(`${MARK}query=${encodeURIComponent(QUERY)}`))],
      ['variables of a form', () => send(urlencoded(search({ query: QUERY, variables: `${MARK}{}` }).slice(1)))],
      ['variables of an address', () => send({ headers: PREFLIGHT }, search({ query: QUERY, variables: `${MARK}{}` }))],
      [
        'operations of an upload',
        () =>
          send(multipart(operations(MARK + JSON.stringify({ query: QUERY })), { name: 'map', content: `${MARK}{}` })),
      ],
    ])('a byte order mark before %s is dropped', async (name, asking) => {
      expect(await (await asking()).json()).toEqual(name === 'a batch' ? [TYPENAME] : TYPENAME)
    })

    describe('bytes that are no UTF-8 are refused', () => {
      const variables = '{"v":{"city":"Zürich"}}'
      const question = `{"query":${JSON.stringify(COMPLETE)},"variables":${variables}}`
      const inForm = (value: string) => `query=${encodeURIComponent(COMPLETE)}&variables=${value}`
      const file = { name: '0', content: latin1('<ü/>'), filename: 'a.bpmn' }
      const upload = [
        operations(JSON.stringify({ query: DEPLOY, variables: { f: null } })),
        map({ 0: ['variables.f'] }),
      ]

      test.each([
        ['in JSON', () => send(json(latin1(question)))],
        ['in JSON cut within a sign', () => send(json(Buffer.from(question.replace('rich"}}}', '')).subarray(0, -1)))],
        ['in UTF-16', () => send(json(Buffer.from(MARK + question, 'utf16le')))],
        ['in a batch', () => send(json(latin1(`[${question}]`)))],
        ['in GraphQL', () => send(json(latin1('{ a(b: "ü") }'), { 'content-type': 'application/graphql' }))],
        ['in a form', () => send(urlencoded(latin1(inForm(variables))))],
        [
          'in a form that is encoded',
          () => send(urlencoded(inForm('%7B%22v%22%3A%7B%22city%22%3A%22Z%FCrich%22%7D%7D'))),
        ],
        ['in an address', () => send({ headers: PREFLIGHT }, '?query={a(b:%22Z%FCrich%22)}')],
        ['in an upload', () => send(multipart(operations(latin1(question)), map({})))],
        ['in the name of a file', () => send(multipart(...upload, { ...file, filename: latin1('prozeß.bpmn') }))],
      ])('%s', async (_name, asking) => {
        const answer = await asking()
        expect([answer.status, await answer.json()]).toEqual([
          400,
          {
            errors: [
              { message: expect.stringContaining('no UTF-8'), extensions: { code: 'BAD_REQUEST', retryable: false } },
            ],
          },
        ])
        expect(upstream.calls).toEqual([])
      })

      test.each([
        ['JSON', () => send(json(question.replace('ü', 'ü\uFFFD')))],
        ['a form', () => send(urlencoded(inForm(encodeURIComponent(variables.replace('ü', 'ü\uFFFD')))))],
        ['an upload', () => send(multipart(operations(question.replace('ü', 'ü\uFFFD')), map({})))],
      ])('but not what says of itself that something was lost: %s', async (_name, asking) => {
        expect(await (await asking()).json()).toEqual({ data: { completeJob: { __typename: 'CompleteJobPayload' } } })
        expect(upstream.calls[0]?.text).toBe('{"variables":{"city":"Zü\uFFFDrich"}}')
      })

      test('but not a file, which is bytes', async () => {
        const answer = await send(multipart(...upload, { ...file, filename: 'prozeß.bpmn' }))
        expect(await answer.json()).toEqual({ data: { createDeployment: { deploymentKey: key(1) } } })
        expect(upstream.calls[0]?.text).toContain('prozeß.bpmn')
      })
    })

    describe('files are where uploads are', () => {
      const put = (query: string, variables: object, paths: unknown) =>
        send(
          multipart(operations(JSON.stringify({ query, variables })), map(paths), {
            name: '0',
            content: 'secret',
            filename: 'a.bpmn',
          }),
        )

      test.each([
        ['JSON', COMPLETE, { v: { a: [null] } }, 'variables.v.a.0'],
        ['JSON as a whole', COMPLETE, { v: null }, 'variables.v'],
        ['a text', 'query ($t: String) { processInstances(after: $t) { totalCount } }', { t: null }, 'variables.t'],
        ['a list of ids', 'query ($i: [ID!]!) { nodes(ids: $i) { id } }', { i: [null] }, 'variables.i.0'],
        [
          'an enum',
          'query ($f: UserTaskFilter) { userTasks(filter: $f) { totalCount } }',
          { f: { state: { eq: null } } },
          'variables.f.state.eq',
        ],
        ['an input', 'query ($f: UserTaskFilter) { userTasks(filter: $f) { totalCount } }', { f: null }, 'variables.f'],
        [
          'a representation',
          'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
          { r: [{ __typename: 'UserTask', userTaskKey: null }] },
          'variables.r.0.userTaskKey',
        ],
        [
          'JSON within an input',
          'mutation ($i: CompleteJobInput!) { completeJob(input: $i) { __typename } }',
          { i: { jobKey: '1', variables: { a: null } } },
          'variables.i.variables.a',
        ],
      ])('not in %s', async (_name, query, variables, path) => {
        const answer = await put(query, variables, { 0: [path] })
        const text = await answer.text()
        expect(JSON.parse(text)).toEqual({
          errors: [
            {
              message: expect.stringContaining('Files are for variables, and fields of inputs, of the type Upload'),
              extensions: { code: 'BAD_USER_INPUT', argument: path, retryable: false },
            },
          ],
        })
        expect(text).not.toMatch(/blobParts|Buffer|secret/)
        expect(upstream.calls).toEqual([])
      })

      test.each([
        ['the document', { query: null }, { 0: ['query'] }, '"query" does not'],
        ['extensions', { query: QUERY, extensions: { a: null } }, { 0: ['extensions.a'] }, '"extensions.a" does not'],
        ['all variables', { query: QUERY, variables: null }, { 0: ['variables'] }, '"variables" does not'],
        [
          'a path that is no list',
          { query: QUERY, variables: { f: null } },
          { 0: 'variables.f' },
          'a list of paths for "0"',
        ],
        ['a list of lists', { query: QUERY, variables: { f: null } }, [['variables.f']], '`map` must be a JSON object'],
        ['a part that is not there', { query: QUERY, variables: { f: null } }, { 1: ['variables.f'] }, 'names "1"'],
        [
          'a part that is no file',
          { query: QUERY, variables: { f: null } },
          { operations: ['variables.f'] },
          'names "operations"',
        ],
      ])('nor in %s', async (_name, question, paths, message) => {
        const answer = await send(
          multipart(operations(JSON.stringify(question)), map(paths), { name: '0', content: 'secret', filename: 'a' }),
        )
        expect([answer.status, await answer.json()]).toEqual([
          400,
          {
            errors: [
              { message: expect.stringContaining(message), extensions: { code: 'BAD_REQUEST', retryable: false } },
            ],
          },
        ])
      })

      test('but there, in a batch, too', async () => {
        expect(await (await put(DEPLOY, { f: null }, { 0: ['variables.f'] })).json()).toHaveProperty(
          'data.createDeployment.deploymentKey',
        )
        const batch = [{ query: QUERY }, { query: DEPLOY, variables: { f: null } }]
        const answer = await send(
          multipart(operations(JSON.stringify(batch)), map({ 0: ['1.variables.f'] }), {
            name: '0',
            content: 'x',
            filename: 'a.form',
          }),
        )
        expect(await answer.json()).toEqual([TYPENAME, { data: { createDeployment: { deploymentKey: key(1) } } }])
      })
    })
  })
})
