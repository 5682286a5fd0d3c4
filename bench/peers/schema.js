/** What the three questions need of the gateway's schema, as the hand-written servers declare it. */
export const typeDefs = `#graphql
  scalar DateTime

  type Query {
    processInstance(processInstanceKey: ID!): ProcessInstance
    processInstances(first: Int = 50): ProcessInstanceConnection
  }

  type ProcessInstanceConnection {
    totalCount: Int!
    nodes: [ProcessInstance!]!
  }

  type ProcessInstance {
    processInstanceKey: ID!
    processDefinitionId: ID!
    processDefinitionName: String
    processDefinitionVersion: Int!
    processDefinition: ProcessDefinition
    state: ProcessInstanceState!
    startDate: DateTime!
    hasIncident: Boolean!
    tenantId: ID!
    incidents(first: Int = 50): IncidentConnection
    userTasks(first: Int = 50): UserTaskConnection
  }

  enum ProcessInstanceState { ACTIVE COMPLETED TERMINATED }

  type ProcessDefinition {
    processDefinitionKey: ID!
    name: String
    version: Int!
    hasStartForm: Boolean
  }

  type IncidentConnection {
    totalCount: Int!
    nodes: [Incident!]!
  }

  type Incident {
    incidentKey: ID!
    errorType: String
    errorMessage: String
  }

  type UserTaskConnection {
    totalCount: Int!
    nodes: [UserTask!]!
  }

  type UserTask {
    userTaskKey: ID!
    name: String
    assignee: String
  }
`

/**
 * A search's answer as a connection.
 * @param {{ items: object[], page: { totalItems: number } }} answer
 */
export const connection = ({ items, page }) => ({ totalCount: page.totalItems, nodes: items })
