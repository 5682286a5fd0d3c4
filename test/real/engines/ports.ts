import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Ports of 127.0.0.1 on which nothing listens. They are below those that systems give to outgoing connections, so that
 * none is taken in the seconds before a slow program listens there.
 */
export async function freePorts<const Names extends readonly string[]>(
  ...names: Names
): Promise<Record<Names[number], number>> {
  const ports = new Set<number>()
  for (let tries = 0; ports.size < names.length; tries += 1) {
    if (tries === 1000) throw new Error('no free ports between 20000 and 32000')
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  const found = [...ports]
  return Object.fromEntries(names.map((name, index) => [name, found[index]])) as Record<Names[number], number>
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const heard = once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.listen(port, '127.0.0.1')
  if (!(await heard)) return false
  server.close()
  await once(server, 'close')
  return true
}
