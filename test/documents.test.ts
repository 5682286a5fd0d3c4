import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FieldNode,
  GraphQLError,
  getIntrospectionQuery,
  parse,
  Source,
  specifiedRules,
  type ValidationContext,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Documents } from '../src/documents/documents.ts'
import { lightenLocations } from '../src/documents/light-locations.ts'
import { Refused } from '../src/errors/refused.ts'
import { schema } from '../src/schema/schema.ts'
import { run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())

const CONFIG = { CAMUNDA_VERSION: '8.9' }
const LIMIT = 100_000
const QUESTION = '{ __typename } #'
/** A document of so many bytes, most of which are a comment. */
const long = (bytes: number, letter = 'x') =>
  QUESTION + letter.repeat((bytes - QUESTION.length) / Buffer.byteLength(letter))

const PREFLIGHTED = { 'apollo-require-preflight': 'true' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** Every way in, with the header lines that it needs. */
const WAYS_IN: ReadonlyArray<readonly [name: string, init: (query: string) => RequestInit & { parameters?: string }]> =
  [
    ['JSON', (query) => ({ body: JSON.stringify({ query }), headers: JSON_TYPE })],
    [
      'JSON past the direct way',
      (query) => ({ body: JSON.stringify({ query }), headers: JSON_TYPE, parameters: '?x' }),
    ],
    [
      'application/graphql+json',
      (query) => ({ body: JSON.stringify({ query }), headers: { 'content-type': 'application/graphql+json' } }),
    ],
    ['application/graphql', (query) => ({ body: query, headers: { 'content-type': 'application/graphql' } })],
    ['a form', (query) => ({ body: new URLSearchParams({ query }), headers: PREFLIGHTED })],
    [
      'an upload',
      (query) => {
        const form = new FormData()
        form.append('operations', JSON.stringify({ query }))
        form.append('map', '{}')
        return { body: form, headers: PREFLIGHTED }
      },
    ],
    ['a batch', (query) => ({ body: JSON.stringify([{ query: '{ __typename }' }, { query }]), headers: JSON_TYPE })],
    [
      'JSON, to be answered by events',
      (query) => ({ body: JSON.stringify({ query }), headers: { ...JSON_TYPE, accept: 'text/event-stream' } }),
    ],
  ]

describe('the text of a document', () => {
  describe.each(WAYS)('%s', (_, plugins) => {
    let gateway: RunningGateway
    beforeAll(async () => {
      gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_BATCH_SIZE: '2' }, plugins)
    })
    afterAll(() => gateway.close())

    test.each(WAYS_IN)('by %s: 100,000 bytes are read, one more is refused', async (_name, init) => {
      for (const byFetch of [false, true]) {
        const ask = async (query: string) => {
          const { parameters = '', ...rest } = init(query)
          const request = new Request(`${gateway.url}${parameters}`, { method: 'POST', ...rest })
          const answer = await (byFetch ? gateway.gateway.fetch(request) : fetch(request))
          return answer.text()
        }
        expect(await ask(long(LIMIT))).not.toContain('errors')
        // The second time it is answered from what is known.
        for (const _again of [1, 2]) {
          const refused = await ask(long(LIMIT + 1))
          expect(refused).toContain(
            'The document has 100001 bytes, comments included, but at most 100000 are read. Send values as variables, or ask in parts.',
          )
          expect(refused).toContain(
            `"extensions":{"code":"LIMIT_EXCEEDED","rule":"documentBytes","limit":100000,"value":100001,"retryable":false}`,
          )
        }
      }
    })

    test('by an address, which only servers of one’s own let grow so long', async () => {
      const ask = async (query: string) => {
        const parameters = new URLSearchParams({ query })
        const headers = { ...PREFLIGHTED, accept: 'application/graphql-response+json' }
        const answer = await gateway.gateway.fetch(new Request(`${gateway.url}?${parameters}`, { headers }))
        return { status: answer.status, body: await answer.json() }
      }
      expect(await ask(long(LIMIT))).toEqual({ status: 200, body: { data: { __typename: 'Query' } } })
      expect(await ask(long(LIMIT + 1))).toMatchObject({
        status: 400,
        body: { errors: [{ extensions: { rule: 'documentBytes' } }] },
      })
    })

    test('counts in bytes of UTF-8, and is refused before anything else is wrong with it', async () => {
      const { errors } = await gateway.ask(long(LIMIT + 2, 'é'))
      expect(errors?.[0]?.extensions).toMatchObject({ rule: 'documentBytes', value: LIMIT + 2 })
      expect((await gateway.ask(long(LIMIT, 'é'))).data).toEqual({ __typename: 'Query' })
      const faulty = await gateway.ask(`{ nope ${'#'.repeat(LIMIT)}`)
      expect(faulty.errors?.map(({ extensions }) => extensions?.rule)).toEqual(['documentBytes'])
      const status = async (accept: string) => (await gateway.ask(long(LIMIT + 1), {}, { accept })).status
      expect([await status('application/json'), await status('application/graphql-response+json')]).toEqual([200, 400])
    })

    test('has another limit where a setting says so', async () => {
      await using small = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_DOCUMENT_BYTES: '50' }, plugins)
      expect((await small.ask(long(50))).data).toEqual({ __typename: 'Query' })
      expect((await small.ask(long(51))).errors?.[0]?.extensions).toMatchObject({ limit: 50, value: 51 })
    })

    test('may be longer where it is the owner’s', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'gateway-documents-'))
      const path = join(folder, 'manifest.json')
      writeFileSync(path, JSON.stringify({ mine: long(LIMIT + 1) }))
      const trusting = { ...CONFIG, GATEWAY_TRUSTED_DOCUMENTS: path, GATEWAY_TRUSTED_DOCUMENTS_ONLY: 'false' }
      await using owner = await startGateway(upstream, trusting, plugins)
      rmSync(folder, { recursive: true })
      for (const asked of [{ documentId: 'mine' }, { query: long(LIMIT + 1) }]) {
        const answer = await fetch(owner.url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(asked) })
        expect(await answer.json()).toEqual({ data: { __typename: 'Query' } })
      }
      expect((await owner.ask(long(LIMIT + 2))).errors?.[0]?.extensions).toMatchObject({ rule: 'documentBytes' })
    })

    test('leaves errors where they stand', async () => {
      const query = `# one\n{\n  a: processInstance(processInstanceKey: "${key(9)}") { state }\n  incidents(first: -1) { totalCount }\n}`
      for (const _again of [1, 2]) {
        const { errors } = await gateway.ask(query)
        expect(errors?.map(({ locations, path }) => [locations, path])).toEqual([
          [[{ line: 4, column: 3 }], ['incidents']],
        ])
      }
      const variable = await gateway.ask('query (\n  $n: Int) { incidents(first: $n) { totalCount } }', { n: 'x' })
      expect(variable.errors?.[0]?.locations).toEqual([{ line: 2, column: 3 }])
      const invalid = await gateway.ask('{\n  nope }')
      expect(invalid.errors?.[0]?.locations).toEqual([{ line: 2, column: 3 }])
      const cut = await gateway.ask('{\n  nope')
      expect(cut.errors?.[0]?.locations).toEqual([{ line: 2, column: 7 }])
    })
  })
})

