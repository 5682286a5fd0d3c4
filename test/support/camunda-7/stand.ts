import { type RunningGateway, startGateway } from '../gateway.ts'
import type { Rows } from './rows.ts'
import { type EngineAnswerer, type FakeCamunda7, startCamunda7 } from './server.ts'

/** A Camunda 7 behind a gateway. Ending it fails on a call that a real one would misread. */
export interface Camunda7Stand extends AsyncDisposable {
  readonly engine: FakeCamunda7
  readonly gateway: RunningGateway
  /** Asks, and fails on any error in the answer. Answers the data. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask(query: string, variables?: object): Promise<any>
  /** Asks for what must fail. Answers code and message of each error. */
  refused(query: string, variables?: object): Promise<Array<{ code: unknown; message: string }>>
}

export async function camunda7Stand(rows: Partial<Rows> = {}, answer?: EngineAnswerer): Promise<Camunda7Stand> {
  const engine = await startCamunda7(rows, answer)
  const gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  return {
    engine,
    gateway,
    async ask(query, variables) {
      const { data, errors } = await gateway.ask(query, variables)
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
      return data
    },
    async refused(query, variables) {
      const { errors = [] } = await gateway.ask(query, variables)
      return errors.map(({ message, extensions }) => ({ code: extensions?.code, message }))
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await engine[Symbol.asyncDispose]()
    },
  }
}
