import { startGateway } from '../../support/gateway.ts'
import type { Camunda86 } from '../engines/camunda-8.6.ts'
import { form, type ProcessName } from './processes.ts'
import { type Rest, rest, times } from './rest.ts'

/** Camunda 8.6 by its own REST APIs, and what tests prepare in it. Keys are numbers, as they come. */
export interface Camunda86Client extends Rest {
  /** The same where Operate and Tasklist are. */
  readonly web: Rest
  /** Deploys files with names of the test's own. Answers the keys of the definitions by the names of the files. */
  deploy(names: readonly ProcessName[], suffix: string): Promise<Record<string, number>>
  /** Starts instances by the id of a process, several at once. Answers their keys, in order. */
  start(processDefinitionId: string, count: number, variables?: (index: number) => object): Promise<number[]>
  /** Activates and completes jobs of a type until none is left. Answers how many there were. */
  work(type: string, variables?: object): Promise<number>
}

/** A client with a token of the engine's own OAuth server, which is good for all of its APIs. */
export async function camunda86(engine: Camunda86): Promise<Camunda86Client> {
  const authorization = `Bearer ${await token(engine)}`
  const login = async () => ({ authorization })
  const client = rest(engine.restAddress, login)
  return {
    ...client,
    web: rest(engine.operateAddress, login),
    async deploy(names, suffix) {
      const { deployments } = await client.post(
        '/v2/deployments',
        form(() => 'resources', names, suffix),
      )
      const deployed: Array<{ processDefinition: { processDefinitionId: string; processDefinitionKey: number } }> =
        deployments
      return Object.fromEntries(
        deployed.map(({ processDefinition: { processDefinitionId, processDefinitionKey } }) => [
          processDefinitionId.slice(0, -suffix.length - 1),
          processDefinitionKey,
        ]),
      )
    },
    start: (processDefinitionId, count, variables = () => ({})) =>
      times(count, async (index) => {
        const start = { processDefinitionId, variables: variables(index) }
        return (await client.post('/v2/process-instances', start)).processInstanceKey
      }),
    async work(type, variables = {}) {
      let count = 0
      for (;;) {
        // Without a time of its own the call would wait for more jobs.
        const activation = { type, timeout: 60_000, maxJobsToActivate: 100, requestTimeout: 1000 }
        const { jobs } = await client.post('/v2/jobs/activation', activation)
        if (jobs.length === 0) return count
        count += jobs.length
        await times(jobs.length, (index) => client.post(`/v2/jobs/${jobs[index].key}/completion`, { variables }))
      }
    },
  }
}

/** A token by client credentials. `lifetime` is in seconds. */
export async function token({ oauth }: Camunda86, lifetime = 3600): Promise<string> {
  const response = await fetch(oauth.url, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      lifetime: `${lifetime}`,
    }),
  })
  const { access_token } = await response.json()
  return access_token
}

/** A gateway before the engine. */
export const starting = (running: Camunda86, config: Record<string, string>) =>
  startGateway(
    { url: running.restAddress },
    {
      CAMUNDA_OPERATE_BASE_URL: running.operateAddress,
      CAMUNDA_TASKLIST_BASE_URL: running.tasklistAddress,
      CAMUNDA_API: '8.6',
      ...config,
    },
  )

/** The gateway's settings for the engine's own OAuth server. */
export function oauth({ oauth }: Camunda86): Record<string, string> {
  return {
    CAMUNDA_AUTH_STRATEGY: 'OAUTH',
    CAMUNDA_OAUTH_URL: oauth.url,
    CAMUNDA_CLIENT_ID: oauth.clientId,
    CAMUNDA_CLIENT_SECRET: oauth.clientSecret,
    CAMUNDA_TOKEN_AUDIENCE: oauth.audience,
  }
}
