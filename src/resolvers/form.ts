import { readJsonText } from '../fields/json-text.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import type { Form } from './types.ts'

export const resolvers: Resolvers = {
  Form: {
    // REST answers the form's own JSON as a text within its JSON.
    schema: (form: Partial<Form>, _args, context) => {
      const { schema, operation = 'getUserTaskForm' } = form
      return schema === undefined ? null : readJsonText(upstreamOf(form, context), operation, schema)
    },
  },
}
