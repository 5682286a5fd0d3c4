import type { FormRow } from '../fields/form.ts'
import { readJsonText } from '../fields/json-text.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'

export const resolvers: Resolvers = {
  Form: {
    // REST answers the form's own JSON as a text within its JSON.
    schema: (form: Partial<FormRow>, _args, context) => {
      const { schema, operation = 'getUserTaskForm' } = form
      return schema === undefined ? null : readJsonText(upstreamOf(form, context), operation, schema)
    },
  },
}
