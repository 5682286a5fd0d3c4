import { createServer } from 'node:http'
import { createYoga } from 'graphql-yoga'
import { sameResolvers } from '../same-resolvers.ts'
import { printPort } from './print-port.js'

/** graphql-yoga in its default form, with the gateway's schema and resolvers. */
const { schema, contextFor } = await sameResolvers(process.env.UPSTREAM ?? '')

const yoga = createYoga({
  schema,
  context: ({ request }) => contextFor((name) => request.headers.get(name)),
})

const server = createServer(yoga)
server.listen(0, '127.0.0.1', () => printPort(server))