test('what is kept of a document has no tokens, and every place', () => {
  const text = `# a\nquery Q($a: Int = 1 @skip(if: true)) { # b\n  a(b: [1, { c: "d" }]) { ... on T { e } ...F } } fragment F on T { f }`
  const [full, light] = [parse(text), parse(text)]
  lightenLocations(light)
  expect(JSON.parse(JSON.stringify(light))).toEqual(JSON.parse(JSON.stringify(full)))
  const seen = new Set<object>()
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    for (const name of Object.keys(value)) {
      expect(['startToken', 'endToken', 'prev', 'next']).not.toContain(name)
      look(Reflect.get(value, name))
    }
  }
  look(light)
  expect(light.loc?.source.body).toBe(text)
  expect(seen.size).toBeGreaterThan(40)
})

describe('what is known of documents', () => {
  const executable = schema()
  const rule = () => ({})
  const other = () => ({})

  /** Documents, and the texts that were read for them. */
  function known({ maxBytes = 1_000_000, checkSize = () => {} } = {}) {
    const texts: string[] = []
    const readDocument = (source: string | Source) => {
      const text = typeof source === 'string' ? source : source.body
      texts.push(text)
      if (text.includes('refused')) throw new Refused('LIMIT_EXCEEDED', 'No.', { rule: 'tokens' }, { status: 400 })
      return parse(source)
    }
    return { texts, documents: new Documents({ schema: executable, rules: [rule], readDocument, checkSize, maxBytes }) }
  }

  test.each([
    ['short', '{ __typename }'],
    ['long', `{ __typename } #${'x'.repeat(50_000)}`],
  ])('serves all ways: a %s one that one has read and checked', (_name, text) => {
    const { texts, documents } = known()
    const direct = documents.get(text)
    expect(direct).toBeDefined()
    expect(documents.read(text)).toBe(direct)
    expect(documents.read(new Source(text))).toBe(direct)
    const rules = [...specifiedRules, rule]
    expect(direct && documents.isValid(direct, executable, rules)).toBe(true)
    expect(direct && documents.isValid(direct, executable, [...specifiedRules, other])).toBe(false)
    expect(direct && documents.isValid(direct, schema(), rules)).toBe(false)
    expect(texts).toEqual([text])
  })

  test('serves all ways: one that the other has read and checked', () => {
    const { texts, documents } = known()
    const document = documents.read('{ __typename }')
    expect(documents.isValid(document, executable, [...specifiedRules, rule])).toBe(false)
    documents.noteValid(document, executable, [...specifiedRules, rule])
    expect(documents.get('{ __typename }')).toBe(document)
    expect(texts).toEqual(['{ __typename }'])
  })

  test('holds by the rules that a document was checked by', () => {
    const { texts, documents } = known()
    const text = '{ nope }'
    const document = documents.read(text)
    documents.noteValid(document, executable, [other])
    expect(documents.read(text)).toBe(document)
    expect(documents.get(text)).toBeUndefined()
    expect(texts).toEqual([text])
  })

  test('is not kept of what is faulty, and kept of what is refused', () => {
    const { texts, documents } = known()
    for (const text of ['{ nope }', '{ ', '{ refused }', `{ refused #${'x'.repeat(50_000)}\n}`]) {
      texts.length = 0
      const refusals = [1, 2].map(() => {
        try {
          return documents.get(text)
        } catch (error) {
          return error
        }
      })
      const isRefused = text.includes('refused')
      expect(texts).toEqual(isRefused ? [text] : [text, text])
      expect(refusals).toEqual(isRefused ? [expect.any(Refused), expect.any(Refused)] : [undefined, undefined])
      expect(
        refusals.map((one) => (one instanceof Refused ? [one.code, one.message, one.facts, one.http] : [])),
      ).toEqual(refusals.map(() => (isRefused ? ['LIMIT_EXCEEDED', 'No.', { rule: 'tokens' }, { status: 400 }] : [])))
      // What a stack holds on to must not be kept.
      if (isRefused) expect(refusals[0]).not.toBe(refusals[1])
    }
  })

  test('stands for a text and no other, however it is found', () => {
    const { texts, documents } = known()
    const text = `{ __typename } #${'x'.repeat(50_000)}`
    documents.get(text)
    for (const key of [hash('sha256', text), `\u0000${hash('sha256', text)}`]) {
      expect(documents.get(key)).toBeUndefined()
      expect(texts).toContain(key)
    }
  })

  test('is forgotten in the order in which nobody asked, by what it takes', () => {
    const { texts, documents } = known({ maxBytes: 100_000 })
    const text = (n: number) => `{ a${n}: __typename } #${'x'.repeat(8_000)}`
    for (let n = 0; n < 20; n++) {
      documents.get(text(n))
      documents.get(text(0))
    }
    texts.length = 0
    documents.get(text(19))
    documents.get(text(0))
    expect(texts).toEqual([])
    documents.get(text(1))
    expect(texts).toEqual([text(1)])
  })

  test('is nothing of what is too long to be looked at', () => {
    const { texts, documents } = known({
      checkSize: () => {
        throw new Refused('LIMIT_EXCEEDED', 'Too long.')
      },
    })
    expect(() => documents.get('{ __typename }')).toThrow('Too long.')
    expect(() => documents.read('{ __typename }')).toThrow('Too long.')
    expect(texts).toEqual([])
  })
})

