import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({ rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] } })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => {
  upstream.forget()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const times = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ')
const below = (text: string) => `{ processInstance(processInstanceKey: "1") { ${text} } }`
const PARENT = 'parentProcessInstance'

/** Questions that cost a gateway without limits seconds, its memory or its stack; and the rule that ends each. */
const HOSTILE: ReadonlyArray<[name: string, query: string, rule: string]> = [
  ['10,000 fields', `{ ${'__typename '.repeat(10_000)} }`, 'documentBytes'],
  ['6,000 fields', `{ ${'__typename '.repeat(6_000)} }`, 'tokens'],
  ['3,000 aliases', `{ ${times(3_000, (n) => `a${n}: __typename`)} }`, 'tokens'],
  [
    '1,500 fragments',
    `{ ${times(1_500, (n) => `...F${n}`)} } ${times(1_500, (n) => `fragment F${n} on Query { __typename }`)}`,
    'tokens',
  ],
  ['3,000 operations', times(3_000, (n) => `query Q${n} { __typename }`), 'tokens'],
  ['3,000 directives', `{ __typename ${'@skip(if: true) '.repeat(3_000)} }`, 'tokens'],
  ['3,000 variables', `query (${times(3_000, (n) => `$v${n}: Int`)}) { __typename }`, 'tokens'],
  ['3,000 arguments', `{ processInstances(${times(3_000, (n) => `a${n}: 1`)}) { totalCount } }`, 'tokens'],
  ['a list of a million', `{ nodes(ids: [${'1 '.repeat(1_000_000)}]) { id } }`, 'documentBytes'],
  ['values within values', below(`incidents(filter: ${'['.repeat(90_000)}) { totalCount }`), 'tokens|depth'],
  ['fields within fields', below(`${`${PARENT} { `.repeat(1_500)} state ${'} '.repeat(1_500)}`), 'depth'],
  [
    'the same by fragments',
    `${below('...F0')} ${times(400, (n) => `fragment F${n} on ProcessInstance { ${PARENT} { ...F${n + 1} } }`)} fragment F400 on ProcessInstance { state }`,
    'depth',
  ],
  [
    'fields that double on each level',
    `${below('...F0')} ${times(15, (n) => `fragment F${n} on ProcessInstance { ${PARENT} { ...F${n + 1} } rootProcessInstance { ...F${n + 1} } }`)} fragment F15 on ProcessInstance { state }`,
    'selections',
  ],
  [
    'aliases that double on each level',
    `${below('...F0')} ${times(12, (n) => `fragment F${n} on ProcessInstance { a: ${PARENT} { ...F${n + 1} } b: ${PARENT} { ...F${n + 1} } }`)} fragment F12 on ProcessInstance { state }`,
    'aliases',
  ],
  [
    'spreads that double without a field',
    `${below('...F0')} ${times(300, (n) => `fragment F${n} on ProcessInstance { ...F${n + 1} ...F${n + 1} }`)} fragment F300 on ProcessInstance { ...Nowhere }`,
    'selections',
  ],
  ['one field 2,400 times', below('state '.repeat(2_400)), 'comparisons'],
  [
    'one list 400 times',
    `{ ${'...F '} } fragment F on Query { processInstance(processInstanceKey: "1") { ${`${PARENT} { state tags } `.repeat(400)} } }`,
    'comparisons',
  ],
  [
    '500 fragments',
    `${below('state')} ${times(500, (n) => `fragment F${n} on ProcessInstance { state }`)}`,
    'comparisons',
  ],
  [
    '190 operations with 190 fragments',
    `${times(190, (n) => `query Q${n} ${below('...F0')}`)} ${times(190, (n) => `fragment F${n} on ProcessInstance { ...F${n + 1} }`)} fragment F190 on ProcessInstance { state }`,
    'comparisons',
  ],
  [
    'pages within pages',
    `{ processInstances(first: 1000) { nodes { calledProcessInstances(first: 1000) { nodes { calledProcessInstances(first: 1000) { totalCount } } } } } }`,
    'nodes',
  ],
  [
    'pages of the usual size within each other',
    `{ processInstances { nodes { calledProcessInstances { nodes { calledProcessInstances { nodes { calledProcessInstances { totalCount } } } } } } } }`,
    'nodes',
  ],
]

describe.each(WAYS)('%s', (_, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
    // The first of all questions loads and compiles, the first faulty one loads Yoga.
    await gateway.ask('{ __typename }')
    await gateway.ask('{ nope }')
  })
  afterAll(() => gateway.close())

  test.each(HOSTILE)('%s: refused at once', async (_name, query, rule) => {
    const began = performance.now()
    const { data, errors } = await gateway.ask(query)
    const took = performance.now() - began
    expect(data).toBeUndefined()
    // The stack may end before the tokens do.
    expect(errors?.map(({ extensions }) => [extensions?.code, extensions?.rule])).toEqual([
      ['LIMIT_EXCEEDED', expect.stringMatching(new RegExp(`^(${rule})$`))],
    ])
    expect(upstream.calls).toEqual([])
    // Milliseconds where nothing else runs; a machine that is busy takes its time for the megabytes.
    expect(took).toBeLessThan(1_000)
  })

  test.each([
    [
      'introspection within introspection',
      `{ __schema { types { ${'fields { type { '.repeat(5)} name ${'} } '.repeat(5)} } } }`,
    ],
    [
      'fragments in a circle',
      `${below('...A')} fragment A on ProcessInstance { ${PARENT} { ...B } } fragment B on ProcessInstance { ${PARENT} { ...A } }`,
    ],
    [
      'a fragment that spreads itself a hundred times',
      `${below('...A')} fragment A on ProcessInstance { ${'...A '.repeat(100)} }`,
    ],
    ['no end', '{ '.repeat(500)],
    ['no GraphQL', '\u0000\uFFFF\u{1F4A9}'],
    ['only comments', '#\n'.repeat(45_000)],
    ['a comment without end', '#'.repeat(90_000)],
    ['more comments than are read', '#'.repeat(1_000_000)],
    ['nothing', ''],
  ])('%s: told what is wrong', async (_name, query) => {
    const began = performance.now()
    const { data, errors } = await gateway.ask(query)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(data).toBeUndefined()
    expect(errors?.length).toBeGreaterThan(0)
    expect(errors?.map(({ message }) => message)).not.toContain('Unexpected error.')
    expect(upstream.calls).toEqual([])
  })

  test.each([
    ['no JSON', '{"query":'],
    ['lists within lists', '['.repeat(2_000_000)],
    [
      'objects within variables',
      `{"query":"{ __typename }","variables":{"a":${'{"a":'.repeat(100_000)}1.0${'}'.repeat(100_000)}}}`,
    ],
    ['no question', '{"query":{"a":1}}'],
    ['a name of Object’s', '{"query":"{ __typename }","variables":{"__proto__":{"a":1},"constructor":1}}'],
    ['half a character', Buffer.from([0x7b, 0x22, 0xe2, 0x28, 0xa1])],
  ])('a body with %s is answered, and the gateway lives on', async (_name, body) => {
    const answer = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(answer.status).toBeLessThan(501)
    const text = await answer.text()
    expect(text).not.toMatch(/at .*\.(ts|js)|node_modules/)
    expect((await gateway.ask('{ __typename }')).data).toEqual({ __typename: 'Query' })
  })

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('variables with %s within each other are refused, not failed at', async (_name, begin, end) => {
    const value = `${begin.repeat(100_000)}1${end.repeat(100_000)}`
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"{ __typename }","variables":{"a":${value}}}`,
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 1_000 } }] })
    expect(console.error).not.toHaveBeenCalled()
  })

  test('a form of a million fields is refused at once, one of a few is answered', async () => {
    const send = (body: string) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'apollo-require-preflight': 'true' },
        body,
      })
    const began = performance.now()
    const refused = await send(`${'a&'.repeat(1_000_000)}query=%7B__typename%7D`)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('more than 100 fields')
    const answer = await send(`${'a&'.repeat(99)}query=%7B__typename%7D`)
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } })
  })

  test.each([
    ['beyond the end of a list', { list: [null] }, 'variables.list.4000000000'],
    ['as the length of a list', { list: [null] }, 'variables.list.length'],
    ['over a text', { list: 'a' }, 'variables.list'],
    ['where there is nothing', {}, 'variables.list'],
    ['behind all objects', {}, 'variables.__proto__.__proto__'],
  ])('a file is not put %s', async (_name, variables, path) => {
    const send = (map: object) => {
      const form = new FormData()
      form.append('operations', JSON.stringify({ query: '{ __typename }', variables }))
      form.append('map', JSON.stringify(map))
      form.append('0', new Blob(['x']), 'x')
      return fetch(gateway.url, { method: 'POST', headers: { 'apollo-require-preflight': 'true' }, body: form })
    }
    const refused = await send({ 0: [path] })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain(`\\"${path}\\" does not`)
    expect(await (await send({})).json()).toEqual({ data: { __typename: 'Query' } })
  })

  test.each(['/graphql/', '/x/graphql', '//graphql', '/x?y=/graphql', '/x?query=%7B__typename%7D&y=/graphql/'])(
    'nothing is answered at %s',
    async (target) => {
      expect(await raw(gateway.url, target, 'localhost')).toMatch(/^HTTP\/1.1 404 /)
      expect(await raw(gateway.url, '/graphql?x=1', 'localhost')).toContain('{"data":{"__typename":"Query"}}')
    },
  )

  test.each([
    ['an address of no web server for its target', 'ftp://other/graphql', 'x'],
    ['an address without a host for its target', 'http:///graphql', 'x'],
    ['an address with a port that is none for its target', 'http://other:99999/graphql', 'x'],
    ['an asterisk for its target', '*', 'x'],
    ['a port that is none', '/graphql?x=1', 'x:99999'],
    ['a host that cannot be read', '/graphql', 'a b<'],
    ['a path in its host', '/x', 'x/graphql?'],
  ])('a request with %s is refused without a word on the inside', async (_name, target, host) => {
    const answer = await raw(gateway.url, target, host)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('does not say properly where it goes')
    expect(answer).not.toMatch(/at .*\.(ts|js)|node_modules/)
  })

  test.each([
    ['variables', 'query=%7B__typename%7D&variables=%7B'],
    ['extensions', 'query=%7B__typename%7D&extensions=nope'],
  ])('an address with %s that cannot be read is the caller’s fault', async (_name, query) => {
    const answer = await fetch(`${gateway.url}?${query}`, { headers: { 'apollo-require-preflight': 'true' } })
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('Unexpected error.')
    expect(console.error).not.toHaveBeenCalled()
  })
})

test('ten thousand different documents do not fill the memory', async () => {
  // In a process of its own, whose memory ends with an error.
  const script = `
    import { startUpstream } from './test/support/upstream.ts'
    import { startGateway } from './test/support/gateway.ts'
    const upstream = await startUpstream()
    for (const plugins of [[], [{ onResponse() {} }]]) {
      const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
      const fields = 'processInstanceKey state startDate endDate processDefinitionId '.repeat(20)
      for (let n = 0; n < 2500; n += 50) {
        await Promise.all(Array.from({ length: 50 }, async (_, k) => {
          const query = 'query Q' + (n + k) + ' { a: processInstance(processInstanceKey: "' + (n + k) + '") { ' + fields + '} }'
          const { errors } = await gateway.ask('{ ' + 'x'.repeat(200) + (n + k) + ' }')
          if (!errors) throw new Error('it is faulty')
          const answer = await gateway.ask(query)
          if (answer.errors) throw new Error(JSON.stringify(answer.errors))
        }))
        upstream.forget()
      }
      await gateway.close()
    }
    await upstream.close()
    console.log('done')
  `
  await using command = run('--input-type=module', ['--max-old-space-size=160', '--eval', script])
  await command.printed(/done/, 120_000)
  expect(await command.exited).toBe(0)
}, 150_000)

describe('the command’s server', () => {
  const config = (url: string) => ({ CAMUNDA_REST_ADDRESS: url, PORT: '0', GATEWAY_RECEIVE_TIMEOUT_MS: '300' })

  test.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: 1'],
    [
      'a body',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query":',
    ],
    [
      'a body that is said to be long',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\n{',
    ],
  ])('ends connections that send %s too slowly, and answers others meanwhile', async (_name, text) => {
    await using command = run('src/main.ts', [], { env: config(upstream.url) })
    const origin = new URL(await command.printed(/http:\S+/)).origin
    const began = performance.now()
    const slow = Promise.all(Array.from({ length: 50 }, () => dripping(origin, text)))
    const answer = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    })
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } })
    await slow
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

/** Asks in a request that fetch would not send; the answer as it comes. */
function raw(url: string, target: string, host: string): Promise<string> {
  const body = '{"query":"{ __typename }"}'
  const head = `POST ${target} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nconnection: close`
  return new Promise((resolve, reject) => {
    const { port, hostname } = new URL(url)
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    )
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

/** Sends a beginning, then a byte now and then, until the other side has enough. */
function dripping(origin: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(origin)
    const socket = connect(Number(port), hostname, () => socket.write(text))
    const drip = setInterval(() => socket.write(' '), 50)
    // Ended by the other side, with or without an answer.
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => {
      clearInterval(drip)
      resolve()
    })
  })
}
