import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from '../../errors/refusal.ts'
import type { Visit } from '../../request/visit.ts'

/** Milliseconds that a client has to read why. */
const LINGER_MS = 1_000

/** Answers in HTTP why a connection does not become a WebSocket, and ends it. */
export function refuseUpgrade(socket: Duplex, { headers: own }: Visit, { status, headers, body }: Refusal): void {
  if (socket.destroyed) return
  const text = body ? JSON.stringify(body) : ''
  const all = {
    ...own.collected,
    ...headers,
    connection: 'close',
    ...(body ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'content-length': String(Buffer.byteLength(text)),
  }
  const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((line) => `${name}: ${line}`))
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${text}`)
  // Whatever comes is thrown away, so that the connection ends in order.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}
