import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Client, fetchExchange, gql } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { buildSchema, introspectionFromSchema, isObjectType } from 'graphql'

// In a project of your own: of the package camunda-graphql-gateway. For browsers @urql/introspection makes it smaller.
const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))
/** Types whose objects are parts of others: they have no `id` that the cache could know them by. */
const parts = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.getFields().id)

const client = new Client({
  url: process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql',
  // urql asks by GET. A page of a listed origin needs no header for that; a program says here that it is no forged link.
  fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
  exchanges: [
    cacheExchange({
      // Which types `Node` and `AuthorizationOwner` stand for, and what may be null.
      schema: introspectionFromSchema(schema),
      keys: Object.fromEntries(parts.map(({ name }) => [name, () => null])),
      // One list of all pages, for each filter and sort.
      resolvers: { Query: { userTasks: relayPagination() } },
    }),
    fetchExchange,
  ],
})

interface Task {
  id: string
  userTaskKey: string
  assignee: string | null
}
interface Tasks {
  userTasks: { totalCount: number; edges: { node: Task }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
}

const TASKS = gql<Tasks, { after?: string }>`
  query Tasks($after: String) {
    userTasks(first: 30, after: $after, filter: { state: { eq: CREATED } }, sort: [{ field: creationDate }]) {
      totalCount
      edges { node { id userTaskKey assignee } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

async function page(after?: string): Promise<Tasks['userTasks']> {
  const { data, error } = await client.query(TASKS, after ? { after } : {})
  if (!data) throw error
  return data.userTasks
}

let list = await page()
while (list.pageInfo.hasNextPage) list = await page(list.pageInfo.endCursor)
const keys = new Set(list.edges.map(({ node }) => node.userTaskKey))
assert.equal(keys.size, list.edges.length)
assert.equal(keys.size, list.totalCount)
console.log(`urql: ${keys.size} tasks, from pages of 30`)

const [task] = list.edges.flatMap(({ node }) => (node.assignee ? [] : node))
assert.ok(task)
const ASSIGN = gql`
  mutation Assign($input: AssignUserTaskInput!) {
    assignUserTask(input: $input) { userTask { id assignee } }
  }
`
const { error } = await client.mutation(ASSIGN, { input: { userTaskKey: task.userTaskKey, assignee: 'urql' } })
assert.equal(error, undefined)

// The cache knows the object by its `id`, so the list shows what the mutation answered.
const cached = client.readQuery(TASKS, {})?.data?.userTasks.edges.find(({ node }) => node.id === task.id)
assert.equal(cached?.node.assignee, 'urql')
console.log('urql: the list shows the new assignee')

const { data } = await client.query(gql`{ topology { brokers { nodeId host } } }`, {})
assert.ok(data.topology.brokers.length > 0)
