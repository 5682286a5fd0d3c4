import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-trusted-'))
let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  rmSync(files, { recursive: true, force: true })
  await upstream.close()
})
beforeEach(() => upstream.forget())

const COUNT = 'query Count { processInstances { totalCount } }'
const SOME = 'query Some($n: Int) { userTasks(first: $n) { nodes { name } } }'
const sha256 = (text: string) => hash('sha256', text)

let written = 0
function manifest(content: unknown): Record<string, string> {
  const path = join(files, `${written++}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return { CAMUNDA_VERSION: '8.9', GATEWAY_TRUSTED_DOCUMENTS: path }
}

const PLAIN = { [sha256(COUNT)]: COUNT, [sha256(SOME)]: SOME }
/** The formats in which clients' tools write what they ask. */
const FORMATS = {
  'graphql-codegen and relay-compiler': PLAIN,
  'graphql-codegen, with the algorithm': Object.fromEntries(
    Object.entries(PLAIN).map(([id, text]) => [`sha256:${id}`, text]),
  ),
  Apollo: {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [COUNT, SOME].map((body) => ({ id: sha256(body), name: 'Any', type: 'query', body })),
  },
}

async function post(gateway: RunningGateway, body: object) {
  const answer = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { data?: unknown; errors?: Array<{ message: string; extensions: object }> }
}

const byApollo = (id: string, rest: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: id } },
  ...rest,
})
const ANSWER = { data: { processInstances: { totalCount: 0 } } }

describe.each(WAYS)('%s', (_, plugins) => {
  test.each(Object.entries(FORMATS))(
    'a manifest of %s: its documents by id, and nothing else',
    async (_format, content) => {
      await using gateway = await startGateway(upstream, manifest(content), plugins)
      for (const again of [1, 2]) {
        expect([again, await post(gateway, byApollo(sha256(COUNT)))]).toEqual([again, ANSWER])
        expect(await post(gateway, { documentId: sha256(COUNT) })).toEqual(ANSWER)
        expect(await post(gateway, { documentId: `sha256:${sha256(COUNT)}` })).toEqual(ANSWER)
        expect(await post(gateway, byApollo(sha256(SOME), { variables: { n: 1 }, operationName: 'Some' }))).toEqual({
          data: { userTasks: { nodes: [] } },
        })
        // As text, while clients are being moved.
        expect(await post(gateway, { query: COUNT })).toEqual(ANSWER)
      }
      upstream.forget()
      const refused = [
        { query: '{ processInstances { totalCount } }' },
        { query: `${COUNT} ` },
        byApollo(sha256('other')),
        { documentId: 'nothing' },
        { documentId: 5 },
        { ...byApollo(sha256('{ __typename }')), query: '{ __typename }' },
        { query: '' },
      ]
      for (const question of refused) {
        const { data, errors } = await post(gateway, question)
        expect([question, data]).toEqual([question, undefined])
        expect(errors?.map(({ extensions }) => extensions)).toEqual([
          { code: 'DOCUMENT_NOT_TRUSTED', retryable: false },
        ])
        expect(errors?.[0]?.message).toContain('GATEWAY_TRUSTED_DOCUMENTS')
      }
      expect(upstream.calls).toEqual([])
    },
  )

  test('the manifest’s text counts, not what is sent beside an id', async () => {
    await using gateway = await startGateway(upstream, manifest(PLAIN), plugins)
    const { errors } = await post(gateway, {
      ...byApollo(sha256(COUNT)),
      query: 'mutation { resolveIncident(input: { incidentKey: "1" }) { __typename } }',
    })
    expect(errors).toBeUndefined()
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('by GET, so that answers can be cached', async () => {
    await using gateway = await startGateway(upstream, manifest(PLAIN), plugins)
    const get = async (query: string) => {
      const answer = await fetch(`${gateway.url}?${query}`, { headers: { 'apollo-require-preflight': 'true' } })
      return answer.json()
    }
    const { extensions } = byApollo(sha256(COUNT))
    expect(await get(`documentId=${sha256(COUNT)}`)).toEqual(ANSWER)
    expect(await get(`extensions=${encodeURIComponent(JSON.stringify(extensions))}`)).toEqual(ANSWER)
    expect(await get(`documentId=${sha256('other')}`)).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    })
  })

  test('each question of a batch is held against it', async () => {
    const config = { ...manifest(PLAIN), GATEWAY_MAX_BATCH_SIZE: '2' }
    await using gateway = await startGateway(upstream, config, plugins)
    expect(await post(gateway, [byApollo(sha256(COUNT)), { query: '{ __typename }' }])).toMatchObject([
      ANSWER,
      { errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] },
    ])
  })

  test('beside others, where these are wanted', async () => {
    const config = { ...manifest(PLAIN), GATEWAY_TRUSTED_DOCUMENTS_ONLY: 'false' }
    await using gateway = await startGateway(upstream, config, plugins)
    expect(await post(gateway, byApollo(sha256(COUNT)))).toEqual(ANSWER)
    expect(await post(gateway, { query: '{ __typename }' })).toEqual({ data: { __typename: 'Query' } })
    expect(await post(gateway, byApollo(sha256('other')))).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound' }],
    })
  })
})

test('limits hold for trusted documents, too', async () => {
  await using gateway = await startGateway(upstream, { ...manifest(PLAIN), GATEWAY_MAX_DEPTH: '1' })
  expect(await post(gateway, byApollo(sha256(COUNT)))).toMatchObject({ errors: [{ extensions: { rule: 'depth' } }] })
})

test.each([
  ['no file', { GATEWAY_TRUSTED_DOCUMENTS: join(files, 'gone.json') }, 'ENOENT'],
  ['no JSON', manifest('{'), 'JSON'],
  ['a list', manifest([]), 'no JSON object'],
  ['a document that is no text', manifest({ a: 1 }), 'the document of "a" is no text'],
  ['another version of Apollo’s', manifest({ ...FORMATS.Apollo, version: 2 }), 'version 1'],
  ['another format', manifest({ format: 'other' }), 'apollo-persisted-query-manifest'],
  ['an operation without a body', manifest({ ...FORMATS.Apollo, operations: [{ id: 'a' }] }), 'operations[0]'],
])('%s is told at the start', async (_name, config, reason) => {
  const starting = startGateway(upstream, config)
  await expect(starting).rejects.toThrow('GATEWAY_TRUSTED_DOCUMENTS is ')
  await expect(starting).rejects.toThrow(reason)
})
