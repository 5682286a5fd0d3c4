import { connection } from '../fields/connection.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { decisionDefinitions } from '../upstream/catalog/decision-definition.ts'
import { decisionRequirements } from '../upstream/catalog/decision-requirements.ts'

export const resolvers: Resolvers = {
  Query: {
    decisionDefinition: byKey(decisionDefinitions),
    decisionDefinitions: connection(decisionDefinitions),
  },
  DecisionDefinition: {
    id: globalId(decisionDefinitions),
    decisionRequirements: one(decisionRequirements, (row) => row.decisionRequirementsKey),
  },
}
