import type { Plugin } from 'graphql-yoga'
import { toRefusal } from '../../errors/errors.ts'
import { Refused } from '../../errors/refused.ts'
import type { Served } from './served.ts'

/**
 * Answers 404 to what Yoga alone takes for its endpoint: it looks at the end of the whole address, so that `/x/graphql` and
 * `/x?y=/graphql` would be answered, unseen by those who look at the endpoint's requests.
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
