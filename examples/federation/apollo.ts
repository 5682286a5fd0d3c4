import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'

interface Context {
  authorization?: string | undefined
}

type Sent = Parameters<NonNullable<RemoteGraphQLDataSource<Context>['willSendRequest']>>[0]

/** Camunda decides by the caller's own rights, so the caller's header goes on to the subgraphs. */
class ForwardingDataSource extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({ request, context }: Sent) {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization)
  }
}

/** Serves a supergraph by Apollo Server and Apollo Gateway. Answers its address, and a function that ends it. */
export async function startApolloGateway(supergraphSdl: string, port = 0) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ url = '' }) => new ForwardingDataSource({ url }),
  })
  const server = new ApolloServer<Context>({
    gateway,
    // The process has more to end than this server.
    stopOnTerminationSignals: false,
  })
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  })
  return { url, close: () => server.stop() }
}
