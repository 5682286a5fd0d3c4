// Lines are short: the editor has room for 54 characters in a window of usual width.
const inbox = `# Ask Camunda one question instead of a hundred calls.
# The docs on the left say what there is to ask for;
# Ctrl-Space completes. Behind a login, set your own
# Authorization under Headers.

# A task inbox: open tasks, who may take them, and the
# process they belong to.
query Inbox {
  userTasks(
    first: 20
    filter: { state: { eq: CREATED } }
    sort: [{ field: creationDate, order: DESC }]
  ) {
    totalCount
    nodes {
      userTaskKey
      name
      assignee
      candidateGroups
      dueDate
      processDefinition { name version }
      processInstance { processInstanceKey businessId }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`

const stuck = `# What is stuck, and why: instances with their incidents
# and failed jobs, in a handful of calls.
query Stuck {
  processInstances(
    first: 10
    filter: { hasIncident: true }
  ) {
    totalCount
    nodes {
      processInstanceKey
      startDate
      processDefinition { name version }
      incidents(first: 5) {
        nodes {
          incidentKey
          errorType
          errorMessage
          elementId
          job { jobKey type retries }
        }
      }
    }
  }
}
`

const instance = `# One instance in depth: the newest that the filter in
# the variables finds. For one of your choice:
# { "processInstanceKey": { "eq": "2251799813685249" } }
query Instance($filter: ProcessInstanceFilter) {
  processInstances(
    first: 1
    filter: $filter
    sort: [{ field: startDate, order: DESC }]
  ) {
    nodes {
      processInstanceKey
      state
      processDefinition { name version versionTag }
      variables(first: 50) {
        nodes { name value(full: true) }
      }
      elementInstances(first: 50) {
        nodes { elementId type state startDate endDate }
      }
      calledProcessInstances(first: 10) {
        nodes {
          processInstanceKey
          state
          processDefinition { name }
        }
      }
    }
  }
}
`

const start = `# Starts the process named in the variables, and reads
# the new instance as soon as it is visible.
mutation Start($input: CreateProcessInstanceInput!) {
  createProcessInstance(input: $input) {
    processInstanceKey
    processInstance {
      state
      startDate
      processDefinition { name version }
    }
  }
}
`

const live = `# The newest orders, live. Run this, and leave it
# running; then run Start in another window of your
# browser: the answer changes by itself. Stop ends it,
# and so does another tab. Ask any query like this.
subscription Live {
  processInstances(
    first: 5
    filter: { processDefinitionId: { eq: "order" } }
    sort: [{ field: startDate, order: DESC }]
  ) {
    totalCount
    nodes {
      processInstanceKey
      state
      startDate
      businessId
      elementInstances(
        last: 1
        sort: [{ field: startDate }]
      ) {
        nodes { elementId state }
      }
    }
  }
}
`

const people = `# Who belongs where: groups with their people, the roles
# that they give, and what those may do.
query People {
  groups(first: 10) {
    nodes {
      groupId
      name
      users(first: 10) {
        nodes { username name }
      }
      roles(first: 10) {
        nodes {
          roleId
          authorizations(first: 10) {
            nodes { resourceType permissionTypes }
          }
        }
      }
    }
  }
  viewer {
    username
    groups { groupId name }
    roles { roleId name }
    tenants { tenantId name }
  }
}
`

const messages = `# What waits for which message, and what came last; and
# the variables that the whole cluster has.
query Messages {
  messageSubscriptions(
    first: 10
    filter: { messageSubscriptionState: { eq: CREATED } }
  ) {
    totalCount
    nodes {
      messageName
      correlationKey
      elementId
      processInstance { processInstanceKey businessId }
    }
  }
  correlatedMessageSubscriptions(
    first: 5
    sort: [{ field: correlationTime, order: DESC }]
  ) {
    nodes { messageName correlationKey correlationTime }
  }
  clusterVariables(first: 10) {
    nodes { name scope tenantId value }
  }
}
`

const batches = `# What was done to many objects at once, and what became
# of each.
query Batches {
  batchOperations(
    first: 10
    sort: [{ field: startDate, order: DESC }]
  ) {
    nodes {
      batchOperationType
      state
      startDate
      endDate
      operationsTotalCount
      operationsCompletedCount
      operationsFailedCount
      items(first: 10) {
        nodes {
          state
          errorMessage
          processInstance {
            processInstanceKey
            businessId
            state
          }
        }
      }
    }
  }
}
`

const inVariables = (value: unknown) => JSON.stringify(value, null, 2)

/** The example questions in the tabs. All work as they are; the demo's cluster has a process `order` to start. */
export const examples = [
  { query: inbox },
  { query: stuck },
  { query: instance, variables: inVariables({ filter: { state: { eq: 'ACTIVE' } } }) },
  {
    query: start,
    variables: inVariables({
      input: { processDefinitionId: 'order', variables: { orderId: 'ORD-20001', total: 129.9, express: true } },
    }),
  },
  { query: live },
  { query: people },
  { query: messages },
  { query: batches },
]
