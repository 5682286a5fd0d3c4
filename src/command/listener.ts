import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { maxBodyBytes } from '../request/body-limits.ts'
import type { Logger } from '../telemetry/log/logger.ts'
import { watchFileDescriptors } from './file-descriptors.ts'
import { readTls, watchTls } from './tls.ts'

/** The gateway's own server, from its start until no request is left. */
interface Listener {
  /** Where it is asked, without a path. */
  origin: string
  /** From now on each answer closes its connection, so that clients and load balancers find another gateway. */
  sendAway(): void
  /** Stops accepting connections. Resolves once all requests are answered, or cut off after the timeout. */
  close(timeoutMs: number): Promise<void>
}

/** Milliseconds between looks whether connections have become idle while the listener closes. */
const POLL_INTERVAL_MS = 50

/** Listens on the address that the settings say. Rejects with a ConfigError where that cannot be. */
export async function listen(gateway: Gateway, config: Config, logger: Logger): Promise<Listener> {
  const { tls } = config.running
  const { server, reloading } = open(config, logger)
  // Before the gateway's own listener, which may answer at once.
  const connections = gateway.watchConnections(server)
  server.on('request', gateway.handle)
  server.on('upgrade', gateway.handleUpgrade)
  server.on('checkContinue', (request, response) => {
    const { headers } = request
    // Answers `Expect: 100-continue` for bodies that are too large, so that they are not sent.
    const most = maxBodyBytes(headers['content-type'], config.protection.bodies)
    if (Number(headers['content-length']) > most) response.shouldKeepAlive = false
    else response.writeContinue()
    server.emit('request', request, response)
  })
  const port = await bind(server, config)
  const fileDescriptors = watchFileDescriptors(server, logger)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return {
    origin: `${tls ? 'https' : 'http'}://${host}:${port}`,
    sendAway: () => connections.sendAway(),
    async close(timeoutMs) {
      connections.sendAway()
      reloading?.stop()
      fileDescriptors.stop()
      // Node's own `close` would cut off answers that are written but not yet read: it takes their connections for
      // idle.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
      connections.endIdle()
      const looking = setInterval(() => connections.endIdle(), POLL_INTERVAL_MS)
      await Promise.race([closed, sleep(timeoutMs, undefined, { ref: false })])
      clearInterval(looking)
      server.closeAllConnections()
    },
  }
}

function open(config: Config, logger: Logger): { server: Server; reloading?: { stop(): void } } {
  const options = connectionOptions(config)
  const { tls } = config.running
  const handshakeTimeout = Math.min(config.protection.receiveTimeoutMs, HANDSHAKE_TIMEOUT_MS)
  if (!tls) return { server: createServer(options) }
  // The other timeouts start with the request: node would wait two minutes for a handshake that never comes.
  const server = createTlsServer({ ...options, ...readTls(tls), handshakeTimeout })
  return { server, reloading: watchTls(tls, server, logger) }
}

/** The most milliseconds for a TLS handshake, and for the headers of a request. */
const HANDSHAKE_TIMEOUT_MS = 15_000

/** Timeouts against clients that send their requests too slowly. */
function connectionOptions({ protection: { receiveTimeoutMs }, running: { keepAliveMs } }: Config): ServerOptions {
  return {
    requestTimeout: receiveTimeoutMs,
    headersTimeout: Math.min(receiveTimeoutMs, HANDSHAKE_TIMEOUT_MS),
    // Node looks at its connections only now and then, which adds to the time.
    connectionsCheckingInterval: Math.min(receiveTimeoutMs, 1_000),
    keepAliveTimeout: keepAliveMs,
    // Some clients offer HTTP/2 with their first request, and are content with an answer to it.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  }
}

/** Starts a server on HOST and a port. Rejects with a ConfigError where that cannot be. */
export function bind(
  server: Server,
  { host, port, setting = 'PORT' }: { host: string; port: number; setting?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `${setting} is ${port}, but something listens there already. Choose another, or 0 for any free one.`,
        EACCES: `${setting} is ${port}, but this user may not listen there. Choose one from 1024.`,
        EADDRNOTAVAIL: `HOST is ${JSON.stringify(host)}, but this machine has no such address.`,
        ENOTFOUND: `HOST is ${JSON.stringify(host)}, but that name has no address.`,
      }
      reject(new ConfigError(reasons[error.code ?? ''] ?? `Cannot listen on ${host} port ${port}: ${error.code}.`))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
