import { createServer } from 'node:http'
import { readConfig } from '../src/config/config.ts'
import { createGateway } from '../src/gateway/gateway.ts'

/** The gateway with the executor that EXECUTOR names: no setting of its own chooses it. */
const executor = process.env.EXECUTOR === 'graphql-js' ? 'graphql-js' : 'compiled'
const gateway = createGateway({ ...readConfig(process.env), executor })
const server = createServer(gateway.handle)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) console.log(`listening on ${address.port}`)
})
