import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from './support/command.ts'
import { startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { WAYS } from './support/ways.ts'

/** A cluster whose answers are as large as a test wants: what checks contracts would hold them several times. */
async function startCluster() {
  const answers: Record<string, (response: ServerResponse, body: string) => unknown> = {
    // Read by nobody but honest callers.
    '/v2/incidents/search': (response) => json(response, page([])),
  }
  const calls: string[] = []
  /** Bytes that were written of answers which were given up. */
  let aborted = 0
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      const path = request.url ?? ''
      calls.push(path)
      response.on('close', () => {
        if (!response.writableFinished) aborted++
      })
      const answer = answers[path]
      if (answer) answer(response, body)
      else response.writeHead(404).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    calls,
    get aborted() {
      return aborted
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const page = (items: readonly string[], total = items.length) =>
  `{"items":[${items.join(',')}],"page":{"totalItems":${total},"hasMoreTotalItems":false,"startCursor":null,"endCursor":null}}`

function json(response: ServerResponse, text: string, announced = true): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(announced ? { 'content-length': Buffer.byteLength(text) } : {}),
  })
  // Of an answer in chunks the first says nothing of its length.
  if (!announced) response.write(text.slice(0, 1))
  response.end(announced ? text : text.slice(1))
}

/** A variable whose value is so much JSON. */
const variable = (value: string, n = 1) =>
  JSON.stringify({
    variableKey: key(n),
    name: `v${n}`,
    value,
    isTruncated: false,
    scopeKey: key(0),
    processInstanceKey: key(0),
    rootProcessInstanceKey: null,
    tenantId: '<default>',
  })

const text = (length: number) => JSON.stringify('x'.repeat(length))

const VARIABLES = '{ variables(first: 1000) { nodes { name value } } }'
const HONEST = '{ incidents { totalCount } }'
const LIMIT = 100_000
const CONFIG = { CAMUNDA_VERSION: '8.9', GATEWAY_MAX_ANSWER_BYTES: String(LIMIT) }

// The log says why answers are not read; here that is on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(WAYS)('%s', (_, plugins) => {
  test.each([
    ['announced', true],
    ['in chunks', false],
  ])('an answer that is too large is not read: %s', async (_name, announced) => {
    await using cluster = await startCluster()
    const large = page([variable(text(40_000_000))])
    cluster.answers['/v2/variables/search'] = (response) => json(response, large, announced)
    await using gateway = await startGateway(cluster, CONFIG, plugins)
    const { status, data, errors } = await gateway.ask(VARIABLES)
    expect(status).toBe(200)
    expect(data).toEqual({ variables: null })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toBe(
      'searchVariables: the answer has more than 100000 bytes, the most that the gateway holds. Ask for fewer rows at once, or leave out large variables.',
    )
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      operation: 'searchVariables',
      rule: 'answerBytes',
      limit: LIMIT,
      value: announced ? large.length : expect.any(Number),
      retryable: false,
    })
    expect(errors?.[0]?.extensions?.value).toBeGreaterThan(LIMIT)
    // The connection ends; it is not tried again, and others are served.
    await vi.waitFor(() => expect(cluster.aborted).toBe(1))
    expect(cluster.calls).toEqual(['/v2/variables/search'])
    expect((await gateway.ask(HONEST)).data).toEqual({ incidents: { totalCount: 0 } })
  })
})

test('an answer as large as it may be is answered', async () => {
  await using cluster = await startCluster()
  const answer = page([variable(text(LIMIT - 1_000))])
  cluster.answers['/v2/variables/search'] = (response) => json(response, answer.padEnd(LIMIT, ' '), false)
  await using gateway = await startGateway(cluster, CONFIG)
  const { data, errors } = await gateway.ask(VARIABLES)
  expect(errors).toBeUndefined()
  expect(data.variables.nodes[0].value).toHaveLength(LIMIT - 1_000)
})

test('texts of several pieces arrive whole, wherever they are cut', async () => {
  await using cluster = await startCluster()
  const value = JSON.stringify('a€😀'.repeat(400_000))
  cluster.answers['/v2/variables/search'] = async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const bytes = Buffer.from(page([variable(value)]))
    for (let at = 0; at < bytes.length; at += 99_991) {
      if (!response.write(bytes.subarray(at, at + 99_991)))
        await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end()
  }
  await using gateway = await startGateway(cluster, { CAMUNDA_VERSION: '8.9' })
  const { data } = await gateway.ask(VARIABLES)
  expect(data.variables.nodes[0].value).toBe(JSON.parse(value))
})

