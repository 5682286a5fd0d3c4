import { createServer } from 'node:http'
import type { Config } from '../config.ts'
import type { Gateway } from '../gateway.ts'
import { CONTENT_TYPE } from '../metrics/families.ts'
import { bind } from './listener.ts'

const PROBES: ReadonlySet<string> = new Set(['/health', '/ready'])

/**
 * A listener for those who run the gateway, apart from that of its clients, so that no stranger reads what is asked here.
 * Answers the port. It serves until the process ends: how a gateway drains is worth seeing.
 */
export function serveMetrics(gateway: Gateway, { host }: Config, port: number): Promise<number> {
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    if (PROBES.has(path)) gateway.handle(request, response)
    else if (path === '/metrics' && request.method === 'GET') {
      response.writeHead(200, { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store' })
      response.end(gateway.metrics())
    } else response.writeHead(404).end()
  })
  return bind(server, { host, port, setting: 'GATEWAY_METRICS_PORT' })
}
