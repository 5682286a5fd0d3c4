import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import DataLoader from 'dataloader'
import { getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
// In a project of your own: from 'camunda-graphql-gateway'.
import { createGateway, type GatewayContext } from '../../src/index.ts'

/** The gateway in a server of node:http that has paths of its own, and in its graph the customers of a shop. */

interface Customer {
  number: string
  name: string
}

const CUSTOMERS = new Map<string, Customer>([
  ['C-1', { number: 'C-1', name: 'Ada' }],
  ['C-2', { number: 'C-2', name: 'Grace' }],
])

/** One look-up for all customers that a request needs: what would be a query of the shop's database. */
async function findCustomers(numbers: readonly string[]): Promise<(Customer | null)[]> {
  console.log(`looking up ${numbers.length} customers`)
  return numbers.map((number) => CUSTOMERS.get(number) ?? null)
}

// One loader for each request: its context is the same object in all resolvers.
const loaders = new WeakMap<GatewayContext, DataLoader<string, Customer | null>>()
function customers(context: GatewayContext): DataLoader<string, Customer | null> {
  const loader = loaders.get(context) ?? new DataLoader(findCustomers)
  loaders.set(context, loader)
  return loader
}

const typeDefs = /* GraphQL */ `
  "Who bought something."
  type Customer {
    number: ID!
    name: String!
  }

  extend type ProcessInstance {
    "Whom the process is for: its business id is a customer's number."
    customer: Customer
  }
`

const resolvers = {
  ProcessInstance: {
    // The object is a row as Camunda's REST API answers it: `businessId` is there whatever the question asks for.
    customer: ({ businessId }: { businessId: string | null }, _: object, context: GatewayContext) =>
      businessId === null ? null : customers(context).load(businessId),
  },
}

/** Tells of operations that take long. */
const slowOperations: Plugin = {
  onExecute({ args }) {
    const began = performance.now()
    return {
      onExecuteDone() {
        const ms = performance.now() - began
        const name = getOperationAST(args.document, args.operationName)?.name?.value ?? 'one without a name'
        if (ms > Number(process.env.SLOW_MS ?? 1_000)) console.log(`slow: ${name}`)
      },
    }
  },
}

const gateway = createGateway(
  { CAMUNDA_REST_ADDRESS: process.env.CAMUNDA_REST_ADDRESS ?? 'http://localhost:8080' },
  { plugins: [slowOperations], extension: { typeDefs, resolvers } },
)

const server = createServer((request, response) => {
  if (request.url === '/') response.end('The shop')
  else gateway.handle(request, response)
})
server.on('upgrade', gateway.handleUpgrade)
server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`The shop is on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

process.once('SIGTERM', () => {
  gateway.drain()
  server.close(async () => {
    await gateway.close()
    process.exit(0)
  })
})
