import { command } from '../fields/command.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers, ResolveSecretsInput } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { SecretResolveResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

const MOST_REFERENCES = 20
const LONGEST_REFERENCE = 256

export const resolvers: Resolvers = {
  Query: {
    secretReferences: async (source, _args, context) => {
      const upstream = upstreamOf(source, context)
      const answer = await upstream.call(operations.listSecrets, {}, {})
      return upstream.readable(operations.listSecrets.operation, () => {
        const references: unknown = isJsonObject(answer) ? answer.references : undefined
        if (!Array.isArray(references) || !references.every((one) => typeof one === 'string'))
          throw new TypeError('the answer holds no list of texts')
        return references
      })
    },
  },
  Mutation: {
    resolveSecrets: command<ResolveSecretsInput, SecretResolveResult>(operations.resolveSecrets, {
      answers: ['resolved', 'errors'],
      check: checkReferences,
    }),
  },
}

function checkReferences({ references }: ResolveSecretsInput): void {
  if (references.length === 0 || references.length > MOST_REFERENCES) {
    throw new InvalidInput(
      'input.references',
      `1 to ${MOST_REFERENCES} can be resolved at once, these are ${references.length}. Ask in parts.`,
    )
  }
  const long = references.findIndex((reference) => reference.length > LONGEST_REFERENCE)
  if (long < 0) return
  throw new InvalidInput(
    `input.references[${long}]`,
    `a reference has up to ${LONGEST_REFERENCE} characters, such as "camunda.secrets.mail".`,
  )
}
