import assert from 'node:assert/strict'
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { relayStylePagination } from '@apollo/client/utilities'
// In a project of your own: 'camunda-graphql-gateway/possible-types.json'.
import possibleTypes from '../../possible-types.json' with { type: 'json' }

const sha256 = async (text: string) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex')

const client = new ApolloClient({
  link: new PersistedQueryLink({ sha256 }).concat(
    new HttpLink({ uri: process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql' }),
  ),
  cache: new InMemoryCache({
    // Which types `Node` and `AuthorizationOwner` stand for.
    possibleTypes,
    typePolicies: {
      // One list of all pages, for each filter and sort. It merges `edges`: ask for those, not for `nodes`.
      Query: { fields: { userTasks: relayStylePagination(['filter', 'sort']) } },
      ProcessInstance: { fields: { variables: relayStylePagination(['filter', 'sort']) } },
    },
  }),
})

interface Task {
  id: string
  userTaskKey: string
  assignee: string | null
}
interface Tasks {
  userTasks: { totalCount: number; edges: { node: Task }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
}

const TASKS = gql`
  query Tasks($after: String) {
    userTasks(first: 30, after: $after, filter: { state: { eq: CREATED } }, sort: [{ field: creationDate }]) {
      totalCount
      edges { node { id userTaskKey assignee } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

const { data } = await client.query<Tasks>({ query: TASKS })
let pageInfo = data?.userTasks.pageInfo
// As `fetchMore` of `useQuery` in React: the cache puts the pages together.
const tasks = client.watchQuery<Tasks, { after?: string }>({ query: TASKS })
while (pageInfo?.hasNextPage) {
  const next = await tasks.fetchMore({ variables: { after: pageInfo.endCursor } })
  pageInfo = next.data?.userTasks.pageInfo
}

/** What every screen that shows this query sees. */
function list(): Tasks['userTasks'] {
  const shown = client.readQuery<Tasks>({ query: TASKS })
  assert.ok(shown)
  return shown.userTasks
}
const keys = new Set(list().edges.map(({ node }) => node.userTaskKey))
assert.equal(keys.size, list().edges.length)
assert.equal(keys.size, list().totalCount)
console.log(`Apollo Client: ${keys.size} tasks, from pages of 30`)

const [task] = list().edges.flatMap(({ node }) => (node.assignee ? [] : node))
assert.ok(task)
await client.mutate({
  mutation: gql`
    mutation Assign($input: AssignUserTaskInput!) {
      assignUserTask(input: $input) { userTask { id assignee } }
    }
  `,
  variables: { input: { userTaskKey: task.userTaskKey, assignee: 'apollo' } },
})
// The cache knows the object by its `id`, so the list shows what the mutation answered.
assert.equal(list().edges.find(({ node }) => node.id === task.id)?.node.assignee, 'apollo')
console.log('Apollo Client: the list shows the new assignee')

const failed = await client
  .mutate({ mutation: gql`mutation { completeUserTask(input: { userTaskKey: "1" }) { __typename } }` })
  .catch((error: unknown) => error)
assert.ok(CombinedGraphQLErrors.is(failed))
assert.equal(failed.errors[0]?.extensions?.code, 'NOT_FOUND')
console.log('Apollo Client: a refused command says NOT_FOUND')
client.stop()
