import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Config } from '../config/config.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { type HostNames, isAllowedHost } from '../plugins/allowed-hosts.ts'
import { ALWAYS } from '../request/answer-headers.ts'
import { listensOnLoopback } from '../request/listening.ts'
import { CONTENT_TYPE } from '../telemetry/metrics/families.ts'
import { bind } from './listener.ts'

const PROBES: ReadonlySet<string> = new Set(['/health', '/ready'])

/**
 * Scrapers and probes send small requests quickly, over one or two connections each; nobody else needs this port. Times
 * in milliseconds.
 */
const CONNECTIONS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
}
const MAX_CONNECTIONS = 100

/**
 * A listener for operators, separate from that of clients, so that strangers cannot read the metrics. Resolves with the
 * port. It serves until the process ends, so that draining can be watched.
 * @param logError called with errors, which must not end the gateway
 */
export function serveMetrics(
  gateway: Pick<Gateway, 'handle' | 'metrics'>,
  { host, protection }: Pick<Config, 'host'> & { protection: Pick<Config['protection'], 'names'> },
  port: number,
  logError: (error: unknown) => void,
): Promise<number> {
  const server = createServer(CONNECTIONS, (request, response) => {
    try {
      serve(gateway, protection.names, request, response)
    } catch (error) {
      logError(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
  })
  server.maxConnections = MAX_CONNECTIONS
  return bind(server, { host, port, setting: 'GATEWAY_METRICS_PORT' })
}

function serve(
  gateway: Pick<Gateway, 'handle' | 'metrics'>,
  names: HostNames,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [path = ''] = (request.url ?? '').split('?', 1)
  // Against DNS rebinding: a page could otherwise read the metrics.
  const isForUs = !listensOnLoopback(request.socket) || isAllowedHost(request.headers.host ?? '', names)
  if (PROBES.has(path)) gateway.handle(request, response)
  else if (!isForUs) response.writeHead(421).end()
  else if (path === '/metrics' && request.method === 'GET') {
    // Before the head is written: it may fail.
    const text = gateway.metrics()
    response.writeHead(200, { ...ALWAYS, 'content-type': CONTENT_TYPE })
    response.end(text)
  } else response.writeHead(404).end()
}
