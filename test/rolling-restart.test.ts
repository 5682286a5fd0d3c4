import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startBalancer } from './support/balancer.ts'
import { type Command, run } from './support/command.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const CLIENTS = 12
/** Milliseconds that the cluster takes for each call, so that many are in flight whenever a gateway is ended. */
const SLOWNESS = 20

interface Replica {
  command: Command
  origin: string
}

function start(upstream: Upstream): Command {
  return run('src/main.ts', [], {
    env: {
      PORT: '0',
      CAMUNDA_VERSION: '8.9',
      CAMUNDA_REST_ADDRESS: upstream.url,
      GATEWAY_DRAIN_DELAY_MS: '500',
      GATEWAY_LOG_LEVEL: 'info',
    },
  })
}

async function replica(command: Command): Promise<Replica> {
  return { command, origin: new URL(await command.printed(/http:[^"]+/)).origin }
}

/** An upstream that notes the `order` of each instance that it is told to create. */
async function startCluster() {
  const created: string[] = []
  const upstream = await startUpstream({ fault: () => ({ delay: SLOWNESS }) })
  upstream.answers.createProcessInstance = ({ body }) => {
    const { variables } = body as { variables: { order: string } }
    created.push(variables.order)
    return {
      body: {
        processInstanceKey: key(1),
        processDefinitionKey: key(100),
        processDefinitionId: 'order',
        processDefinitionVersion: 1,
        tenantId: '<default>',
        variables: {},
        tags: [],
        businessId: null,
      },
    }
  }
  return { upstream, created }
}

const CREATE = `mutation Create($order: JSON!) {
  createProcessInstance(input: { processDefinitionId: "order", variables: { order: $order } }) { processInstanceKey }
}`
const COUNT = 'query Count { userTasks { totalCount } }'

test('a rolling restart under load fails no request, and loses or repeats no command', async () => {
  const { upstream, created } = await startCluster()
  await using _ = upstream
  await using balancer = await startBalancer()
  const running = new Set<Replica>()
  const bring = async () => {
    const fresh = await replica(start(upstream))
    running.add(fresh)
    balancer.add(fresh.origin)
  }
  const wrong: string[] = []
  const accepted: string[] = []
  let asked = 0
  let isOver = false
  const client = async (name: number) => {
    for (let n = 0; !isOver; n++) {
      const order = `${name}-${n}`
      const isCommand = n % 2 === 0
      asked++
      const response = await fetch(`${balancer.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(isCommand ? { query: CREATE, variables: { order } } : { query: COUNT }),
      })
      const text = await response.text()
      if (response.status !== 200 || text.includes('"errors"')) wrong.push(`${response.status} ${text}`)
      else if (isCommand) accepted.push(order)
    }
  }
  try {
    await Promise.all([bring(), bring()])
    await vi.waitFor(() => expect(balancer.ready).toBe(2), { timeout: 10_000 })
    const clients = Array.from({ length: CLIENTS }, (_, name) => client(name))
    const restarted = [...running]
    for (const old of restarted) {
      await bring()
      await vi.waitFor(() => expect(balancer.ready).toBe(3), { timeout: 10_000 })
      const before = asked
      old.command.kill('SIGTERM')
      expect(await old.command.exited).toBe(0)
      expect(old.command.err).toBe('')
      expect(asked - before, 'there was load meanwhile').toBeGreaterThan(CLIENTS)
      running.delete(old)
      balancer.remove(old.origin)
    }
    isOver = true
    await Promise.all(clients)
    // Each of the four has done its part.
    for (const { command } of [...restarted, ...running]) {
      await vi.waitFor(() => expect(command.out.split('"request"').length).toBeGreaterThan(CLIENTS))
    }
  } finally {
    isOver = true
    for (const { command } of running) await command[Symbol.asyncDispose]()
  }
  expect(wrong).toEqual([])
  expect(balancer.failures).toEqual([])
  expect(accepted.length).toBeGreaterThan(2 * CLIENTS)
  expect([...created].sort()).toEqual([...accepted].sort())
  expectNoViolations(upstream)
}, 60_000)

test('a gateway that drains says so, answers on for a while, and closes each connection with its answer', async () => {
  const { upstream } = await startCluster()
  await using _ = upstream
  await using command = start(upstream)
  const { origin } = await replica(command)
  const { hostname, port } = new URL(origin)
  // Kept alive from before.
  const socket = connect(Number(port), hostname)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  const get = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
  get('/ready')
  await vi.waitFor(() => expect(heard).toContain('"ready":true'))
  expect(heard.toLowerCase()).toContain('connection: keep-alive')
  expect(heard.toLowerCase()).toContain('keep-alive: timeout=75')
  heard = ''
  const began = performance.now()
  command.kill('SIGTERM')
  await command.printed(/Draining/)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  get('/ready')
  await closed
  expect(heard).toContain('503')
  expect(heard.toLowerCase()).toContain('connection: close')
  // The listener is open, for those who have not noticed.
  const late = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: COUNT }),
  })
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
  expect(await command.exited).toBe(0)
  expect(performance.now() - began).toBeGreaterThan(490)
})

test('a second signal ends it at once', async () => {
  const { upstream } = await startCluster()
  await using _ = upstream
  await using command = run('src/main.ts', [], { env: { PORT: '0', GATEWAY_DRAIN_DELAY_MS: '60000' } })
  await replica(command)
  command.kill('SIGTERM')
  await command.printed(/Draining/)
  command.kill('SIGTERM')
  expect(await command.exited).toBe('SIGTERM')
})
