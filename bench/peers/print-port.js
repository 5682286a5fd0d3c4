/**
 * Tells the runner where a server listens.
 * @param {import('node:http').Server} server
 */
export function printPort(server) {
  const address = server.address()
  if (typeof address === 'object' && address) console.log(address.port)
}
