import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { createGateway } from '../src/gateway/gateway.ts'
import { type Certificate, certificate } from './support/certificates.ts'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { posted, type RawConnection, rawConnection } from './support/sockets.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

/** So little that budgets are small: 4 MB of bodies, 8 MB of answers that wait to be read, a thousand connections. */
const SMALL = { GATEWAY_MEMORY_BYTES: '64000000', CAMUNDA_VERSION: '8.9' }

const QUESTION = '{ processInstances { totalCount } }'
const TYPENAME = { query: '{ __typename }' }
const ANSWER = '{"data":{"__typename":"Query"}}'

/** Sends the head of a question that will be so long, and a part of its body. */
const begun = (length: number, sent: number) =>
  `${posted('', { 'content-length': `${length}` })}{"variables":{"a":"${'x'.repeat(sent)}`

const LATER = { timeout: 20_000 }

describe.each(WAYS)('bodies that do not end, %s', (_, plugins) => {
  test('hold no places', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, { GATEWAY_MAX_REQUESTS: '2', CAMUNDA_VERSION: '8.9' }, plugins)
    const open = await Promise.all(Array.from({ length: 10 }, () => rawConnection(gateway.origin)))
    for (const connection of open) connection.send(begun(500, 1))
    expect((await gateway.ask(QUESTION)).data).toEqual({ processInstances: { totalCount: 0 } })
    for (const connection of open) connection[Symbol.dispose]()
  })

  test('leave room for others: the largest of the address that keeps the most ends', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, SMALL, plugins)
    const greedy = await Promise.all(
      Array.from({ length: 3 }, () => rawConnection(gateway.origin, { from: '127.0.0.2' })),
    )
    for (const connection of greedy) connection.send(begun(3_900_000, 1_300_000))
    // They keep nearly all there is, once they have sent it.
    const ended = await vi.waitFor(async () => {
      const answer = await gateway.ask('{ __typename }', { a: 'x'.repeat(1_000_000) })
      expect(answer.data).toEqual({ __typename: 'Query' })
      const found = greedy.filter(({ received }) => received !== '')
      expect(found).toHaveLength(1)
      return found
    }, LATER)
    expect(ended[0]?.received).toMatch(/^HTTP\/1.1 503 .*retry-after: 1.*"code":"OVERLOADED"/is)
    await ended[0]?.closed
    for (const connection of greedy) connection[Symbol.dispose]()
  })

  test('give back what they took when they leave', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, SMALL, plugins)
    for (let round = 0; round < 5; round++) {
      using connection = await rawConnection(gateway.origin)
      connection.send(begun(3_900_000, 3_000_000))
      await vi.waitFor(() => expect(connection.socket.writableLength).toBe(0), LATER)
    }
    await vi.waitFor(
      async () => expect((await gateway.ask('{ __typename }', { a: 'x'.repeat(3_500_000) })).status).toBe(200),
      LATER,
    )
  })
})

test('a body that makes no progress ends', async () => {
  await using upstream = await startUpstream()
  await using gateway = await startGateway(upstream)
  using slow = await rawConnection(gateway.origin)
  slow.send(begun(100_000, 1))
  const dripping = setInterval(() => slow.send('x'), 200)
  await slow.closed
  clearInterval(dripping)
  expect(slow.received).toMatch(/^HTTP\/1.1 408 .*"code":"REQUEST_TIMEOUT"/is)
})

describe('a gateway that is called by fetch', () => {
  const body = (length: number) => JSON.stringify({ ...TYPENAME, variables: { a: 'x'.repeat(length) } })
  const asked = (text: string) =>
    new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([text]).stream(),
      duplex: 'half',
    } as RequestInit)

  test('reads no more than it may', async () => {
    await using upstream = await startUpstream()
    const gateway = createGateway({ CAMUNDA_REST_ADDRESS: upstream.url, GATEWAY_MAX_BODY_BYTES: '20000' })
    expect((await gateway.fetch(asked(body(10_000)))).status).toBe(200)
    const refused = await gateway.fetch(asked(body(50_000)))
    expect(refused.status).toBe(413)
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { rule: 'bodyBytes', limit: 20_000 } }] })
    await gateway.close()
  })

  test('reads no more in sum', async () => {
    await using upstream = await startUpstream()
    const gateway = createGateway({ ...SMALL, CAMUNDA_REST_ADDRESS: upstream.url })
    let finish = () => {}
    const unfinished = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(body(3_000_000).slice(0, -10)))
        finish = () => {
          controller.enqueue(Buffer.from(body(3_000_000).slice(-10)))
          controller.close()
        }
      },
    })
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: unfinished, duplex: 'half' } as RequestInit
    const first = gateway.fetch(new Request('http://localhost/graphql', init))
    await vi.waitFor(async () => expect((await gateway.fetch(asked(body(2_000_000)))).status).toBe(503), LATER)
    finish()
    expect((await first).status).toBe(200)
    expect((await gateway.fetch(asked(body(2_000_000)))).status).toBe(200)
    await gateway.close()
  })
})

