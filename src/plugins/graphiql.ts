import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

const GREETING = `# Ask Camunda one question instead of a hundred calls.
# The docs on the left say what there is; Ctrl-Space completes.
`

const inbox = `${GREETING}
# A task inbox: open tasks, who may take them, and the process they belong to.
query Inbox {
  userTasks(first: 20, filter: { state: { eq: CREATED } }, sort: [{ field: creationDate, order: DESC }]) {
    totalCount
    nodes {
      userTaskKey
      name
      assignee
      candidateGroups
      dueDate
      processInstance { processInstanceKey businessId }
      processDefinition { name version }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`

const operations = `# What is stuck, and why: instances with their incidents and open jobs, in a handful of calls.
query Stuck {
  processInstances(first: 10, filter: { hasIncident: true }) {
    totalCount
    nodes {
      processInstanceKey
      startDate
      processDefinition { name version }
      incidents(first: 5) {
        nodes { incidentKey errorType errorMessage elementId job { jobKey type retries } }
      }
    }
  }
}
`

const instance = `# One instance in depth. Put a key from another answer into the variables below.
query Instance($processInstanceKey: ID!) {
  processInstance(processInstanceKey: $processInstanceKey) {
    state
    processDefinition { name version versionTag }
    variables(first: 50) { nodes { name value(full: true) } }
    elementInstances(first: 50) { nodes { elementId type state startDate endDate } }
    calledProcessInstances { nodes { processInstanceKey processDefinition { name } state } }
  }
}
`

const start = `# Start a process and read the new instance as soon as it is visible.
mutation Start($processDefinitionId: String!, $variables: JSON) {
  createProcessInstance(input: { processDefinitionId: $processDefinitionId, variables: $variables }) {
    processInstanceKey
    processInstance { state startDate processDefinition { name version } }
  }
}
`

/** GraphiQL with questions worth asking in its tabs; everything that it needs is served from here. */
export const graphiql = {
  title: 'Camunda GraphQL Gateway',
  defaultTabs: [
    { query: inbox },
    { query: operations },
    { query: instance, variables: '{ "processInstanceKey": "" }' },
    { query: start, variables: '{ "processDefinitionId": "", "variables": {} }' },
  ],
}

export { renderGraphiQL }
