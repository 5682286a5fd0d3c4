import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { Resolvers } from '../generated/schema.ts'
import { decisionRequirements } from '../upstream/catalog/decision-requirements.ts'

export const resolvers: Resolvers = {
  Query: {
    decisionRequirements: byKey(decisionRequirements),
    decisionRequirementsList: connection(decisionRequirements),
  },
  DecisionRequirements: {
    id: globalId(decisionRequirements),
  },
}
