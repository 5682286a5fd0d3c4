import { createServer, type Socket } from 'node:net'

/** One request as it came in. */
export interface WireRequest {
  method: string
  path: string
  body: string
}

/**
 * Serves HTTP/1.1 from plain sockets, with ready-made answers: node:http would cost as much as the subjects do, and the
 * upstream must cost far less. It reads what the subjects send (bodies with a length or in chunks), and no more.
 * @param answer the whole response, head and body, or a promise of it
 * @returns the port
 */
export function serveWire(answer: (request: WireRequest) => Buffer | Promise<Buffer>, port = 0): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    const inbox = new Inbox()
    socket.on('data', (chunk: Buffer) => {
      inbox.add(chunk)
      for (let request = inbox.take(); request; request = inbox.take()) reply(socket, answer(request))
    })
    // A client that leaves in the middle of an answer is its own affair.
    socket.on('error', () => socket.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

function reply(socket: Socket, answer: Buffer | Promise<Buffer>): void {
  if (!(answer instanceof Promise)) socket.write(answer)
  else void answer.then((bytes) => socket.destroyed || socket.write(bytes))
}

/** A whole response of JSON. */
export function jsonResponse(body: Buffer | string, status = '200 OK'): Buffer {
  const bytes = Buffer.from(body)
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

/** What has come in on a connection and was not read yet. */
class Inbox {
  #chunks: Buffer[] = []
  #size = 0
  /** Bytes that the message under way has, where its head says so: until they are there nothing is joined. */
  #needed = 0

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  take(): WireRequest | undefined {
    if (this.#size === 0 || this.#size < this.#needed) return undefined
    const bytes = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#chunks = [bytes]
    const headEnd = bytes.indexOf('\r\n\r\n')
    if (headEnd < 0) return undefined
    const head = bytes.toString('latin1', 0, headEnd)
    const body = readBody(bytes, head, headEnd + 4)
    this.#needed = body.end
    if (body.text === undefined || bytes.length < body.end) return undefined
    this.#needed = 0
    this.#chunks = bytes.length > body.end ? [bytes.subarray(body.end)] : []
    this.#size = bytes.length - body.end
    const [method = '', path = ''] = head.slice(0, head.indexOf('\r\n')).split(' ', 2)
    return { method, path, body: body.text }
  }
}

/** The body that starts here, and where it ends; no text while it is not all there. */
function readBody(bytes: Buffer, head: string, start: number): { text: string | undefined; end: number } {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(bytes, start)
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const end = start + length
  return { text: bytes.length < end ? undefined : bytes.toString('utf8', start, end), end }
}

function readChunks(bytes: Buffer, start: number): { text: string | undefined; end: number } {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return { text: undefined, end: 0 }
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return { text: undefined, end: next }
    if (size === 0) return { text: Buffer.concat(parts).toString('utf8'), end: next }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}
