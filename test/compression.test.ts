import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import express from 'express'
import fc from 'fast-check'
import Fastify from 'fastify'
import type { Plugin } from 'graphql-yoga'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Budget } from '../src/admission/budget.ts'
import { Compression } from '../src/answers/compression.ts'
import { createGateway } from '../src/index.ts'
import { codingWished } from '../src/request/accept-encoding.ts'
import { listen, Source } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, userTask } from './support/rows.ts'
import { posted, rawConnection } from './support/sockets.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const SETTINGS = { CAMUNDA_VERSION: '8.10', GATEWAY_CACHE_TTL_MS: '0' }
const LATER = { timeout: 10_000 }

/** Answers of the sizes that tests want: the name of a task is as long as its key says. */
const TASK = 'query ($key: ID!) { userTask(userTaskKey: $key) { name } }'
const nameOf = (length: number) => 'ab€'.repeat(Math.ceil(length / 3)).slice(0, length)
const LONG = 5_000_000

let upstream: Upstream
beforeAll(async () => {
  const rows = Array.from({ length: 400 }, (_, n) =>
    userTask({ userTaskKey: key(n), name: `Approve ${n} – für ${n % 7}` }),
  )
  upstream = await startUpstream({
    version: '8.10',
    rows: { userTasks: rows },
    answers: {
      getUserTask: ({ path }) => {
        const length = Number(path.split('/').at(-1))
        return { body: userTask({ name: nameOf(length) }) }
      },
    },
  })
})
afterAll(() => upstream.close())

const LIST = '{ userTasks(first: 400) { nodes { userTaskKey name state creationDate } } }'

interface RawAnswer {
  status: number
  headers: Record<string, string | undefined>
  body: Buffer
  /** The body as it was before it was coded. */
  text: string
}

/** Asks as it is told, and unpacks nothing. */
async function raw(address: string, body: string | undefined, headers: Record<string, string>, method = 'POST') {
  const asking = request(address, { method, headers, agent: false })
  asking.end(body)
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const bytes = await buffer(response)
  const answer: RawAnswer = {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(response.headersDistinct).map(([name, all]) => [name, all?.join(', ')])),
    body: bytes,
    text: decoded(bytes, response.headers['content-encoding']),
  }
  return answer
}

function decoded(body: Buffer, coding: string | undefined): string {
  if (coding === 'br') return brotliDecompressSync(body).toString()
  return (coding === 'gzip' ? gunzipSync(body) : body).toString()
}

const accepting = (coding: string | undefined) => (coding === undefined ? {} : { 'accept-encoding': coding })

const JSON_TYPE = { 'content-type': 'application/json' }

const posting = (origin: string, question: object, headers: Record<string, string> = {}) =>
  raw(`${origin}/graphql`, JSON.stringify(question), { ...JSON_TYPE, ...headers })

const asked = (origin: string, query: string, coding?: string) => posting(origin, { query }, accepting(coding))

const ofLength = (origin: string, length: number, coding?: string, headers: Record<string, string> = {}) =>
  posting(origin, { query: TASK, variables: { key: `${length}` } }, { ...accepting(coding), ...headers })