test('a page of an error that is too large is an unusable answer', async () => {
  await using cluster = await startCluster()
  cluster.answers['/v2/variables/search'] = (response) => {
    response.writeHead(500, { 'content-type': 'text/html' }).end('x'.repeat(LIMIT + 1))
  }
  await using gateway = await startGateway(cluster, CONFIG)
  const { errors } = await gateway.ask(VARIABLES)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', operation: 'searchVariables' })
})

test('what the cluster has packed is not unpacked', async () => {
  await using cluster = await startCluster()
  cluster.answers['/v2/variables/search'] = (response) => {
    const packed = gzipSync(page([variable(text(50_000_000))]))
    expect(packed.length).toBeLessThan(LIMIT)
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
  }
  await using gateway = await startGateway(cluster, CONFIG)
  const { errors } = await gateway.ask(VARIABLES)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', operation: 'searchVariables' })
})

test.each([
  [
    'activated jobs',
    'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1 }) { jobs { jobKey } } }',
    '/v2/jobs/activation',
    'activateJobs',
  ],
  [
    'the variables of an instance that ended',
    'mutation { createProcessInstance(input: { processDefinitionId: "a", awaitCompletion: true }) { variables } }',
    '/v2/process-instances',
    'createProcessInstance',
  ],
])('%s that are too large were brought about all the same', async (_name, mutation, path, operation) => {
  await using cluster = await startCluster()
  cluster.answers[path] = (response) => json(response, JSON.stringify({ jobs: ['x'.repeat(LIMIT)] }), false)
  await using gateway = await startGateway(cluster, CONFIG)
  const { errors } = await gateway.ask(mutation)
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    operation,
    rule: 'answerBytes',
    retryable: false,
    outcomeUnknown: true,
  })
  expect(errors?.[0]?.message).toMatch(/The command was carried out: look for what it has changed\.$/)
  expect(cluster.calls).toEqual([path])
})

test('a batch whose answer is too large is asked for in parts', async () => {
  await using cluster = await startCluster()
  const definition = (n: number) =>
    JSON.stringify({ processDefinitionKey: key(n), processDefinitionId: 'a', name: 'x'.repeat(40_000), version: 1 })
  cluster.answers['/v2/process-definitions/search'] = (response, body) => {
    const { filter } = JSON.parse(body)
    json(response, page(filter.processDefinitionKey.$in.map((one: string) => definition(Number(one) - Number(key(0))))))
  }
  for (let n = 1; n <= 5; n++) {
    cluster.answers[`/v2/process-definitions/${key(n)}`] = (response) => json(response, definition(n))
  }
  await using gateway = await startGateway(cluster, CONFIG)
  const { data, errors } = await gateway.ask(
    `{ ${[1, 2, 3, 4, 5].map((n) => `d${n}: processDefinition(processDefinitionKey: "${key(n)}") { version name }`).join(' ')} }`,
  )
  expect(errors).toBeUndefined()
  expect(Object.values<{ name: string }>(data).map(({ name }) => name.length)).toEqual(Array(5).fill(40_000))
})

