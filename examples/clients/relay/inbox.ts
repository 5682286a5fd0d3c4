import { graphql } from 'relay-runtime'

export const query = graphql`
  query inboxQuery($filter: UserTaskFilter) {
    ...inbox_tasks @arguments(filter: $filter)
  }
`

export const tasks = graphql`
  fragment inbox_tasks on Query
  @refetchable(queryName: "inboxPageQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 30 }
    after: { type: "String" }
    filter: { type: "UserTaskFilter" }
  ) {
    userTasks(first: $first, after: $after, filter: $filter, sort: [{ field: creationDate }])
      @connection(key: "inbox_userTasks", filters: ["filter", "sort"]) {
      totalCount
      edges { node { id userTaskKey assignee } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

export const assign = graphql`
  mutation inboxAssignMutation($input: AssignUserTaskInput!) {
    assignUserTask(input: $input) { userTask { assignee } }
  }
`
