import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'
import { Pool } from 'undici'
import { connection, typeDefs } from './schema.js'

/**
 * Apollo Server as somebody writes it who knows Camunda's API and DataLoader: one search for the children of all rows,
 * definitions from the instance's row where it has what is asked for, and kept where it has not.
 *
 * @typedef {Record<string, unknown>} Row
 * @typedef {{ items: Row[], page: { totalItems: number } }} SearchAnswer
 * @typedef {ReturnType<typeof loaders>} Context
 */
const pool = new Pool(process.env.UPSTREAM ?? '', { connections: 64 })
/** @type {LRUCache<string, Row>} */
const definitions = new LRUCache({ max: 1_000, ttl: 10 * 60_000 })

/**
 * @param {'GET' | 'POST'} method
 * @param {string} path
 * @param {object} [body]
 */
async function call(method, path, body) {
  const answer = await pool.request({
    method,
    path: `/v2${path}`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  })
  const parsed = await answer.body.json()
  if (answer.statusCode >= 400) throw new Error(`Camunda answered ${answer.statusCode}.`)
  return parsed
}

/**
 * @param {string} resource
 * @param {number} limit
 * @param {object} [filter]
 * @returns {Promise<SearchAnswer>}
 */
const search = (resource, limit, filter) =>
  /** @type {Promise<SearchAnswer>} */ (call('POST', `/${resource}/search`, { filter, page: { limit } }))

/**
 * The rows below many instances by one search.
 * @param {string} resource
 */
const childrenOf = (resource) =>
  new DataLoader(async (/** @type {readonly string[]} */ keys) => {
    const { items } = await search(resource, 1_000, { processInstanceKey: { $in: keys } })
    /** @type {Map<unknown, Row[]>} */
    const groups = new Map(keys.map((key) => [key, []]))
    for (const row of items) groups.get(row.processInstanceKey)?.push(row)
    return keys.map((key) => groups.get(key) ?? [])
  })

const loaders = () => ({
  incidents: childrenOf('incidents'),
  userTasks: childrenOf('user-tasks'),
  definitions: new DataLoader((/** @type {readonly string[]} */ keys) => Promise.all(keys.map(definition))),
})

/** @param {string} key */
async function definition(key) {
  const kept = definitions.get(key)
  if (kept) return kept
  const row = /** @type {Row} */ (await call('GET', `/process-definitions/${key}`))
  definitions.set(key, row)
  return row
}

/**
 * @param {Row[]} rows
 * @param {number} first
 */
const page = (rows, first) => ({ totalCount: rows.length, nodes: rows.slice(0, first) })

const resolvers = {
  Query: {
    /** @param {unknown} _ @param {{ processInstanceKey: string }} args */
    processInstance: (_, { processInstanceKey }) => call('GET', `/process-instances/${processInstanceKey}`),
    /** @param {unknown} _ @param {{ first: number }} args */
    processInstances: async (_, { first }) => connection(await search('process-instances', first)),
  },
  ProcessInstance: {
    /** @param {Row} instance */
    processDefinition: (instance) => ({
      processDefinitionKey: instance.processDefinitionKey,
      name: instance.processDefinitionName,
      version: instance.processDefinitionVersion,
    }),
    /** @param {{ processInstanceKey: string }} instance @param {{ first: number }} args @param {Context} context */
    incidents: async ({ processInstanceKey }, { first }, context) =>
      page(await context.incidents.load(processInstanceKey), first),
    /** @param {{ processInstanceKey: string }} instance @param {{ first: number }} args @param {Context} context */
    userTasks: async ({ processInstanceKey }, { first }, context) =>
      page(await context.userTasks.load(processInstanceKey), first),
  },
  ProcessDefinition: {
    /** @param {{ processDefinitionKey: string }} definition @param {unknown} _ @param {Context} context */
    hasStartForm: async ({ processDefinitionKey }, _, context) =>
      (await context.definitions.load(processDefinitionKey)).hasStartForm,
  },
}

const server = new ApolloServer({ typeDefs, resolvers })
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => loaders(),
})
console.log(new URL(url).port)
