import type { AddressInfo } from 'node:net'
import express from 'express'
import type { GraphQLResolveInfo } from 'graphql'
import type { Plugin } from 'graphql-yoga'
// In a project of your own: from 'camunda-graphql-gateway'.
import { ask, createGateway, type GatewayContext } from '../../src/index.ts'

/** The gateway as a handler of an Express app, and in its graph a shop's customers with their processes. */

interface Customer {
  number: string
  name: string
}

const CUSTOMERS: Customer[] = [
  { number: 'C-1', name: 'Ada' },
  { number: 'C-2', name: 'Grace' },
]

const typeDefs = /* GraphQL */ `
  "Who bought something."
  type Customer {
    number: ID!
    name: String!
    "What goes on for the customer: the newest first."
    processInstances(first: Int = 5): ProcessInstanceConnection
  }

  extend type Query {
    "A customer by number; null where there is none."
    customer(number: ID!): Customer
  }
`

const resolvers = {
  Query: {
    customer: (_: unknown, { number }: { number: string }) => CUSTOMERS.find((one) => one.number === number) ?? null,
  },
  Customer: {
    // The gateway's own list, with its paging and its errors, narrowed to the customer.
    processInstances: (
      { number }: Customer,
      { first }: { first: number },
      context: GatewayContext,
      info: GraphQLResolveInfo,
    ) =>
      ask(context, info, 'processInstances', {
        first,
        filter: { businessId: { eq: number } },
        sort: [{ field: 'startDate', order: 'DESC' }],
      }),
  },
}

/** Lets nobody but the shop's own pages ask. */
const shopOnly: Plugin = {
  onRequest({ request, url, fetchAPI, endResponse }) {
    if (url.pathname !== '/graphql' || request.headers.get('x-shop') === 'mine') return
    endResponse(new fetchAPI.Response('The shop alone may ask.', { status: 403 }))
  },
}

const gateway = createGateway(
  { CAMUNDA_REST_ADDRESS: process.env.CAMUNDA_REST_ADDRESS ?? 'http://localhost:8080' },
  { plugins: [shopOnly], extension: { typeDefs, resolvers } },
)

const app = express()
// Before body parsers: the gateway reads bodies itself, and so keeps the text of large numbers.
app.all('/graphql', gateway.handle)
app.use(express.json())
app.get('/', (_request, response) => void response.send('The shop'))
app.post('/echo', (request, response) => void response.json(request.body))

const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`The shop is on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

process.once('SIGTERM', () => {
  gateway.drain()
  server.close(async () => {
    await gateway.close()
    process.exit(0)
  })
})
