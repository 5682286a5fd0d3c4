import Fastify, { type FastifyInstance } from 'fastify'
import type { Plugin } from 'graphql-yoga'
// In a project of your own: from 'camunda-graphql-gateway'.
import { createGateway, type Gateway, type GatewayContext, load } from '../../src/index.ts'

/** The gateway as routes of a Fastify server, which logs its requests, and in its graph the shipments of a shop. */

const SHIPMENTS = [
  { number: 'S-1', processInstanceKey: '2251799813685301' },
  { number: 'S-2', processInstanceKey: '2251799813685302' },
  { number: 'S-3', processInstanceKey: '2251799813685303' },
]

const typeDefs = /* GraphQL */ `
  "A parcel, and the process that brings it about."
  type Shipment {
    number: ID!
    processInstance: ProcessInstance
  }

  extend type Query {
    shipments: [Shipment!]!
  }
`

const resolvers = {
  Query: {
    shipments: () => SHIPMENTS,
  },
  Shipment: {
    // All shipments of an answer become one search of the cluster, where its version can do that.
    processInstance: ({ processInstanceKey }: { processInstanceKey: string }, _: object, context: GatewayContext) =>
      load(context, 'ProcessInstance', processInstanceKey),
  },
}

/** Says in each answer how many errors it has. */
const errorCount: Plugin = {
  onExecute: () => ({
    onExecuteDone({ result, setResult }) {
      if (Symbol.asyncIterator in result) return
      setResult({ ...result, extensions: { ...result.extensions, errorCount: result.errors?.length ?? 0 } })
    },
  }),
}

const app = Fastify({ logger: true })
const gateway = createGateway(
  { CAMUNDA_REST_ADDRESS: process.env.CAMUNDA_REST_ADDRESS ?? 'http://localhost:8080' },
  { plugins: [errorCount], extension: { typeDefs, resolvers }, logger: app.log },
)

/** The gateway's paths. It reads requests and writes answers itself. */
function routes(of: Gateway) {
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/graphql',
      // The gateway writes the line of each.
      logLevel: 'silent',
      handler(request, reply) {
        reply.hijack()
        of.handle(request.raw, reply.raw)
      },
    })
  }
}

app.get('/', () => ({ shop: true }))
app.register(routes(gateway))
app.addHook('onClose', () => gateway.close())
await app.listen({ port: Number(process.env.PORT ?? 4000), host: '127.0.0.1' })

process.once('SIGTERM', async () => {
  gateway.drain()
  await app.close()
  process.exit(0)
})
