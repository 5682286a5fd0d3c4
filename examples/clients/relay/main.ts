import assert from 'node:assert/strict'
import {
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime'
import tasks, { type inbox_tasks$data } from './__generated__/inbox_tasks.graphql.ts'
// Relay's plugins for Babel, Vite and SWC turn `graphql` of inbox.ts into these imports.
import assign, { type inboxAssignMutation } from './__generated__/inboxAssignMutation.graphql.ts'
import inboxPage, { type inboxPageQuery } from './__generated__/inboxPageQuery.graphql.ts'
import inbox, { type inboxQuery } from './__generated__/inboxQuery.graphql.ts'

const url = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql'

const environment = new Environment({
  store: new Store(new RecordSource()),
  network: Network.create(async ({ text, id }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      // With `persistConfig`, Relay has an id in place of the text.
      body: JSON.stringify(id ? { documentId: id, variables } : { query: text, variables }),
    })
    return response.json()
  }),
})

const variables = { filter: { state: { eq: 'CREATED' } } } as const
const inboxOperation = createOperationDescriptor(getRequest(inbox), variables)
environment.retain(inboxOperation)
await fetchQuery<inboxQuery>(environment, inbox, variables).toPromise()

/** What the fragment shows; in React: `usePaginationFragment`. */
function list() {
  const selector = getSingularSelector(tasks, environment.lookup(inboxOperation.fragment).data)
  assert.ok(selector)
  const { userTasks } = environment.lookup(selector).data as unknown as inbox_tasks$data
  assert.ok(userTasks)
  return userTasks
}

while (list().pageInfo.hasNextPage) {
  const next = { ...variables, first: 30, after: list().pageInfo.endCursor }
  await fetchQuery<inboxPageQuery>(environment, inboxPage, next).toPromise()
}
const keys = new Set(list().edges.map(({ node }) => node.userTaskKey))
assert.equal(keys.size, list().edges.length)
assert.equal(keys.size, list().totalCount)
console.log(`Relay: ${keys.size} tasks, from pages of 30`)

const [task] = list().edges.flatMap(({ node }) => (node.assignee ? [] : node))
assert.ok(task)
await new Promise((resolve, reject) =>
  commitMutation<inboxAssignMutation>(environment, {
    mutation: assign,
    variables: { input: { userTaskKey: task.userTaskKey, assignee: 'relay' } },
    onCompleted: resolve,
    onError: reject,
  }),
)
// The store knows the object by its `id`, so the list shows what the mutation answered.
assert.equal(list().edges.find(({ node }) => node.id === task.id)?.node.assignee, 'relay')
console.log('Relay: the list shows the new assignee')