test('rules that an owner makes for one request hold for that one', async () => {
  let denied = false
  const plugin: Plugin = {
    onValidate({ addValidationRule }) {
      const deny = denied
      addValidationRule((context: ValidationContext) => ({
        Field(node: FieldNode) {
          if (deny) context.reportError(new GraphQLError('Denied.', { nodes: node }))
        },
      }))
    },
  }
  await using gateway = await startGateway(upstream, CONFIG, [plugin])
  for (const now of [false, true, false, true]) {
    denied = now
    const { errors } = await gateway.ask('{ __typename }')
    expect(errors?.map(({ message }) => message)).toEqual(now ? ['Denied.'] : undefined)
  }
})

/** Floods of documents: how many, on which ways, and the nth of them. */
const FLOODS: ReadonlyArray<readonly [name: string, count: number, plugins: string, nth: string]> = [
  [
    'comments are read, and not kept',
    60,
    '[[], [{ onResponse() {} }]]',
    `(n) => ({ query: '#\\n'.repeat(45000) + '{ a' + n + ': __typename }' })`,
  ],
  [
    'plans are counted, whichever switches are turned',
    2_000,
    '[[]]',
    `(n) => ({
      query: 'query Q' + (n >> 4) + '($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) {' +
        ['a', 'b', 'c', 'd'].map((name) => name + '_: __typename @skip(if: $' + name + ') ').join('') +
        Array.from({ length: 80 }, (_, i) => 'a' + i + ': __typename ').join('') + '}',
      variables: { a: !(n & 1), b: !(n & 2), c: !(n & 4), d: !(n & 8) },
    })`,
  ],
]

