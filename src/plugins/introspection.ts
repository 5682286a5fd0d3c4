import { BREAK, visit } from 'graphql'
import { tellsSchema } from '../documents/measure.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'

/** Refuses introspection. GraphQL's `hideSuggestions` prevents guessing the schema by suggestions in errors. */
export function noIntrospection(): GatewayPlugin {
  return {
    onDocument(document) {
      let found: string | undefined
      visit(document, {
        Field({ name }) {
          if (!tellsSchema(name.value)) return undefined
          found = name.value
          return BREAK
        },
      })
      if (found !== undefined) throw disabled(found)
    },
  }
}

function disabled(field: string): Refused {
  return new Refused(
    'INTROSPECTION_DISABLED',
    `${field}: introspection is switched off here. Ask a gateway that has GATEWAY_INTROSPECTION=true, such as one for development.`,
    { retryable: false },
    { status: 400, spec: true },
  )
}
