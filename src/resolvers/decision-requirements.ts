import { children } from '../fields/children.ts'
import { connection } from '../fields/connection.ts'
import { byKey, globalId } from '../fields/one.ts'
import { xml } from '../fields/xml.ts'
import type { Resolvers } from '../generated/schema.ts'
import { decisionDefinitions } from '../upstream/catalog/decision-definition.ts'
import { decisionRequirements } from '../upstream/catalog/decision-requirements.ts'
import { operations } from '../upstream/catalog/operation.ts'

export const resolvers: Resolvers = {
  Query: {
    decisionRequirements: byKey(decisionRequirements),
    decisionRequirementsList: connection(decisionRequirements),
  },
  DecisionRequirements: {
    id: globalId(decisionRequirements),
    xml: xml(operations.getDecisionRequirementsXML, ({ decisionRequirementsKey }) => ({ decisionRequirementsKey })),
    decisionDefinitions: children(
      decisionDefinitions,
      'decisionRequirementsKey',
      ({ decisionRequirementsKey }) => decisionRequirementsKey,
    ),
  },
}
