import type { Plugin } from 'graphql-yoga'
import { ALWAYS } from '../request/answer-headers.ts'
import type { GatewayPlugin } from '../request/plugin.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * Headers by which browsers protect their users, beside those that are on every answer.
 * @param hstsSeconds how long they are to ask by https alone; undefined where they are not told
 */
export function browserHeaders(hstsSeconds: number | undefined): GatewayPlugin {
  return {
    onArrival({ arrival, isGraphQL, headers }) {
      if (hstsSeconds !== undefined) headers.set('strict-transport-security', `max-age=${hstsSeconds}`)
      // A page, JSON or GraphQL's own type: what is at one address depends on what is accepted. Nobody keeps answers to POST.
      if (isGraphQL && READS.has(arrival.method)) headers.append('vary', 'Accept')
      return undefined
    },
  }
}

/** Streams, which Yoga lets caches keep if they ask again. Before the owner's plugins, which may know better. */
export function unkeptStreams(): Plugin {
  return {
    onResponse({ response }) {
      if (response.headers.get('cache-control') === 'no-cache') {
        response.headers.set('cache-control', ALWAYS['cache-control'])
      }
    },
  }
}
