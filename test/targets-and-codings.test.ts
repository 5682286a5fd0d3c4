import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { json, multipart, type Send, urlencoded, WAYS_IN } from './support/requests.ts'
import { posted, rawConnection } from './support/sockets.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.forget())

const QUESTION = JSON.stringify({ query: '{ __typename }' })
const ANSWER = '{"data":{"__typename":"Query"}}'

describe.each(WAYS)('%s', (_way, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
  })
  afterAll(() => gateway.close())

  /** Sends what no client would; the answer with its head. */
  async function raw(text: string | Buffer, to = gateway): Promise<string> {
    using connection = await rawConnection(to.origin)
    connection.send(text)
    await vi.waitFor(() => expect(connection.received).toMatch(/\r\n\r\n[\s\S]*\}/))
    return connection.received
  }
  const to = (target: string, headers = {}) => posted(QUESTION, headers).replace('/graphql', target)

  describe.each(WAYS_IN)('by %s', (_in, sendTo) => {
    let send: Send
    beforeAll(() => {
      send = sendTo(gateway)
    })

    test.each([
      ['gzip', gzipSync(QUESTION)],
      ['GZip', QUESTION],
      ['nope', QUESTION],
      ['identity, br', QUESTION],
    ])('a body that is coded as %s is refused', async (coding, body) => {
      const form = urlencoded(body, { 'content-encoding': coding })
      for (const init of [json(body, { 'content-encoding': coding }), form]) {
        const answer = await send(init)
        expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity'])
        expect(await answer.json()).toEqual({
          errors: [
            {
              message: expect.stringContaining(`coded as "${coding}"`),
              extensions: { code: 'BAD_REQUEST', retryable: false },
            },
          ],
        })
      }
    })

    test.each(['identity', '', 'Identity'])('a body that is coded as %j is read', async (coding) => {
      expect(await (await send(json(QUESTION, { 'content-encoding': coding }))).text()).toBe(ANSWER)
    })

    test.each([
      ['application/json; charset=iso-8859-1', 'iso-8859-1'],
      ['application/json;charset="UTF-16"', 'UTF-16'],
      ['application/json; a=b; charset=latin1', 'latin1'],
      ['application/json; charset=utf-8; charset=latin1', 'latin1'],
      ['application/graphql; charset=windows-1252', 'windows-1252'],
      ['application/x-www-form-urlencoded; charset=iso-8859-1', 'iso-8859-1'],
    ])('a body of %s is refused', async (type, charset) => {
      const answer = await send(urlencoded(QUESTION, { 'content-type': type }))
      expect(answer.status).toBe(415)
      expect(await answer.json()).toEqual({
        errors: [
          {
            message: expect.stringContaining(`is said to be in "${charset}"`),
            extensions: { code: 'BAD_REQUEST', retryable: false },
          },
        ],
      })
    })

    test('an upload in another charset is refused', async () => {
      const init = multipart({ name: 'operations', content: QUESTION })
      const headers = new Headers(init.headers)
      headers.set('content-type', `${headers.get('content-type')}; charset=latin1`)
      expect((await send({ ...init, headers })).status).toBe(415)
    })

    test.each([
      'application/json; charset=utf-8',
      'application/json; charset="utf-8"',
      'application/json;charset=utf8',
      'application/json; charset=us-ascii',
      'application/json ; charset=UTF-8',
      'Application/JSON',
      'APPLICATION/JSON; a="b; charset=c"',
      'application/graphql+json; charset=utf-8',
    ])('a body of %s is read', async (type) => {
      expect(await (await send(json(QUESTION, { 'content-type': type }))).text()).toBe(ANSWER)
      // What is wrong with a question is told on another way.
      const faulty = await send(json('{"query":"{ nope }"}', { 'content-type': type }))
      expect(await faulty.text()).toContain('GRAPHQL_VALIDATION_FAILED')
    })

    test.each(['text/xml', 'text/html', 'application/jsonp', 'nonsense'])(
      'a body of %s is told what is read',
      async (type) => {
        const answer = await send(urlencoded(QUESTION, { 'content-type': type }))
        expect([answer.status, await answer.json()]).toEqual([
          415,
          {
            errors: [
              { message: expect.stringContaining(`"${type}"`), extensions: { code: 'BAD_REQUEST', retryable: false } },
            ],
          },
        ])
      },
    )
  })

  test('a connection is kept beyond a body that is refused', async () => {
    const refused = posted(QUESTION, { 'content-encoding': 'gzip' })
    using connection = await rawConnection(gateway.origin)
    connection.send(refused + posted(QUESTION))
    await vi.waitFor(() => expect(connection.received).toContain(ANSWER))
    expect(connection.received.match(/HTTP\/1.1 (\d+)/g)).toEqual(['HTTP/1.1 415', 'HTTP/1.1 200'])
  })

  test('a body that is coded for its transfer is refused', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
    const answer = await raw(`${head}transfer-encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 501 /)
    expect(answer).toContain('"code":"BAD_REQUEST"')
  })

  test.each([
    'http://localhost/graphql',
    'http://localhost:4000/graphql',
    'HTTP://LOCALHOST/graphql?x=1',
    'https://a:b@localhost/graphql',
  ])('a question to %s is answered', async (target) => {
    expect(await raw(to(target))).toContain(ANSWER)
    // Whatever Host says.
    expect(await raw(to(target, { host: 'other' }))).toContain(ANSWER)
  })

  test('a question by GET to an absolute address is answered', async () => {
    const get =
      'GET http://localhost/graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n'
    expect(await raw(get)).toContain(ANSWER)
  })

  test('others than the endpoint are served at absolute addresses, too', async () => {
    expect(await raw('GET http://localhost/health HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
    for (const target of [
      'http://localhost',
      'http://localhost/',
      'http://localhost?query={__typename}',
      'http://localhost/x/graphql',
    ])
      expect(await raw(to(target))).toMatch(/^HTTP\/1.1 404 /)
  })

  test('it is the target that says whom a request is for', async () => {
    const config = { CAMUNDA_VERSION: '8.9', GATEWAY_ALLOWED_HOSTS: 'mine.example' }
    await using listed = await startGateway(upstream, config, plugins)
    expect(await raw(to('http://mine.example/graphql', { host: 'other' }), listed)).toContain(ANSWER)
    expect(await raw(to('http://other/graphql', { host: 'mine.example' }), listed)).toMatch(/^HTTP\/1.1 421 /)
  })
})
