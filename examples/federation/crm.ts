import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'

/** What the CRM knows of a customer. */
export interface Customer {
  customerNumber: string
  name: string
  city: string
}

/** What the CRM knows of an order, and of Camunda: keys and ids alone. */
export interface Order {
  customerNumber: string
  /** Camunda's business id. */
  orderNumber: string
  processInstanceKeys: readonly string[]
  /** Global ids of the gateway. */
  userTaskIds: readonly string[]
}

/** What gateways bring along beside a type's key: what `@requires` names. */
interface ProcessInstanceReference {
  businessId?: string | null
}
interface UserTaskReference {
  processInstance?: ProcessInstanceReference | null
}

/** Serves the CRM's subgraph. Answers its address, and a function that ends it. */
export async function startCrm(customers: readonly Customer[], orders: readonly Order[], port = 0) {
  const byNumber = new Map(customers.map((customer) => [customer.customerNumber, customer]))
  const customerOf = ({ businessId }: ProcessInstanceReference) => {
    const order = orders.find(({ orderNumber }) => orderNumber === businessId)
    return order ? byNumber.get(order.customerNumber) : null
  }
  const ordersOf = ({ customerNumber }: Customer) => orders.filter((order) => order.customerNumber === customerNumber)

  const resolvers = {
    Query: {
      customers: () => customers,
      customer: (_: unknown, { customerNumber }: Customer) => byNumber.get(customerNumber),
    },
    Customer: {
      __resolveReference: ({ customerNumber }: Customer) => byNumber.get(customerNumber),
      processInstances: (customer: Customer) =>
        ordersOf(customer).flatMap(({ processInstanceKeys }) =>
          processInstanceKeys.map((processInstanceKey) => ({ processInstanceKey })),
        ),
      userTasks: (customer: Customer) =>
        ordersOf(customer).flatMap(({ userTaskIds }) => userTaskIds.map((id) => ({ id }))),
    },
    ProcessInstance: {
      customer: customerOf,
    },
    UserTask: {
      customer: ({ processInstance }: UserTaskReference) => processInstance && customerOf(processInstance),
    },
  }
  const typeDefs = parse(readFileSync(new URL('crm.graphql', import.meta.url), 'utf8'))
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    // The process has more to end than this server.
    stopOnTerminationSignals: false,
  })
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port } })
  return { url, close: () => server.stop() }
}
