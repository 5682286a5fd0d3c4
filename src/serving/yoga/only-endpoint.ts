import type { Plugin } from 'graphql-yoga'
import { toRefusal } from '../../errors/errors.ts'
import { Refused } from '../../errors/refused.ts'
import type { Served } from './served.ts'

/**
 * Answers 404 to addresses that only Yoga takes for the endpoint: it compares the end of the whole address, so
 * `/x/graphql` and `/x?y=/graphql` would be answered without the plugins that check requests of the endpoint.
 */
export function onlyEndpoint(endpoint: string): Plugin<object, Served> {
  const message = `There is nothing at this path. Questions are answered at \`${endpoint}\`, without a slash at its end.`
  const { status, body } = toRefusal(new Refused('BAD_REQUEST', message, { retryable: false }, { status: 404 }))
  return {
    onRequest({ serverContext: { visit }, endResponse, fetchAPI }) {
      if (!visit.isGraphQL) endResponse(fetchAPI.Response.json(body, { status }))
    },
  }
}
