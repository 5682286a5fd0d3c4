import { connect, type Socket } from 'node:net'

/** Makes one request and answers the whole body. Rejects unless the status is 200. */
export interface Connection {
  ask(request: Buffer): Promise<Buffer>
  close(): void
}

/** The bytes of a question. */
export function question(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Buffer {
  return post('/graphql', JSON.stringify({ query, ...(variables ? { variables } : {}) }), headers)
}

/** The bytes of a POST of JSON. */
export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n${more.join('')}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

export const get = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)

/**
 * A kept connection for one request at a time, over a plain socket: an HTTP client would cost as much as the fastest
 * subject, and share the other core with the upstream.
 * @param from the address of loopback that it comes from
 */
export function open(port: number, from = '127.0.0.1'): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(keep(socket))
    })
  })
}

function keep(socket: Socket): Connection {
  let chunks: Buffer[] = []
  let size = 0
  let end: ReturnType<typeof endOf>
  let settle: { resolve(body: Buffer): void; reject(error: Error): void } | undefined
  const fail = (error: Error) => {
    settle?.reject(error)
    settle = undefined
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The connection was closed.')))
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (!end) {
      chunks = [Buffer.concat(chunks, size)]
      end = endOf(chunks[0] ?? chunk)
    }
    if (!end || (end.at === undefined ? !isLast(chunks) : size < end.at)) return
    const { status, start, at } = end
    const bytes = Buffer.concat(chunks, size)
    const waiting = settle
    chunks = []
    size = 0
    end = undefined
    settle = undefined
    const body = at === undefined ? unchunk(bytes, start) : bytes.subarray(start, at)
    if (status === 200) waiting?.resolve(body)
    else waiting?.reject(new Error(`Status ${status}: ${body.subarray(0, 500).toString()}`))
  })
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n')

// What ends an answer in chunks may come in pieces.
const isLast = (chunks: Buffer[]) =>
  Buffer.concat(chunks.slice(-LAST_CHUNK.length)).subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)

/** Where the body starts and ends, once the head is there; no end for an answer in chunks. */
function endOf(bytes: Buffer): { status: number; start: number; at: number | undefined } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  const start = headEnd + 4
  return { status: Number(head.slice(9, 12)), start, at: length === undefined ? undefined : start + Number(length) }
}

function unchunk(bytes: Buffer, start: number): Buffer {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (!(size > 0)) return Buffer.concat(parts)
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}

/** What came of asking for a while. */
export interface Asked {
  /** Milliseconds of each answer, ascending. */
  latencies: number[]
  /** Seconds from the first question to the last answer. */
  seconds: number
  /** Messages of what failed. */
  failures: string[]
}

/**
 * Asks over so many connections at once, each as soon as it has its answer, until the time is over.
 * @param next the bytes of the next question
 * @param length of a right answer in bytes; any other is a failure. Left out where answers differ.
 */
export async function askFor(
  port: number,
  {
    connections,
    seconds,
    next,
    length,
    from,
  }: { connections: number; seconds: number; next(): Buffer; length?: number; from?: string },
): Promise<Asked> {
  const opened = await Promise.all(Array.from({ length: connections }, () => open(port, from)))
  const latencies: number[] = []
  const failures: string[] = []
  const begin = performance.now()
  const until = begin + seconds * 1_000
  const ask = async (connection: Connection) => {
    for (let asked = performance.now(); asked < until; ) {
      const answer = await connection.ask(next())
      const answered = performance.now()
      latencies.push(answered - asked)
      if (length !== undefined && answer.length !== length) failures.push(answer.subarray(0, 200).toString())
      asked = answered
    }
  }
  await Promise.all(
    opened.map((connection) => ask(connection).catch((error: Error) => void failures.push(error.message))),
  )
  for (const connection of opened) connection.close()
  return { latencies: latencies.sort((a, b) => a - b), seconds: (performance.now() - begin) / 1_000, failures }
}
