import { readJsonText } from '../fields/json-text.ts'
import type { Resolvers } from '../generated/schema.ts'

export const resolvers: Resolvers = {
  Form: {
    // REST answers the form's own JSON as a text within its JSON.
    schema: ({ schema }, _args, { upstream }) => readJsonText(upstream, 'getUserTaskForm', schema),
  },
}
