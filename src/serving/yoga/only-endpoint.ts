import type { Plugin } from 'graphql-yoga'
import type { Visit } from '../../request/visit.ts'

/**
 * Answers 404 to addresses that only Yoga takes for the endpoint: it compares the end of the whole address, so
 * `/x/graphql` and `/x?y=/graphql` would be answered without the plugins that check requests of the endpoint.
 */
export function onlyEndpoint(): Plugin {
  return {
    onRequest({ serverContext, endResponse, fetchAPI }) {
      const { visit } = serverContext as unknown as { visit: Visit }
      if (!visit.isGraphQL) endResponse(new fetchAPI.Response(null, { status: 404 }))
    },
  }
}
