import type { Plugin } from 'graphql-yoga'
import type { Visit } from '../../request/visit.ts'

/**
 * Answers 404 to what Yoga alone takes for its endpoint: it looks at the end of the whole address, so that `/x/graphql` and
 * `/x?y=/graphql` would be answered, unseen by those who look at the endpoint's requests.
 */
export function onlyEndpoint(): Plugin {
  return {
    onRequest({ serverContext, endResponse, fetchAPI }) {
      const { visit } = serverContext as unknown as { visit: Visit }
      if (!visit.isGraphQL) endResponse(new fetchAPI.Response(null, { status: 404 }))
    },
  }
}
