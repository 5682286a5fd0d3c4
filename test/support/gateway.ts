import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { type Config, readSettings } from '../../src/config/config.ts'
import type { ExecutorName } from '../../src/execution/executors.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway/gateway.ts'

/** What a client of the gateway sees of one answer. */
export interface Answer<Data = Record<string, never>> {
  status: number
  headers: Headers
  data?: Data | null
  errors?: NonNullable<FormattedExecutionResult['errors']>
  /** The body as it came: numbers of variables must be looked at here. */
  text: string
}

export interface RunningGateway extends AsyncDisposable {
  /** The address of the GraphQL endpoint. */
  url: string
  /** The address without a path. */
  origin: string
  gateway: Gateway
  /** Asks over real HTTP. Variables may be given as JSON text, for numbers that JavaScript cannot hold. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask<Data = any>(query: string, variables?: object | string, headers?: Record<string, string>): Promise<Answer<Data>>
  /** How many connections its server has. */
  connections(): Promise<number>
  close(): Promise<void>
}

/** Starts a gateway behind a real HTTP server on a free port, in front of an upstream. */
export async function startGateway(
  upstream: { url: string },
  config: Record<string, string> = {},
  plugins: Plugin[] = [],
  { executor = 'compiled', ...options }: GatewayOptions & { executor?: ExecutorName } = {},
): Promise<RunningGateway> {
  const given = { CAMUNDA_REST_ADDRESS: upstream.url, CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: '1', ...config }
  const settings: Config = { ...readSettings(given), executor }
  return serve(createGateway(settings, { plugins, ...options }))
}

/** Puts a gateway behind a real HTTP server on a free port. */
export async function serve(gateway: Gateway): Promise<RunningGateway> {
  const server = createServer(gateway.handle)
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    gateway.handleUpgrade(request, socket, head)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    const stopped = stop(server)
    for (const socket of upgraded) socket.destroy()
    await stopped
    await gateway.close()
  }
  return {
    url: `${origin}/graphql`,
    origin,
    gateway,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close,
    [Symbol.asyncDispose]: close,
    async ask(query, variables, headers = {}) {
      const written = typeof variables === 'string' ? variables : JSON.stringify(variables ?? {})
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: `{"query":${JSON.stringify(query)},"variables":${written}}`,
      })
      const text = await response.text()
      const result = JSON.parse(text) as ExecutionResult
      return { status: response.status, headers: response.headers, text, ...result } as never
    },
  }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