/** An upstream whose only definition has an XML of so many characters, and a question that answers it. */
const XML = `{ processDefinition(processDefinitionKey: "${key(1)}") { xml } }`
async function largeAnswers(length: number): Promise<Upstream> {
  return startUpstream({
    rows: { processDefinitions: [processDefinition({ processDefinitionKey: key(1) })] },
    answers: {
      getProcessDefinitionXML: () => ({
        headers: { 'content-type': 'text/xml' },
        text: `<a>${'x'.repeat(length)}</a>`,
      }),
    },
  })
}

describe.each(WAYS)('answers that nobody reads, %s', (_, plugins) => {
  test('hold no places, and end with their connections', async () => {
    await using upstream = await largeAnswers(7_000_000)
    await using gateway = await startGateway(
      upstream,
      { ...SMALL, GATEWAY_MAX_REQUESTS: '1', GATEWAY_SEND_TIMEOUT_MS: '500' },
      plugins,
    )
    using connection = await rawConnection(gateway.origin, { reads: false })
    connection.send(posted({ query: XML }))
    await vi.waitFor(() => expect(upstream.operations()).toContain('getProcessDefinitionXML'), LATER)
    await vi.waitFor(async () => expect((await gateway.ask('{ __typename }')).status).toBe(200), LATER)
    // That of the client who has just asked is left.
    await vi.waitFor(async () => expect(await gateway.connections()).toBe(1), LATER)
    let bytes = 0
    connection.socket.on('data', (text: string) => {
      bytes += text.length
    })
    connection.socket.resume()
    await connection.closed
    expect(bytes).toBeLessThan(7_000_000)
  })

  test('leave room for others: who reads slowest goes first', async () => {
    await using upstream = await largeAnswers(7_000_000)
    await using gateway = await startGateway(upstream, SMALL, plugins)
    using greedy = await rawConnection(gateway.origin, { from: '127.0.0.2', reads: false })
    greedy.send(posted({ query: XML }))
    await vi.waitFor(() => expect(upstream.operations()).toContain('getProcessDefinitionXML'), LATER)
    // As long as it may still be reading, others are refused; then it has to go.
    await vi.waitFor(
      async () => expect((await gateway.ask(XML)).data?.processDefinition.xml).toHaveLength(7_000_007),
      LATER,
    )
    greedy.socket.resume()
    await greedy.closed
  })
})

