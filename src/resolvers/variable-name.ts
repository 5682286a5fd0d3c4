import { searchConnection } from '../fields/connection.ts'
import type { Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { variableNames } from '../upstream/catalog/variable-name.ts'

export const resolvers: Resolvers = {
  ProcessDefinition: {
    variableNames: searchConnection(
      variableNames,
      operations.searchProcessDefinitionVariableNames,
      ({ processDefinitionKey }) => ({ processDefinitionKey }),
    ),
  },
}