test.each(FLOODS)(
  'in a flood of documents %s',
  async (_name, count, plugins, nth) => {
    // In a process of its own, whose memory ends with an error.
    const script = `
    import { startGateway } from './test/support/gateway.ts'
    const nth = ${nth}
    for (const plugins of ${plugins}) {
      const gateway = await startGateway({ url: 'http://127.0.0.1:9' }, { CAMUNDA_VERSION: '8.9' }, plugins)
      for (let n = 0; n < ${count}; n++) {
        const { query, variables } = nth(n)
        const { errors } = await gateway.ask(query, variables)
        if (errors) throw new Error(JSON.stringify(errors))
      }
      await gateway.close()
    }
    console.log('done')
  `
    await using command = run('--input-type=module', ['--max-old-space-size=100', '--eval', script])
    await command.printed(/done/, 120_000)
    expect(await command.exited).toBe(0)
  },
  150_000,
)

describe('the schema as a load', () => {
  const times = (count: number, text: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => text(n)).join(' ')
  const twice =
    '{ ...A ...B } fragment A on Query { __schema { types { name } } } fragment B on Query { __schema { types { name } } }'

  describe.each(WAYS)('%s', (_, plugins) => {
    let gateway: RunningGateway
    beforeAll(async () => {
      gateway = await startGateway(upstream, CONFIG, plugins)
    })
    afterAll(() => gateway.close())

    test.each([
      [
        'the schema twice',
        '{ a: __schema { types { name } } b: __schema { types { name } } }',
        1,
        2,
        '`__schema` 2 times',
      ],
      ['the same by fragments', twice, 1, 2, '`__schema` 2 times'],
      [
        'one fragment, spread twice',
        '{ ... { ...A } ...A } fragment A on Query { s: __schema { types { name } } }',
        1,
        2,
        '`__schema`',
      ],
      ['the SDL twice', '{ a: _service { sdl } b: _service { sdl } }', 1, 2, '`_service` 2 times'],
      [
        'a type eleven times',
        `{ ${times(11, (n) => `a${n}: __type(name: "Query") { name }`)} }`,
        10,
        11,
        '`__type` 11 times',
      ],
      [
        'what is served, often',
        `{ ${times(21, (n) => `a${n}: capabilities { fields { name } }`)} }`,
        20,
        21,
        '`capabilities` 21 times',
      ],
      [
        'what is served, often below one field',
        `{ capabilities { ${times(20, (n) => `a${n}: fields(type: "Query") { name }`)} } }`,
        20,
        21,
        'aliases below it, too',
      ],
      ['all types twice', '{ __schema { a: types { name } types { name } } }', 0, 1, '1 aliases below'],
      ['the text of the SDL twice', '{ _service { sdl a: sdl } }', 0, 1, '1 aliases below'],
      [
        'aliases in a fragment',
        '{ __type(name: "Query") { ...F } } fragment F on __Type { fields { a: name b: name } }',
        0,
        2,
        '2 aliases below',
      ],
    ])('%s is refused', async (_name, query, limit, value, says) => {
      for (const _again of [1, 2]) {
        const { data, errors } = await gateway.ask(query)
        expect(data).toBeUndefined()
        expect(errors?.map(({ extensions }) => extensions)).toEqual([
          { code: 'LIMIT_EXCEEDED', rule: 'introspection', limit, value, retryable: false },
        ])
        expect(errors?.[0]?.message).toContain(says)
      }
    })

    test.each([
      ['tools', getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true })],
      ['federated gateways', '{ _service { sdl } }'],
      [
        'those who find out what a server knows',
        `query { ${times(10, (n) => `a${n}: __type(name: "__Directive") { fields { name } }`)} }`,
      ],
      [
        'those who ask what is served of each type',
        `{ capabilities { ${times(19, (n) => `a${n}: fields(type: "Query") { name }`)} } }`,
      ],
      ['two operations in one document', 'query A { __schema { description } } query B { __schema { description } }'],
    ])('%s are answered', async (_name, query) => {
      const { errors } = await gateway.ask(query)
      // Of two operations none is named, which is another error.
      expect(errors?.map(({ extensions }) => extensions?.rule).filter(Boolean) ?? []).toEqual([])
    })
  })
})
