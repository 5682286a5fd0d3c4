import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

/** A connection of a test's own, to send what no client would. */
export interface RawConnection extends Disposable {
  readonly socket: Socket
  /** What has been received so far. */
  readonly received: string
  /** Resolves once the server has ended it. */
  readonly closed: Promise<void>
  send(text: string | Buffer): void
}

/**
 * Connects to an address, from another one of this machine where one is named, so that several clients can be told apart.
 * Over TLS for an origin of https, whosever the certificate is.
 * @param reads whether it reads what comes: else the server has to wait
 */
export async function rawConnection(origin: string, { from = '127.0.0.1', reads = true } = {}): Promise<RawConnection> {
  const { protocol, hostname, port } = new URL(origin)
  const isSecure = protocol === 'https:'
  const plain = connect({ host: hostname, port: Number(port), localAddress: from })
  const socket = isSecure ? connectSecurely({ socket: plain, rejectUnauthorized: false }) : plain
  let received = ''
  socket.setEncoding('latin1')
  if (reads)
    socket.on('data', (text: string) => {
      received += text
    })
  else socket.pause()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  // A server may end it at any time: `closed` tells.
  socket.on('error', () => {})
  await once(socket, isSecure ? 'secureConnect' : 'connect')
  return {
    socket,
    get received() {
      return received
    },
    closed,
    send: (text) => socket.write(text),
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** A question as it goes over the wire. */
export function posted(question: object | string, headers: Record<string, string> = {}): string {
  const body = typeof question === 'string' ? question : JSON.stringify(question)
  const head = { host: 'localhost', 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` }
  const lines = Object.entries({ ...head, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
