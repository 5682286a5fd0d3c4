import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Milliseconds between two looks at whether a gateway is ready. */
const PERIOD = 50

interface Backend {
  origin: string
  agent: Agent
  isReady: boolean
}

/**
 * A load balancer as they are: takes turns between the gateways whose `/ready` says yes, keeps its connections to them,
 * and never sends a request twice. What a gateway does not answer becomes a 502.
 */
export interface Balancer extends AsyncDisposable {
  readonly url: string
  /** What went wrong between it and the gateways. */
  readonly failures: string[]
  add(origin: string): void
  remove(origin: string): void
  /** How many are ready. */
  readonly ready: number
}

export async function startBalancer(): Promise<Balancer> {
  const backends: Backend[] = []
  const failures: string[] = []
  let turn = 0
  const server = createServer((request, response) => {
    const ready = backends.filter(({ isReady }) => isReady)
    const backend = ready[turn++ % ready.length]
    if (backend) forward(backend, request, response, failures)
    else {
      failures.push('no gateway is ready')
      response.writeHead(503).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const timer = setInterval(() => {
    for (const backend of backends) void look(backend)
  }, PERIOD)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failures,
    add: (origin) => void backends.push({ origin, agent: new Agent({ keepAlive: true }), isReady: false }),
    remove(origin) {
      const index = backends.findIndex((backend) => backend.origin === origin)
      backends.splice(index, 1)[0]?.agent.destroy()
    },
    get ready() {
      return backends.filter(({ isReady }) => isReady).length
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      for (const { agent } of backends) agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function look(backend: Backend): Promise<void> {
  return fetch(`${backend.origin}/ready`).then(
    async (response) => {
      backend.isReady = response.status === 200
      await response.arrayBuffer()
    },
    () => {
      backend.isReady = false
    },
  )
}

function forward({ origin, agent }: Backend, from: IncomingMessage, to: ServerResponse, failures: string[]): void {
  const { method = 'GET', headers, url } = from
  const onward = send(origin + url, { method, headers, agent }, (answer) => {
    const { connection: _, 'keep-alive': __, ...own } = answer.headers
    to.writeHead(answer.statusCode ?? 502, own)
    answer.pipe(to)
    answer.once('error', (error) => void failures.push(`an answer broke off: ${error.message}`))
  })
  onward.once('error', (error) => {
    failures.push(`${origin}: ${error.message}`)
    if (!to.headersSent) to.writeHead(502)
    to.end('{}')
  })
  from.pipe(onward)
}
