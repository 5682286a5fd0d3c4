import fastify from 'fastify'
import mercurius from 'mercurius'
import { sameResolvers } from '../same-resolvers.ts'
import { printPort } from './print-port.js'

/** Mercurius, compiling what it has seen once, with the gateway's schema and resolvers. */
const { schema, contextFor } = await sameResolvers(process.env.UPSTREAM ?? '')

const app = fastify()
await app.register(mercurius, {
  schema,
  jit: 1,
  context: (request) =>
    contextFor((name) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    }),
})
await app.listen({ port: 0, host: '127.0.0.1' })
printPort(app.server)