/** What is accepted, and the coding of a long answer and of a short one. */
const WISHES: ReadonlyArray<readonly [string | undefined, string | undefined, (string | undefined)?]> = [
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['deflate, zstd', undefined],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['gzip;q=0.5, br;q=0.501', 'br'],
  ['gzip;q=0, br;q=0.0', undefined],
  ['gzip;q=0.000, br', 'br'],
  ['gzip ; Q=0.1 , identity;q=0.5', undefined],
  ['gzip;q=0.5, identity;q=0.5', 'gzip'],
  ['gzip;q=0.2, gzip;q=0.8, br;q=0.5', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['gzip, *;q=0', 'gzip', 'gzip'],
  ['identity;q=0', undefined],
  ['identity;q=0, gzip', 'gzip', 'gzip'],
  ['gzip;q=0.1, identity;q=0.0, br;q=0', 'gzip', 'gzip'],
  ['identity;q=0, *;q=0.3', 'br', 'br'],
  ['zstd, identity;q=0', undefined],
  [',, gzip ,,', 'gzip'],
  [',', undefined],
]

describe.each(WAYS)('%s', (_, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, SETTINGS, plugins, { metrics: true })
  })
  afterAll(() => gateway.close())

  test.each(WISHES)('who accepts %j has long answers by %s, and short ones by %s', async (accepted, coding, short) => {
    const plain = await asked(gateway.origin, LIST)
    expect(plain.headers['content-encoding']).toBeUndefined()
    const answer = await asked(gateway.origin, LIST, accepted)
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding])
    expect(answer.text).toBe(plain.text)
    expect(answer.headers['content-type']).toBe(plain.headers['content-type'])
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length)
    if (coding) expect(answer.body.length).toBeLessThan(plain.body.length / 4)
    const little = await asked(gateway.origin, '{ __typename }', accepted)
    expect([little.text, little.headers['content-encoding']]).toEqual(['{"data":{"__typename":"Query"}}', short])
  })

  test('an answer of 1 kB is sent as it is, and what is longer by a byte is not', async () => {
    const sizes = new Set<number>()
    // Bytes count, not characters: one of three has three.
    for (let length = 575; length < 610; length++) {
      const { text, headers } = await ofLength(gateway.origin, length, 'gzip')
      const bytes = Buffer.byteLength(text)
      sizes.add(bytes)
      expect(headers['content-encoding'], `${bytes} bytes`).toBe(bytes > 1_024 ? 'gzip' : undefined)
    }
    expect([...sizes].filter((bytes) => Math.abs(bytes - 1_024) < 3).length).toBeGreaterThan(1)
  })

  test.each(['br', 'gzip', undefined])('an answer of megabytes by %s is the same', async (coding) => {
    const answer = await ofLength(gateway.origin, LONG, coding)
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding])
    const { data } = JSON.parse(answer.text)
    expect(data.userTask.name).toBe(nameOf(LONG))
    expect(answer.body.length).toBe(Number(answer.headers['content-length']))
    if (coding) expect(answer.body.length).toBeLessThan(100_000)
  })

  test('caches are told of what could be compressed that it depends on what is accepted, beside all else', async () => {
    const settings = { ...SETTINGS, GATEWAY_CORS_ORIGINS: 'https://app.example' }
    await using listed = await startGateway(upstream, settings, plugins)
    for (const coding of [undefined, 'gzip', 'identity']) {
      for (const length of [5_000, 200_000]) {
        expect((await ofLength(gateway.origin, length, coding)).headers.vary).toBe('Accept-Encoding')
        expect((await ofLength(listed.origin, length, coding)).headers.vary).toBe('Origin, Accept-Encoding')
      }
      expect((await ofLength(gateway.origin, 100, coding)).headers.vary).toBeUndefined()
    }
    const byGet = await raw(
      `${listed.origin}/graphql?query=${encodeURIComponent(LIST)}`,
      undefined,
      { 'apollo-require-preflight': '1', 'accept-encoding': 'br' },
      'GET',
    )
    expect([byGet.headers['content-encoding'], byGet.headers.vary?.split(', ').sort()]).toEqual([
      'br',
      ['Accept', 'Accept-Encoding', 'Origin'],
    ])
  })

  test('a setting switches it off', async () => {
    await using off = await startGateway(upstream, { ...SETTINGS, GATEWAY_COMPRESSION: 'false' }, plugins)
    for (const length of [5_000, 200_000]) {
      const { headers, text } = await ofLength(off.origin, length, 'br, gzip, identity;q=0')
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined])
      expect(JSON.parse(text).data.userTask.name).toHaveLength(length)
    }
  })

  test('what refuses, and errors of many words, are compressed alike', async () => {
    const many = `{ ${Array.from({ length: 40 }, (__, n) => `nothing${n}`).join(' ')} }`
    const [plain, coded] = [await asked(gateway.origin, many), await asked(gateway.origin, many, 'br')]
    expect([coded.status, coded.headers['content-encoding']]).toEqual([plain.status, 'br'])
    expect(JSON.parse(coded.text).errors).toEqual(JSON.parse(plain.text).errors)
  })

  test('batches are compressed as a whole', async () => {
    await using batching = await startGateway(upstream, { ...SETTINGS, GATEWAY_MAX_BATCH_SIZE: '10' }, plugins)
    const answer = await posting(batching.origin, [{ query: LIST }, { query: '{ __typename }' }], accepting('gzip'))
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(answer.text)[1]).toEqual({ data: { __typename: 'Query' } })
  })

  test.each(['text/event-stream', 'multipart/mixed'])('%s is never compressed', async (accept) => {
    for (const length of [5_000, 200_000]) {
      const { headers, text } = await ofLength(gateway.origin, length, 'gzip', { accept })
      expect([headers['content-encoding'], headers['content-type']]).toEqual([
        undefined,
        expect.stringContaining(accept),
      ])
      expect(text.length).toBeGreaterThan(length)
    }
  })

  test('events come as they happen', async () => {
    const source = new Source<string>()
    const extension = {
      typeDefs: 'type Subscription { text: String }',
      resolvers: { Subscription: { text: { subscribe: () => source, resolve: (text: string) => text } } },
    }
    await using streaming = await startGateway(upstream, SETTINGS, plugins, { extension })
    const listening = await listen(streaming.url, 'subscription { text }', {
      headers: { 'accept-encoding': 'gzip, br' },
    })
    expect(listening.headers.get('content-encoding')).not.toMatch(/gzip|br/)
    for (const length of [10, 5_000, 200_000]) {
      source.push('x'.repeat(length))
      expect(await listening.next()).toEqual({ data: { text: 'x'.repeat(length) } })
    }
    listening.leave()
  })

  test('by the Fetch API it is the same', async () => {
    const plain = await asked(gateway.origin, LIST)
    for (const [query, accepted, coding] of [
      [LIST, 'gzip', 'gzip'],
      [LIST, 'br;q=0.1', 'br'],
      [LIST, 'identity', null],
      [LIST, undefined, null],
    ] as const) {
      const answer = await gateway.gateway.fetch(
        new Request('http://localhost/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...accepting(accepted) },
          body: JSON.stringify({ query }),
        }),
      )
      const body = Buffer.from(await answer.arrayBuffer())
      expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([coding, 'Accept-Encoding'])
      expect(Number(answer.headers.get('content-length') ?? body.length)).toBe(body.length)
      expect(decoded(body, coding ?? undefined)).toBe(plain.text)
    }
  })

  test('a thousand at once are all answered, each as it asked for', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, async (__, n) => {
        const length = n % 10 === 0 ? 150_000 + n : 5_000 + n
        const { headers, text, status } = await ofLength(gateway.origin, length, n % 2 ? 'br' : 'gzip')
        return { status, length, name: JSON.parse(text).data.userTask.name.length, coding: headers['content-encoding'] }
      }),
    )
    for (const [n, { status, length, name, coding }] of answers.entries()) {
      expect([status, name]).toEqual([200, length])
      // Long ones go as they are where there is no place for them in time.
      if (n % 10 > 0) expect(coding).toBe(n % 2 ? 'br' : 'gzip')
    }
    const used = await gauge(gateway)
    expect(used).toEqual({ sending: 0, compressing: 0 })
  }, 120_000)

  test('who leaves before the answer is there, or does not read it, leaves nothing behind', async () => {
    await using measured = await startGateway(upstream, { ...SETTINGS, GATEWAY_SEND_TIMEOUT_MS: '300' }, plugins, {
      metrics: true,
    })
    const connections = await Promise.all(
      Array.from({ length: 20 }, () => rawConnection(measured.origin, { reads: false })),
    )
    const seen = upstream.calls.length
    for (const connection of connections)
      connection.send(posted({ query: TASK, variables: { key: `${LONG}` } }, { 'accept-encoding': 'br' }))
    await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThan(seen), LATER)
    for (const [n, connection] of connections.entries()) if (n % 2) connection.socket.destroy()
    await vi.waitFor(async () => {
      expect(await gauge(measured)).toEqual({ sending: 0, compressing: 0 })
      const { text } = await ofLength(measured.origin, 10, 'br')
      expect(JSON.parse(text).data.userTask.name).toHaveLength(10)
    }, LATER)
    for (const connection of connections) connection.socket.destroy()
  })
})

