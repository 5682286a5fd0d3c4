import { createSandbox } from '../../../sandbox/sandbox.ts'
import { type RunningGateway, startGateway } from '../../support/gateway.ts'
import { engine } from './engine.ts'

/** A generation behind a gateway. */
export interface Generation extends AsyncDisposable {
  readonly name: 'v2' | 'camunda-7'
  /** Asks, and fails on any error in the answer. Whole numbers that JavaScript cannot hold come as bigint. */
  ask(query: string, variables?: object | string): Promise<Answered>
  /** The code of each error. */
  codes(query: string, variables?: object): Promise<unknown[]>
}

type Answered = ReturnType<typeof JSON.parse>

/** The sandbox and a real Camunda 7, each behind a gateway of its own. */
export async function startGenerations(): Promise<Generation[]> {
  const sandbox = await createSandbox({ port: 0, exportLagMs: 100, seed: false })
  const { restAddress: url } = await engine('camunda-7')
  const login = { CAMUNDA_BASIC_AUTH_USERNAME: 'demo', CAMUNDA_BASIC_AUTH_PASSWORD: 'demo' }
  return [
    generation('v2', await startGateway(sandbox), () => sandbox.close()),
    generation(
      'camunda-7',
      await startGateway({ url }, { CAMUNDA_API: 'camunda-7', CAMUNDA_AUTH_STRATEGY: 'BASIC', ...login }),
    ),
  ]
}

function generation(
  name: Generation['name'],
  gateway: RunningGateway,
  close: () => Promise<unknown> = async () => {},
): Generation {
  return {
    name,
    async ask(query, variables) {
      const { errors, text } = await gateway.ask(query, variables)
      if (errors) throw new Error(`${name}: ${errors.map(({ message, path }) => `${path?.join('.')}: ${message}`)}`)
      return JSON.parse(text, exact).data
    },
    async codes(query, variables) {
      return ((await gateway.ask(query, variables)).errors ?? []).map(({ extensions }) => extensions?.code)
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await close()
    },
  }
}

function exact(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && source !== undefined ? BigInt(source) : value
}
