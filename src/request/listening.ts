import { isIPv4 } from 'node:net'

// Servers say it at the cost of a system call, and do not move.
const known = new WeakMap<object, boolean>()

/**
 * Whether the server that took a connection listens on loopback only, so that this machine alone can reach it; undefined
 * where that cannot be known. The connection's own address does not say it: a server on all addresses is reached by
 * loopback, too.
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
  // A socket in the file system has a path, and no address.
  if (typeof bound !== 'object' || bound === null || !('address' in bound)) return undefined
  const answer = isLoopback(String(bound.address))
  known.set(server, answer)
  // It may listen elsewhere afterwards.
  if ('once' in server && typeof server.once === 'function') server.once('close', () => known.delete(server))
  return answer
}

/** Whether an address, or `localhost`, is one of this machine's own that no other reaches. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === 'localhost' || plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}