/** The gateway in a process of its own, with a heap of so many megabytes. */
async function startProcess(cluster: { url: string }, heap: number, env: Record<string, string> = {}) {
  const command = run('src/main.ts', [], {
    env: {
      PORT: '0',
      CAMUNDA_REST_ADDRESS: cluster.url,
      CAMUNDA_VERSION: '8.9',
      NODE_OPTIONS: `--max-old-space-size=${heap}`,
      GATEWAY_LOG_LEVEL: 'info',
      ...env,
    },
  })
  const { origin } = new URL(await command.printed(/http:[^"\s]+/, 60_000))
  return {
    command,
    async ask(query: string) {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      const answer = JSON.parse(await response.text())
      return { status: response.status, headers: response.headers, data: answer.data, errors: answer.errors }
    },
    [Symbol.asyncDispose]: () => command[Symbol.asyncDispose](),
  }
}

/** One read of variables that nobody else makes. */
let made = 0
const distinct = () => `variables(first: 1000, filter: { name: { eq: "n${++made}" } }) { nodes { name } }`

describe('with a heap of 128 MB', { timeout: 120_000 }, () => {
  const MB = 1_000_000

  test('one request cannot have it all: what is beyond its part is refused, and said to be too much', async () => {
    await using cluster = await startCluster()
    const answer = page([variable(text(4 * MB))])
    cluster.answers['/v2/variables/search'] = (response) => json(response, answer, false)
    await using gateway = await startProcess(cluster, 128)
    const asked = await gateway.ask(`{ ${Array.from({ length: 12 }, (_, n) => `r${n}: ${distinct()}`).join(' ')} }`)
    expect(asked.status).toBe(200)
    const values = Object.values(asked.data)
    const answered = values.filter((value) => value !== null)
    expect(answered.length).toBeGreaterThan(2)
    expect(answered.length).toBeLessThan(12)
    expect(asked.errors[0].message).toMatch(
      /^searchVariables: the answers that the request needs take more than \d+ bytes, the most that the gateway holds\. /,
    )
    expect(asked.errors[0].extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', rule: 'answerBytesPerRequest' })
    // All of it is free again.
    for (let n = 0; n < 3; n++) expect((await gateway.ask(`{ ${distinct()} }`)).errors).toBeUndefined()
  })

  test('nor can several: others are told to come again, small ones are answered, commands are never lost', async () => {
    await using cluster = await startCluster()
    const answer = page([variable(text(12 * MB))])
    const held: Array<() => void> = []
    cluster.answers['/v2/variables/search'] = (response) => json(response, answer, false)
    cluster.answers['/v2/jobs/search'] = (response) => held.push(() => json(response, page([])))
    cluster.answers['/v2/jobs/activation'] = (response) => json(response, `{"jobs":[],"x":${text(MB)}}`)
    await using gateway = await startProcess(cluster, 128, { GATEWAY_SHARE_READS: 'false' })
    // Each goes on to wait, with what it has.
    const holding = Array.from({ length: 4 }, () => gateway.ask(`{ ${distinct()} jobs { totalCount } }`))
    await vi.waitFor(() => expect(held).toHaveLength(4), { timeout: 20_000 })
    await vi.waitFor(
      async () => {
        const late = await gateway.ask(`{ ${distinct()} }`)
        expect(late.status).toBe(503)
        expect(late.headers.get('retry-after')).toBe('1')
        expect(late.errors[0].message).toMatch(
          /^searchVariables was given up: the gateway holds as much of the cluster's answers as it may, \d+ bytes\. Try again later\.$/,
        )
        expect(late.errors[0].extensions).toMatchObject({
          code: 'OVERLOADED',
          rule: 'answerBytesInSum',
          retryable: true,
          retryAfter: 1,
        })
      },
      { timeout: 20_000 },
    )
    expect((await gateway.ask(HONEST)).data).toEqual({ incidents: { totalCount: 0 } })
    const activated = await gateway.ask(
      'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1 }) { jobs { jobKey } } }',
    )
    expect(activated.data).toEqual({ activateJobs: { jobs: [] } })
    for (const answerIt of held) answerIt()
    await Promise.all(holding)
    await vi.waitFor(async () => expect((await gateway.ask(`{ ${distinct()} }`)).errors).toBeUndefined())
  })
})

describe('with a heap of 512 MB', { timeout: 240_000 }, () => {
  const MB = 1_000_000
  const emptyLists = `[${'[],'.repeat((4 * MB) / 3)}[]]`
  const exactNumbers = `[${'1.0,'.repeat(MB)}1.0]`

  test.each([
    ['values of 200 kB', text(200_000), 1_000],
    ['values of 5 MB', text(5 * MB), 1_000],
    ['lists of empty lists', emptyLists, 14],
    ['lists of numbers that are kept as they are written', exactNumbers, 14],
  ])('%s do not end it, and honest callers are answered meanwhile', async (_name, value, count) => {
    await using cluster = await startCluster()
    const first = Buffer.from(variable(value))
    const more = Buffer.from(`,${variable(value)}`)
    cluster.answers['/v2/variables/search'] = async (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"items":[')
      for (let n = 0; n < count && !response.destroyed; n++) {
        if (response.write(n === 0 ? first : more)) continue
        await Promise.race(['drain', 'close'].map((event) => new Promise((resolve) => response.once(event, resolve))))
      }
      response.end(page([]).slice('{"items":['.length))
    }
    await using gateway = await startProcess(cluster, 512)
    let isOver = false
    const honest = (async () => {
      let answers = 0
      while (!isOver) {
        expect((await gateway.ask(HONEST)).data).toEqual({ incidents: { totalCount: 0 } })
        answers++
      }
      return answers
    })()
    for (let n = 0; n < 2; n++) {
      const asked = await Promise.all([gateway.ask(VARIABLES), gateway.ask(VARIABLES.replace('{', '{ __typename'))])
      for (const { data, errors } of asked) {
        expect(data.variables).toBeNull()
        expect(errors[0].extensions.code).toMatch(/^(?:LIMIT_EXCEEDED|OVERLOADED)$/)
      }
    }
    isOver = true
    expect(await honest).toBeGreaterThan(0)
    expect((await gateway.ask(HONEST)).data).toEqual({ incidents: { totalCount: 0 } })
  })
})
