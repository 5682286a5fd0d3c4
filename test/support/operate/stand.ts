import { type RunningGateway, startGateway } from '../gateway.ts'
import { expectNoViolations, type LegacyServer } from '../legacy/server.ts'
import { type OperateOptions, type OperateServer, startOperate } from './server.ts'

export interface Asking extends AsyncDisposable {
  /** The address of the gateway's endpoint. */
  readonly url: string
  /** Asks, and fails on any error in the answer and on whatever the engine would have ignored. Answers the data. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask(query: string, variables?: object): Promise<any>
  /** Asks for what must be refused. Answers code and message of each error. */
  refused(query: string, variables?: object): Promise<Array<{ code: unknown; message: string }>>
}

export interface OperateStand extends Asking {
  readonly operate: OperateServer
}

/** The strict Operate behind a gateway that speaks its API alone. */
export async function operateStand(
  options: OperateOptions = {},
  config: Record<string, string> = {},
): Promise<OperateStand> {
  const operate = await startOperate(options)
  const gateway = await startGateway(operate, { CAMUNDA_API: 'operate-v1', ...config })
  return { operate, ...asking(gateway, operate) }
}

/** Asks a gateway in front of a strict engine. Ending both fails on what the engine does not know. */
export function asking(gateway: RunningGateway, engine: LegacyServer): Asking {
  return {
    url: gateway.url,
    async ask(query, variables) {
      const { data, errors } = await gateway.ask(query, variables)
      if (errors) throw new Error(errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).join('\n'))
      expectNoViolations(engine)
      return data
    },
    async refused(query, variables) {
      const { errors = [] } = await gateway.ask(query, variables)
      return errors.map(({ message, extensions }) => ({ code: extensions?.code, message }))
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await engine.close()
    },
  }
}
