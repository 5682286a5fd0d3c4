import type { ServerResponse } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import type { Visit } from '../../request/visit.ts'

/** Answers a request for a content; the response is node:http's, where it came that way. */
export type ServeContent = (
  visit: Visit,
  fetchAPI: { Response: typeof Response },
  response: ServerResponse | undefined,
) => Promise<Response>

/** Serves contents after the hooks of the owner's plugins: these may refuse the request, as they may refuse questions. */
export function served(contentOf: ServeContent): Plugin<object, { visit: Visit; res?: ServerResponse }> {
  return {
    async onRequest({ serverContext: { visit, res }, fetchAPI, endResponse }) {
      if (visit.isContent) endResponse(await contentOf(visit, fetchAPI, res))
    },
  }
}