/** What is taken of budgets for answers. */
async function gauge(gateway: RunningGateway) {
  const text = gateway.gateway.metrics() ?? ''
  const used = (budget: string) => {
    const value = new RegExp(`gateway_budget_used\\{budget="${budget}"\\} (\\d+)`).exec(text)?.[1]
    expect(value, text).toBeDefined()
    return Number(value)
  }
  return { sending: used('sending'), compressing: used('compressing') }
}

describe('what others have made of an answer stays', () => {
  test('a plugin of the owner’s sees it as it is, and may code it itself', async () => {
    const seen: string[] = []
    const own: Plugin = {
      async onResponse({ response, setResponse, fetchAPI }) {
        const text = await response.text()
        seen.push(text)
        const body = new Uint8Array(gzipSync(text))
        setResponse(new fetchAPI.Response(body, { headers: { 'content-encoding': 'gzip', 'x-own': '1' } }))
      },
    }
    await using gateway = await startGateway(upstream, SETTINGS, [own])
    for (const length of [5_000, 200_000]) {
      const answer = await ofLength(gateway.origin, length, 'br')
      expect([answer.headers['content-encoding'], answer.headers['x-own']]).toEqual(['gzip', '1'])
      expect(JSON.parse(answer.text).data.userTask.name).toHaveLength(length)
      expect(JSON.parse(seen.pop() ?? '').data.userTask.name).toHaveLength(length)
    }
  })

  test('a plugin may say what else it varies by', async () => {
    const own: Plugin = { onResponse: ({ response }) => response.headers.set('vary', 'X-Mine') }
    await using gateway = await startGateway(upstream, SETTINGS, [own])
    for (const length of [5_000, 200_000]) {
      const { headers } = await ofLength(gateway.origin, length, 'br')
      expect(headers.vary?.split(', ').sort()).toEqual(['Accept-Encoding', 'X-Mine'])
      expect(headers['content-encoding']).toBe('br')
    }
  })

  test.each(WAYS)('a server in front may have said how it is coded, %s', async (_, plugins) => {
    const gateway = createGateway({ ...SETTINGS, CAMUNDA_REST_ADDRESS: upstream.url }, { plugins: [...plugins] })
    const server = createServer((request, response) => {
      response.setHeader('content-encoding', 'mine')
      gateway.handle(request, response)
    })
    await using _closing = await listening(server, () => gateway.close())
    const { port } = server.address() as AddressInfo
    for (const length of [5_000, 200_000]) {
      const { headers, text } = await ofLength(`http://127.0.0.1:${port}`, length, 'br')
      expect([headers['content-encoding'], JSON.parse(text).data.userTask.name.length]).toEqual(['mine', length])
    }
  })

  test.each(WAYS)('within Express and Fastify it is the same, %s', async (_, plugins) => {
    const gateway = createGateway({ ...SETTINGS, CAMUNDA_REST_ADDRESS: upstream.url }, { plugins: [...plugins] })
    const app = express()
    app.all('/graphql', gateway.handle)
    const other = Fastify()
    other.removeAllContentTypeParsers()
    other.addContentTypeParser('*', (_request, _payload, done) => done(null))
    other.all('/graphql', (request, reply) => {
      reply.hijack()
      gateway.handle(request.raw, reply.raw)
    })
    const server = createServer(app)
    await using _closing = await listening(server, async () => {
      await other.close()
      await gateway.close()
    })
    const origins = [
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      await other.listen({ port: 0, host: '127.0.0.1' }),
    ]
    for (const origin of origins) {
      for (const length of [5_000, 200_000]) {
        const { headers, text } = await ofLength(origin, length, 'gzip')
        expect([headers['content-encoding'], JSON.parse(text).data.userTask.name.length]).toEqual(['gzip', length])
      }
    }
  })
})