describe.each(WAYS)('places, %s', (_, plugins) => {
  test('go to callers who have few of them', async () => {
    const gates: Array<() => void> = []
    await using upstream = await startUpstream({
      answers: {
        searchProcessInstances: () => new Promise((resolve) => gates.push(() => resolve(undefined))),
      },
    })
    await using gateway = await startGateway(
      upstream,
      { GATEWAY_MAX_REQUESTS: '4', CAMUNDA_VERSION: '8.9', GATEWAY_SHARE_READS: 'false' },
      plugins,
    )
    const greedy = await Promise.all(
      Array.from({ length: 4 }, () => rawConnection(gateway.origin, { from: '127.0.0.2' })),
    )
    for (const connection of greedy.slice(0, 3)) connection.send(posted({ query: QUESTION }))
    await vi.waitFor(() => expect(gates).toHaveLength(3), LATER)
    // The last place is for others.
    greedy[3]?.send(posted({ query: QUESTION }))
    await vi.waitFor(() => expect(greedy[3]?.received).toMatch(/^HTTP\/1.1 503 /), LATER)
    using other = await rawConnection(gateway.origin, { from: '127.0.0.3' })
    other.send(posted({ query: QUESTION }))
    await vi.waitFor(() => expect(gates).toHaveLength(4), LATER)
    // The next one waits for the first place that is free.
    const modest = gateway.ask('{ __typename }')
    gates[0]?.()
    expect((await modest).data).toEqual({ __typename: 'Query' })
    for (const open of gates) open()
    await vi.waitFor(
      () => expect(greedy.slice(0, 3).every(({ received }) => received.includes('200 OK'))).toBe(true),
      LATER,
    )
    for (const connection of greedy) connection[Symbol.dispose]()
  })

  test('are not waited for longer than two seconds', async () => {
    await using upstream = await startUpstream({ fault: () => 'hang' })
    await using gateway = await startGateway(upstream, { GATEWAY_MAX_REQUESTS: '4', CAMUNDA_VERSION: '8.9' }, plugins)
    const greedy = await Promise.all(
      Array.from({ length: 4 }, (__, index) => rawConnection(gateway.origin, { from: `127.0.0.${2 + index}` })),
    )
    for (const connection of greedy) connection.send(posted({ query: QUESTION }))
    await vi.waitFor(async () => {
      const refused = await gateway.ask('{ __typename }')
      expect([refused.status, refused.errors?.[0]?.extensions?.code]).toEqual([503, 'OVERLOADED'])
    }, LATER)
    for (const connection of greedy) connection[Symbol.dispose]()
    await vi.waitFor(async () => expect((await gateway.ask('{ __typename }')).status).toBe(200), LATER)
  })
})

describe.each(WAYS)('large questions, %s', (_, plugins) => {
  const large =
    'query L($n: Int!) { processInstances(first: $n) { nodes { incidents(first: $n) { totalCount nodes { state } } } } }'

  test('wait for each other, and leave room for small ones', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    await using upstream = await startUpstream({
      rows: { processInstances: [processInstance(), processInstance()] },
      answers: { searchProcessInstances: () => gate.then(() => undefined) },
    })
    // 64,000 nodes in all; each may answer 40,200.
    await using gateway = await startGateway(upstream, { ...SMALL, GATEWAY_SHARE_READS: 'false' }, plugins)
    const first = gateway.ask(large, { n: 200 })
    await vi.waitFor(() => expect(upstream.operations()).toHaveLength(1), LATER)
    // The same caller has more than a quarter already.
    const second = await gateway.ask(large, { n: 200 })
    expect([second.status, second.errors?.[0]?.extensions?.code]).toEqual([503, 'OVERLOADED'])
    using other = await rawConnection(gateway.origin, { from: '127.0.0.2' })
    other.send(posted({ query: large, variables: { n: 200 } }))
    expect((await gateway.ask('{ __typename }')).status).toBe(200)
    expect(upstream.operations()).toHaveLength(1)
    release()
    expect((await first).data?.processInstances.nodes).toHaveLength(2)
    await vi.waitFor(() => expect(other.received).toMatch(/^HTTP\/1.1 200 /), LATER)
    // What is more than all there is will never find room.
    const never = await gateway.ask(large, { n: 300 })
    expect(never.errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', rule: 'nodes', limit: 64_000 })
  })
})

describe('the questions of one connection', () => {
  test.each([10, 1_000])('%i that are sent at once are answered one after the other', async (count) => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_SHARE_READS: 'false' })
    using connection = await rawConnection(gateway.origin)
    const last = `a${count - 1}`
    for (let index = 0; index < count; index++) {
      connection.send(posted({ query: `{ a${index}: processInstances(first: 0) { totalCount } }` }))
    }
    await vi.waitFor(() => expect(connection.received).toContain(`"${last}"`), { timeout: 60_000 })
    const names = [...connection.received.matchAll(/"data":\{"a(\d+)"/g)].map(([, index]) => Number(index))
    expect(names).toEqual(Array.from({ length: count }, (__, index) => index))
    expect(upstream.peak).toBe(1)
  })

  test('of both kinds, with one that is refused among them, come in order', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream)
    using connection = await rawConnection(gateway.origin)
    const get = 'GET /graphql?query={__typename} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n'
    const refused = 'GET /graphql?query={__typename} HTTP/1.1\r\nhost: localhost\r\n\r\n'
    connection.send(posted(TYPENAME) + get + refused + posted('{"query":') + get + posted(TYPENAME))
    await vi.waitFor(() => expect(connection.received.match(/HTTP\/1.1 (\d+)/g)).toHaveLength(6), LATER)
    expect(connection.received.match(/(?<=HTTP\/1.1 )\d+/g)).toEqual(['200', '200', '403', '400', '200', '200'])
    expect(connection.received.split(ANSWER)).toHaveLength(5)
  })

  test('end with it', async () => {
    await using upstream = await startUpstream({ fault: () => 'hang' })
    await using gateway = await startGateway(upstream, { GATEWAY_MAX_REQUESTS: '1', CAMUNDA_VERSION: '8.9' })
    const connection = await rawConnection(gateway.origin)
    for (let index = 0; index < 50; index++) connection.send(posted({ query: QUESTION }))
    await vi.waitFor(() => expect(upstream.operations()).toHaveLength(1), LATER)
    connection[Symbol.dispose]()
    await vi.waitFor(async () => expect((await gateway.ask('{ __typename }')).status).toBe(200), LATER)
    expect(upstream.operations()).toHaveLength(1)
  })
})

