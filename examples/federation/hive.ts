import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'

/** Serves a supergraph by Hive Gateway. Answers its address, and a function that ends it. */
export async function startHiveGateway(supergraph: string, port = 0, logging = true) {
  const gateway = createGatewayRuntime({
    supergraph,
    logging,
    // It would ask for subscriptions by GET, which the subgraph refuses without a header, because a page of another site
    // could have a browser send that.
    transportEntries: { camunda: { options: { method: 'POST' } } },
    // Camunda decides by the caller's own rights, so the caller's header goes on to the subgraphs.
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? undefined }),
    },
  })
  const server = createServer(gateway)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await gateway.dispose()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, close }
}
