import { afterWrite } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { one } from '../fields/one.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { EvaluateConditionalsInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { EvaluateConditionalResult } from '../upstream/contract/types.ts'

const started = afterWrite(processInstances)

export const resolvers: Resolvers = {
  Mutation: {
    evaluateConditionals: command<EvaluateConditionalsInput, EvaluateConditionalResult>(
      operations.evaluateConditionals,
      { answers: ['processInstances'] },
    ),
  },
  ProcessInstanceReference: {
    processInstance: (reference, args, context, info) => {
      const { operation } = operations.evaluateConditionals
      const written = upstreamOf(reference, context).own({ ...reference, input: {}, operation })
      return started(written, args, context, info)
    },
    processDefinition: one(processDefinitions, (reference) => reference.processDefinitionKey),
  },
}