describe('connections', () => {
  async function listening(
    settings: Record<string, string> = { CAMUNDA_REST_ADDRESS: 'http://127.0.0.1:1' },
    secured?: Certificate,
  ): Promise<{ origin: string; close(): Promise<void> }> {
    const gateway = createGateway({ ...SMALL, ...settings })
    const server = secured ? createSecureServer(secured) : createServer()
    gateway.watchConnections(server)
    server.on('request', gateway.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return {
      origin: `${secured ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        server.close()
        server.closeAllConnections()
        await gateway.close()
      },
    }
  }

  const ask = async (connection: RawConnection) => {
    connection.send(posted(TYPENAME))
    await vi.waitFor(() => expect(connection.received).toContain(ANSWER), LATER)
  }

  test('of one address are a quarter of all: a newcomer takes the place of one on which nothing is asked', async () => {
    const gateway = await listening()
    const all: RawConnection[] = []
    for (let index = 0; index < 250; index++) all.push(await rawConnection(gateway.origin, { from: '127.0.0.2' }))
    const [first] = all
    const newcomer = await rawConnection(gateway.origin, { from: '127.0.0.2' })
    await first?.closed
    await ask(newcomer)
    const other = await rawConnection(gateway.origin)
    await ask(other)
    expect(all.slice(1).every(({ socket }) => !socket.destroyed)).toBe(true)
    for (const connection of [...all, newcomer, other]) connection[Symbol.dispose]()
    await gateway.close()
  })

  test('over TLS are known by their requests: none that waits for its answer makes room', async () => {
    await using upstream = await startUpstream({ fault: () => 'hang' })
    const gateway = await listening({ CAMUNDA_REST_ADDRESS: upstream.url }, certificate(['127.0.0.1']))
    const asking = await rawConnection(gateway.origin)
    asking.send(posted({ query: QUESTION }))
    await vi.waitFor(() => expect(upstream.operations()).toHaveLength(1), LATER)
    const idle: RawConnection[] = []
    for (let index = 1; index < 250; index++) idle.push(await rawConnection(gateway.origin))
    const newcomer = await rawConnection(gateway.origin)
    await idle[0]?.closed
    await ask(newcomer)
    expect(asking.socket.destroyed).toBe(false)
    expect(idle.slice(1).every(({ socket }) => !socket.destroyed)).toBe(true)
    for (const connection of [asking, ...idle, newcomer]) connection[Symbol.dispose]()
    await gateway.close()
  })

  test('of all addresses: a newcomer takes the place of one of the address with the most', async () => {
    const gateway = await listening()
    const all: RawConnection[] = []
    for (let index = 0; index < 1_000; index++) {
      all.push(await rawConnection(gateway.origin, { from: `127.0.0.${2 + (index % 5)}` }))
    }
    const honest = await Promise.all(Array.from({ length: 20 }, () => rawConnection(gateway.origin)))
    for (const connection of honest) await ask(connection)
    await vi.waitFor(
      () => expect(all.filter(({ socket }) => socket.destroyed).length).toBeGreaterThanOrEqual(20),
      LATER,
    )
    for (const connection of [...all, ...honest]) connection[Symbol.dispose]()
    await gateway.close()
  })
})
