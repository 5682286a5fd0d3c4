import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { json, PREFLIGHT, type Send, WAYS_IN } from './support/requests.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({ answers: { resolveIncident: () => ({ status: 204 }) } })
})
afterAll(() => upstream.close())
beforeEach(() => upstream.forget())

const QUESTION = JSON.stringify({ query: '{ __typename }' })
const COMMAND = JSON.stringify({ query: 'mutation { resolveIncident(input: { incidentKey: "1" }) { __typename } }' })
const JSON_TYPE = 'application/json'
const RESPONSE = 'application/graphql-response+json'

/** What is answered to whom. */
const WISHES: ReadonlyArray<readonly [accept: string, type: string]> = [
  ['', JSON_TYPE],
  ['*/*', JSON_TYPE],
  [`${RESPONSE};q=0, ${JSON_TYPE}`, JSON_TYPE],
  [`${JSON_TYPE};q=0, ${RESPONSE}`, RESPONSE],
  [`${JSON_TYPE};q=0, */*`, RESPONSE],
  [`${JSON_TYPE};q=0.0, application/*`, RESPONSE],
  [`*/*, ${JSON_TYPE};q=0`, RESPONSE],
  [`${JSON_TYPE};q=0.5, ${RESPONSE}`, RESPONSE],
  [`${JSON_TYPE};q=0.5, ${RESPONSE};q=0.501`, RESPONSE],
  [`${JSON_TYPE}; Q=0.5, ${RESPONSE};q=0.4`, JSON_TYPE],
  [`${RESPONSE}, ${JSON_TYPE}`, RESPONSE],
  [`${JSON_TYPE}, ${RESPONSE}`, JSON_TYPE],
  [`${RESPONSE},${JSON_TYPE};q=0.9`, RESPONSE],
  [`*/*;q=0.1, ${RESPONSE}`, RESPONSE],
  [`application/*;q=0.2, ${RESPONSE};q=0.1`, JSON_TYPE],
  [`application/*, ${JSON_TYPE};q=0.1`, RESPONSE],
  [`text/html, application/xhtml+xml, */*;q=0.8`, JSON_TYPE],
  [`${JSON_TYPE}; charset="utf-8"`, JSON_TYPE],
  [`${JSON_TYPE}; charset=UTF8`, JSON_TYPE],
  [`${RESPONSE}; charset="UTF-8", ${JSON_TYPE};q=0.5`, RESPONSE],
  [`${RESPONSE}; charset=utf-16, ${JSON_TYPE};q=0.5`, JSON_TYPE],
  [`text/plain;a="b, ${JSON_TYPE};q=0", ${RESPONSE}`, RESPONSE],
  [`${JSON_TYPE};a="\\";q=0"`, JSON_TYPE],
  [`${JSON_TYPE.toUpperCase()}`, JSON_TYPE],
  ['text/event-stream', 'text/event-stream'],
  [`text/event-stream, ${JSON_TYPE}`, JSON_TYPE],
  [`text/event-stream, ${JSON_TYPE};q=0.5`, 'text/event-stream'],
  [`text/*, ${JSON_TYPE};q=0`, 'text/event-stream'],
  [`multipart/mixed;deferSpec=20220824,${RESPONSE},${JSON_TYPE};q=0.9`, RESPONSE],
  [`multipart/mixed, ${JSON_TYPE};q=0.5`, 'multipart/mixed'],
  [`image/png, ${JSON_TYPE};q=0.001`, JSON_TYPE],
]

const UNWANTED = [
  'image/png',
  `${JSON_TYPE};q=0`,
  '*/*;q=0',
  `${JSON_TYPE};q=0, ${RESPONSE};q=0.000`,
  `${JSON_TYPE}; charset="utf-16"`,
  'text/event-stream;q=0',
  'text/xml, application/xml;q=0.9',
]

describe.each(WAYS)('%s', (_way, plugins) => {
  describe.each(WAYS_IN)('by %s', (_in, sendTo) => {
    let gateway: RunningGateway
    let send: Send
    beforeAll(async () => {
      gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
      send = sendTo(gateway)
    })
    afterAll(() => gateway.close())

    test.each(WISHES)('who accepts %j is answered by %s', async (accept, type) => {
      const byGet = () => send({ headers: { ...PREFLIGHT, accept } }, '?query={__typename}')
      // A browser that wants a page most is shown it.
      const asking = accept.startsWith('text/html') ? [] : [byGet]
      for (const ask of [() => send(json(QUESTION, { accept })), ...asking]) {
        const answer = await ask()
        expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type])
        expect(await answer.text()).toContain('{"data":{"__typename":"Query"}}')
      }
    })

    test.each(UNWANTED)('who accepts %j is told what there is, and nothing is carried out', async (accept) => {
      for (const init of [json(COMMAND, { accept }), json('{"query":"{', { accept }), json('[', { accept })]) {
        const answer = await send(init)
        expect([answer.status, await answer.json()]).toEqual([
          406,
          {
            errors: [
              {
                message: expect.stringContaining('`accept: application/json`'),
                extensions: { code: 'BAD_REQUEST', retryable: false },
              },
            ],
          },
        ])
      }
      expect(upstream.calls).toEqual([])
    })
  })

  test('where nothing is served there is a body that says where', async () => {
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
    for (const path of ['/graphql/', '/', '/GraphQL', '/other?x=/graphql', '/graphql/stream']) {
      for (const init of [json(QUESTION), { headers: PREFLIGHT }]) {
        const answer = await fetch(gateway.origin + path, init)
        expect([answer.status, answer.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')])
        expect(await answer.json()).toEqual({
          errors: [
            { message: expect.stringContaining('`/graphql`'), extensions: { code: 'BAD_REQUEST', retryable: false } },
          ],
        })
      }
    }
  })

  test('a plugin of the owner’s may answer in types of its own', async () => {
    const own = {
      onResultProcess({
        request,
        setResultProcessor,
      }: {
        request: Request
        setResultProcessor: (
          by: (result: unknown, api: { Response: typeof Response }) => Response,
          type: string,
        ) => void
      }) {
        if (request.headers.get('accept') === 'text/csv')
          setResultProcessor((_one, api) => new api.Response('a,b'), 'text/csv')
      },
    }
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, [...plugins, own as never])
    expect(await (await fetch(gateway.url, json(QUESTION, { accept: 'text/csv' }))).text()).toBe('a,b')
    expect((await fetch(gateway.url, json(QUESTION, { accept: 'text/xml' }))).status).toBe(406)
  })
})
