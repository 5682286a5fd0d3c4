import { expect, vi } from 'vitest'
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { type RunningGateway, startGateway } from './gateway.ts'
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './upstream.ts'

/** A cluster of some kind and a gateway in front of it. */
interface Stand extends AsyncDisposable {
  readonly gateway: RunningGateway
  /** Asks, and fails on any error in the answer. Answers the data. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  ask(query: string, variables?: object | string): Promise<any>
  /** Asks for what must be refused. Answers the code of each error. */
  refused(query: string, variables?: object | string): Promise<unknown[]>
}

export interface StrictStand extends Stand {
  readonly upstream: Upstream
  /** What was called since the last look: method, path and body of each call. */
  wire(): Array<[call: string, body?: unknown]>
}

export interface SandboxStand extends Stand {
  /** Asks until the answer matches, for effects that no payload waits for. */
  until: (query: string, variables: object, expected: object) => Promise<ReturnType<typeof JSON.parse>>
  /** Deploys texts by file name. Answers the keys of the processes, by their ids. */
  deploy(files: Readonly<Record<string, string>>): Promise<Record<string, string>>
  /** Starts an instance and waits until it can be read. Answers its key. */
  start(processDefinitionId: string, variables?: object): Promise<string>
}

/** The strict upstream behind a gateway that knows its version. Each `ask` also fails when the contract was broken. */
export async function strictStand(
  options: UpstreamOptions = {},
  settings: Record<string, string> = {},
): Promise<StrictStand> {
  const upstream = await startUpstream(options)
  const gateway = await startGateway(upstream, { CAMUNDA_VERSION: upstream.version, ...settings })
  const { ask, refused } = asking(gateway)
  return {
    upstream,
    gateway,
    async ask(query, variables) {
      const data = await ask(query, variables)
      expectNoViolations(upstream)
      return data
    },
    refused,
    wire() {
      const calls = upstream.calls.map(({ method, path, query, body }): [string, unknown?] => {
        const text = new URLSearchParams(query as Record<string, string>).toString()
        const call = `${method} ${path}${text ? `?${text}` : ''}`
        return body === undefined ? [call] : [call, body]
      })
      upstream.forget()
      return calls
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** The sandbox behind a gateway. Its reads lag 200 ms behind commands, so what does not wait does not see. */
export async function sandboxStand({ seed = false } = {}): Promise<SandboxStand> {
  const sandbox: Sandbox = await createSandbox({ port: 0, exportLagMs: 200, seed })
  const gateway = await startGateway(sandbox)
  const { ask, refused } = asking(gateway)
  return {
    gateway,
    ask,
    refused,
    until: (query, variables, expected) =>
      vi.waitFor(
        async () => {
          const data = await ask(query, variables)
          expect(data).toMatchObject(expected)
          return data
        },
        { timeout: 10_000, interval: 20 },
      ),
    async deploy(files) {
      const resources = Object.entries(files).map(([name, content]) => ({ text: { name, content } }))
      const data = await ask(
        `mutation ($input: CreateDeploymentInput!) {
          createDeployment(input: $input) { processDefinitions { processDefinitionId processDefinitionKey name } }
        }`,
        { input: { resources } },
      )
      const deployed: Array<Record<string, string>> = data.createDeployment.processDefinitions
      return Object.fromEntries(
        deployed.map(({ processDefinitionId, processDefinitionKey = '' }) => [
          processDefinitionId,
          processDefinitionKey,
        ]),
      )
    },
    async start(processDefinitionId, variables = {}) {
      const data = await ask(
        `mutation ($input: CreateProcessInstanceInput!) {
          createProcessInstance(input: $input) { processInstance { processInstanceKey state } }
        }`,
        { input: { processDefinitionId, variables } },
      )
      return data.createProcessInstance.processInstance.processInstanceKey
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await sandbox.close()
    },
  }
}

function asking(gateway: RunningGateway): Pick<Stand, 'ask' | 'refused'> {
  return {
    async ask(query, variables) {
      const { data, errors } = await gateway.ask(query, variables)
      if (errors) throw new Error(errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).join('\n'))
      return data
    },
    async refused(query, variables) {
      const { errors = [] } = await gateway.ask(query, variables)
      return errors.map(({ extensions }) => extensions?.code)
    },
  }
}
