import { graphql } from 'relay-runtime'

export const query = graphql`
  query liveInboxQuery($filter: UserTaskFilter) {
    userTasks(first: 50, filter: $filter, sort: [{ field: creationDate }]) {
      totalCount
      nodes { id userTaskKey assignee }
    }
  }
`

export const subscription = graphql`
  subscription liveInboxSubscription($filter: UserTaskFilter) {
    userTasks(first: 50, filter: $filter, sort: [{ field: creationDate }]) {
      totalCount
      nodes { id userTaskKey assignee }
    }
  }
`
