import { isIPv4 } from 'node:net'

// Asking costs a system call, and servers do not change their address.
const known = new WeakMap<object, boolean>()

/**
 * Whether the server behind a connection listens on loopback only, so that only this machine can reach it; undefined if
 * unknown. The connection's own address does not tell: a server on all addresses is reached by loopback, too.
 */
export function listensOnLoopback(socket: object): boolean | undefined {
  const server = 'server' in socket ? socket.server : undefined
  if (typeof server !== 'object' || server === null) return undefined
  const answer = known.get(server)
  return answer ?? look(server)
}

function look(server: object): boolean | undefined {
  if (!('address' in server) || typeof server.address !== 'function') return undefined
  const bound: unknown = server.address()
  // A Unix socket has a path instead of an address.
  if (typeof bound !== 'object' || bound === null || !('address' in bound)) return undefined
  const answer = isLoopback(String(bound.address))
  known.set(server, answer)
  // After closing, the server may listen elsewhere.
  if ('once' in server && typeof server.once === 'function') server.once('close', () => known.delete(server))
  return answer
}

/** Whether this is a loopback address, or `localhost`. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === 'localhost' || plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}
