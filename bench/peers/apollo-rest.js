import { RESTDataSource } from '@apollo/datasource-rest'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { connection, typeDefs } from './schema.js'

/**
 * Apollo Server as it is written first: a method of a REST data source for each field, nothing batched.
 *
 * @typedef {{ processInstanceKey: string, processDefinitionKey: string }} Instance
 * @typedef {{ items: object[], page: { totalItems: number } }} SearchAnswer
 * @typedef {{ camunda: Camunda }} Context
 */
class Camunda extends RESTDataSource {
  baseURL = `${process.env.UPSTREAM}/v2/`

  /** @param {string} key */
  processInstance(key) {
    return this.get(`process-instances/${key}`)
  }

  /** @param {string} key */
  processDefinition(key) {
    return this.get(`process-definitions/${key}`)
  }

  /**
   * @param {string} resource
   * @param {number} limit
   * @param {object} [filter]
   * @returns {Promise<SearchAnswer>}
   */
  search(resource, limit, filter) {
    return this.post(`${resource}/search`, { body: { filter, page: { limit } } })
  }
}

const resolvers = {
  Query: {
    /** @param {unknown} _ @param {{ processInstanceKey: string }} args @param {Context} context */
    processInstance: (_, { processInstanceKey }, { camunda }) => camunda.processInstance(processInstanceKey),
    /** @param {unknown} _ @param {{ first: number }} args @param {Context} context */
    processInstances: async (_, { first }, { camunda }) => connection(await camunda.search('process-instances', first)),
  },
  ProcessInstance: {
    /** @param {Instance} instance @param {unknown} _ @param {Context} context */
    processDefinition: ({ processDefinitionKey }, _, { camunda }) => camunda.processDefinition(processDefinitionKey),
    /** @param {Instance} instance @param {{ first: number }} args @param {Context} context */
    incidents: async ({ processInstanceKey }, { first }, { camunda }) =>
      connection(await camunda.search('incidents', first, { processInstanceKey })),
    /** @param {Instance} instance @param {{ first: number }} args @param {Context} context */
    userTasks: async ({ processInstanceKey }, { first }, { camunda }) =>
      connection(await camunda.search('user-tasks', first, { processInstanceKey })),
  },
}

const server = new ApolloServer({ typeDefs, resolvers })
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => ({ camunda: new Camunda({ cache: server.cache }) }),
})
console.log(new URL(url).port)
