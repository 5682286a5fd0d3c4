import type { FormRow } from '../fields/form.ts'
import { readJsonText } from '../fields/json-text.ts'
import type { Resolvers } from '../generated/schema.ts'

export const resolvers: Resolvers = {
  Form: {
    // REST answers the form's own JSON as a text within its JSON.
    schema: ({ schema, operation }: Partial<FormRow>, _args, { upstream }) =>
      schema === undefined ? null : readJsonText(upstream, operation ?? 'getUserTaskForm', schema),
  },
}