async function listening(
  server: ReturnType<typeof createServer>,
  close: () => Promise<void>,
): Promise<AsyncDisposable> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await close()
    },
  }
}

test('who finds no place in time has its long answer as it is', async () => {
  const budget = new Budget(1)
  const compression = new Compression(budget)
  const ask = () => compression.compressed([Buffer.alloc(200_000)], 'gzip', { group: 'a', name: 'a' }, undefined)
  budget.take(1, 'another')
  expect(await ask()).toBeUndefined()
  const waiting = ask()
  budget.give(1, 'another')
  // The next one who gives a place back lets it in, or its time is over.
  await Promise.all([ask(), waiting])
  expect(Buffer.concat((await ask()) ?? []).length).toBeGreaterThan(100)
  expect(budget.used).toBe(0)
})

describe('the coding that is wished for', () => {
  const name = fc.constantFrom('br', 'gzip', 'x-gzip', 'identity', '*', 'deflate', 'zstd', 'BR', 'Gzip')
  const weight = fc.constantFrom(undefined, 0, 0.001, 0.3, 0.5, 0.999, 1)
  const space = fc.constantFrom('', ' ', '\t')
  const element = fc.record({ name, weight, before: space, after: space })

  test('is what a reader of RFC 9110 finds by trying all', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
        const header = elements
          .map(({ name, weight, before, after }) =>
            weight === undefined ? `${before}${name}` : `${before}${name}${after};${before}q=${weight}`,
          )
          .join(',')
        /** What is said of a coding by its names, else by the asterisk; the highest where there are several. */
        const said = (...names: string[]) => {
          const of = (wanted: readonly string[]) =>
            elements.filter((one) => wanted.includes(one.name.toLowerCase())).map((one) => one.weight ?? 1)
          const own = of(names)
          const all = own.length > 0 ? own : of(['*'])
          return all.length > 0 ? Math.max(...all) : undefined
        }
        const plain = said('identity')
        const wishes = [
          { coding: 'br', weight: said('br') ?? 0 },
          { coding: 'gzip', weight: said('gzip', 'x-gzip') ?? 0 },
        ].filter((one) => one.weight > 0)
        const most = Math.max(0, ...wishes.map((one) => one.weight))
        const best = wishes.find((one) => one.weight === most && most >= (plain ?? 0))?.coding
        expect(codingWished(header)).toEqual({ coding: best, isNeeded: plain === 0 && best !== undefined })
      }),
      { numRuns: 2_000 },
    )
  })

  test('is found in any text, in time that grows with it alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (header) => void codingWished(header)))
    const began = performance.now()
    for (const one of [',', ';', '"', 'gzip;q=', '\\"', 'br,', ' ']) codingWished(one.repeat(1_000_000))
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
