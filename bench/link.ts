import { connect, createServer, type Socket } from 'node:net'

/** A network between a client and a server: so many milliseconds each way, as much as they like. */
export interface Link {
  port: number
  /** Bytes in both directions since it was last asked. */
  bytes(): { up: number; down: number }
  close(): void
}

/**
 * A proxy for TCP that hands on every piece after a delay, and counts it. Connecting takes no time, so it is the network
 * of a client whose connections are open already.
 * @param delay milliseconds each way; a round trip takes twice as long
 */
export function openLink(target: number, delay: number): Promise<Link> {
  let up = 0
  let down = 0
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const behind = connect({ port: target, host: '127.0.0.1', noDelay: true })
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    handOn(client, behind, delay, (size) => {
      up += size
    })
    handOn(behind, client, delay, (size) => {
      down += size
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        bytes() {
          const seen = { up, down }
          up = 0
          down = 0
          return seen
        },
        close() {
          server.close()
          for (const socket of sockets) socket.destroy()
        },
      })
    })
  })
}

// Timers of the same length fire in the order in which they were set, so no piece overtakes another.
function handOn(from: Socket, to: Socket, delay: number, count: (size: number) => void): void {
  from.on('data', (piece: Buffer) => {
    count(piece.length)
    setTimeout(() => to.destroyed || to.write(piece), delay)
  })
  from.on('close', () => setTimeout(() => to.end(), delay))
}
