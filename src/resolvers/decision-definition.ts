import { command, withoutNulls } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { jsonText } from '../fields/json-text.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { xml } from '../fields/xml.ts'
import type { EvaluateDecisionInput, Resolvers } from '../generated/schema.ts'
import { decisionDefinitions } from '../upstream/catalog/decision-definition.ts'
import { decisionRequirements } from '../upstream/catalog/decision-requirements.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { EvaluateDecisionResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    decisionDefinition: byKey(decisionDefinitions),
    decisionDefinitions: connection(decisionDefinitions),
  },
  DecisionDefinition: {
    id: globalId(decisionDefinitions),
    xml: xml(operations.getDecisionDefinitionXML, ({ decisionDefinitionKey }) => ({ decisionDefinitionKey })),
    decisionRequirements: one(decisionRequirements, (row) => row.decisionRequirementsKey),
  },
  Mutation: {
    evaluateDecision: command<EvaluateDecisionInput, EvaluateDecisionResult>(operations.evaluateDecision, {
      check: namesOne,
      body: withoutNulls,
      answers: ['decisionDefinitionKey', 'evaluatedDecisions', 'output'],
    }),
  },
  EvaluateDecisionPayload: {
    output: jsonText(operations.evaluateDecision, ({ output }) => output),
    // 8.8 answers empty texts where there is nothing to say.
    failedDecisionDefinitionId: ({ failedDecisionDefinitionId }) => failedDecisionDefinitionId || null,
    failureMessage: ({ failureMessage }) => failureMessage || null,
    decisionDefinition: one(
      decisionDefinitions,
      (payload) => payload.decisionDefinitionKey,
      (payload) => ({
        decisionDefinitionId: payload.decisionDefinitionId,
        name: payload.decisionDefinitionName,
        version: payload.decisionDefinitionVersion,
        decisionRequirementsId: payload.decisionRequirementsId,
        decisionRequirementsKey: payload.decisionRequirementsKey,
        tenantId: payload.tenantId,
      }),
    ),
  },
  EvaluatedDecision: { output: jsonText(operations.evaluateDecision, ({ output }) => output) },
  EvaluatedDecisionInput: { inputValue: jsonText(operations.evaluateDecision, ({ inputValue }) => inputValue) },
  EvaluatedDecisionOutput: { outputValue: jsonText(operations.evaluateDecision, ({ outputValue }) => outputValue) },
}

function namesOne({ decisionDefinitionId, decisionDefinitionKey }: EvaluateDecisionInput): void {
  if ((decisionDefinitionId ?? undefined) !== undefined && (decisionDefinitionKey ?? undefined) !== undefined) {
    throw new InvalidInput('input', 'give either decisionDefinitionId or decisionDefinitionKey.')
  }
  if ((decisionDefinitionId ?? decisionDefinitionKey ?? undefined) === undefined) {
    throw new InvalidInput('input', 'give decisionDefinitionId, for the newest version, or decisionDefinitionKey.')
  }
}
