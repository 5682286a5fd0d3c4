import { graphql } from 'relay-runtime'

export const query = graphql`
  query inboxQuery($filter: UserTaskFilter) {
    ...inbox_tasks @arguments(filter: $filter)
  }
`

/** Pages forward and backward. */
export const tasks = graphql`
  fragment inbox_tasks on Query
  @refetchable(queryName: "inboxPageQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 3 }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    filter: { type: "UserTaskFilter" }
  ) {
    userTasks(
      first: $first
      after: $after
      last: $last
      before: $before
      filter: $filter
      sort: [{ field: creationDate, order: DESC }]
    ) @connection(key: "inbox_userTasks", filters: ["filter", "sort"]) {
      totalCount
      edges {
        node {
          ...inbox_task
        }
      }
    }
  }
`

export const task = graphql`
  fragment inbox_task on UserTask @refetchable(queryName: "inboxTaskQuery") {
    userTaskKey
    name
    assignee
    state
    processDefinition {
      name
    }
  }
`

export const assign = graphql`
  mutation inboxAssignMutation($input: AssignUserTaskInput!) {
    assignUserTask(input: $input) {
      userTask {
        ...inbox_task
      }
    }
  }
`
