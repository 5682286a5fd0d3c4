import type { Plugin } from 'graphql-yoga'
import type { Visit } from '../../request/visit.ts'
import type { Served } from './served.ts'

/** Answers a request for a content. */
export type ServeContent = (request: Request, visit: Visit) => Promise<Response>

/** Serves contents after the hooks of the owner's plugins: these may refuse the request, as they may refuse questions. */
export function served(contentOf: ServeContent): Plugin<object, Served> {
  return {
    async onRequest({ request, serverContext: { visit }, endResponse }) {
      if (visit.isContent) endResponse(await contentOf(request, visit))
    },
  }
}
