import { expect } from 'vitest'
import { checkCall } from '../../support/camunda-7/contract.ts'
import { type RunningGateway, startGateway } from '../../support/gateway.ts'
import { record, type Wire } from './wire.ts'

/** An engine, a recorder and a gateway before it, which acts as one of the engine's users. */
export interface Camunda7Stand extends AsyncDisposable {
  gateway: RunningGateway
  wire: Wire
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask(query: string, variables?: object | string): Promise<any>
  refused(query: string, variables?: object): Promise<Array<{ message: string; extensions: { code: string } }>>
}

export async function stand(
  address: string,
  user = 'demo',
  config: Record<string, string> = {},
): Promise<Camunda7Stand> {
  const wire = await record(address)
  const gateway = await startGateway(
    { url: wire.address },
    {
      CAMUNDA_API: 'camunda-7',
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      CAMUNDA_BASIC_AUTH_USERNAME: user,
      CAMUNDA_BASIC_AUTH_PASSWORD: user,
      ...config,
    },
  )
  const base = new URL(wire.address).pathname
  return {
    gateway,
    wire,
    async ask(query, variables) {
      const { data, errors } = await gateway.ask(query, variables)
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
      return data
    },
    async refused(query, variables) {
      const { errors } = await gateway.ask(query, variables)
      return (errors ?? []) as never
    },
    async [Symbol.asyncDispose]() {
      const problems = wire.calls.flatMap(({ method, path, query, body }) =>
        checkCall({ method, path: path.slice(base.length).replace(/^\/engine\/[^/]+(?=\/)/, ''), query, body }),
      )
      await gateway.close()
      await wire[Symbol.asyncDispose]()
      // Each call on the wire is one that the engine knows: it would ignore what it does not.
      expect(problems).toEqual([])
    },
  }
}
