import type { GraphQLSchema } from 'graphql'
import { createGateway } from '../src/gateway/gateway.ts'
import type { Context } from '../src/request/context.ts'
import { Upstream } from '../src/upstream/loading/upstream.ts'
import { Upstreams } from '../src/upstream/loading/upstreams.ts'
import { readCaller } from '../src/upstream/wire/credentials.ts'

/** The gateway's own schema, resolvers and upstream side, for a peer to serve. */
export interface SameResolvers {
  schema: GraphQLSchema
  /** What a resolver is given for one request. */
  contextFor(header: (name: string) => string | null | undefined): Context
}

/** Takes them out of a gateway made by its public way, so that a peer differs in its server alone. */
export async function sameResolvers(upstream: string): Promise<SameResolvers> {
  let made: { schema: GraphQLSchema; contextValue: Context } | undefined
  const gateway = createGateway(
    { CAMUNDA_REST_ADDRESS: upstream, GATEWAY_SHARE_READS: 'false' },
    {
      plugins: [
        {
          onExecute({ args }) {
            // Yoga has added the gateway's context to its own.
            const contextValue = args.contextValue as typeof args.contextValue & Context
            made = { schema: args.schema, contextValue }
          },
        },
      ],
    },
  )
  await gateway.fetch(
    new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    }),
  )
  if (!made) throw new Error('The gateway executed nothing.')
  const { schema, contextValue } = made
  const { cluster } = contextValue.upstreams.of(undefined)
  return {
    schema,
    contextFor: (header) => ({ ...contextValue, upstreams: new Upstreams(new Upstream(cluster, readCaller(header))) }),
  }
}
