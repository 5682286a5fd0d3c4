import assert from 'node:assert/strict'
import { QueryClient } from '@tanstack/query-core'
import { ClientError, GraphQLClient } from 'graphql-request'
import { graphql } from './__generated__/gql.ts'
import type { UserTaskFilter } from './__generated__/graphql.ts'

const gateway = new GraphQLClient(process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql')

const errorsOf = (error: unknown) => (error instanceof ClientError ? (error.response.errors ?? []) : [])
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Each error says whether it is worth another try, and some say after how many seconds.
      retry: (failures, error) => failures < 3 && errorsOf(error).some(({ extensions }) => extensions?.retryable),
      retryDelay: (failures, error) =>
        Math.max(2 ** failures, ...errorsOf(error).map(({ extensions }) => Number(extensions?.retryAfter ?? 0))) * 1000,
    },
  },
})

// What comes back is typed by the document: __generated__/ is written by graphql-codegen.
const tasksDocument = graphql(`
  query Tasks($filter: UserTaskFilter!, $after: String) {
    userTasks(first: 30, after: $after, filter: $filter, sort: [{ field: creationDate }]) {
      totalCount
      nodes { userTaskKey name assignee }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

/** The tasks of somebody, or of all. */
async function tasks(assignee?: string) {
  // A field without a value is left out: null would be refused, because a filter that vanishes shows what it should hide.
  const filter: UserTaskFilter = { state: { eq: 'CREATED' }, ...(assignee ? { assignee: { eq: assignee } } : {}) }
  const { pages } = await queries.fetchInfiniteQuery({
    queryKey: ['tasks', filter],
    queryFn: ({ pageParam: after, signal }) =>
      gateway.request({ document: tasksDocument, variables: { filter, after }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ userTasks }) => (userTasks?.pageInfo.hasNextPage ? userTasks.pageInfo.endCursor : null),
    pages: 100,
  })
  return pages.map(({ userTasks }) => userTasks)
}

for (const assignee of [undefined, 'demo']) {
  const pages = await tasks(assignee)
  const found = pages.flatMap((page) => page?.nodes ?? [])
  assert.equal(new Set(found.map(({ userTaskKey }) => userTaskKey)).size, pages[0]?.totalCount)
  assert.ok(found.every((task) => !assignee || task.assignee === assignee))
  console.log(`TanStack Query: ${found.length} tasks of ${assignee ?? 'all'}, ${pages.length} pages`)
}
queries.clear()
