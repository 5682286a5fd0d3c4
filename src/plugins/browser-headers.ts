import type { Plugin } from 'graphql-yoga'
import { ALWAYS } from '../request/answer-headers.ts'
import { fileOf } from '../request/page.ts'
import type { GatewayPlugin } from '../request/plugin.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * Further security headers for browsers, besides those that are on every answer.
 * @param hstsSeconds how long they are to ask by https alone; undefined where they are not told
 */
export function browserHeaders(hstsSeconds: number | undefined): GatewayPlugin {
  return {
    onArrival({ arrival, isGraphQL, headers }) {
      if (hstsSeconds !== undefined) headers.set('strict-transport-security', `max-age=${hstsSeconds}`)
      // The answer depends on `Accept`: a page, JSON or GraphQL's own type. Answers to POST are not cached, so they
      // need no `Vary`.
      if (isGraphQL && READS.has(arrival.method) && fileOf(arrival) === undefined) headers.append('vary', 'Accept')
      return undefined
    },
  }
}

/**
 * Forbids caches to store streams, which Yoga allows with revalidation. Comes before the owner's plugins, which may
 * decide otherwise.
 */
export function unkeptStreams(): Plugin {
  return {
    onResponse({ response }) {
      if (response.headers.get('cache-control') === 'no-cache') {
        response.headers.set('cache-control', ALWAYS['cache-control'])
      }
    },
  }
}
