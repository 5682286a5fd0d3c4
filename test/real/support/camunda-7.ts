import { form, type ProcessName } from './processes.ts'
import { type Rest, rest, times } from './rest.ts'

/** A typed value as Camunda 7 takes it. */
export interface TypedValue {
  type: string
  value: unknown
  valueInfo?: object
}

/** What a process definition is started with. */
export interface Start {
  businessKey?: string
  variables?: Readonly<Record<string, TypedValue>>
}

/** An engine of Camunda 7 by its own REST API, and what tests prepare in it. */
export interface Camunda7Client extends Rest {
  /** Deploys files with names of the test's own. Answers the ids of the definitions by the names of the files. */
  deploy(names: readonly ProcessName[], suffix: string, tenantId?: string): Promise<Record<string, string>>
  /** Starts instances by the key of a definition, several at once. Answers their ids, in order. */
  start(key: string, count: number, with_?: (index: number) => Start): Promise<string[]>
  /** Fetches and completes external tasks of a topic. Answers how many there were. */
  work(topic: string, variables?: Readonly<Record<string, TypedValue>>): Promise<number>
  /** Gives a user permissions. Resource types are numbers, such as 6 for process definitions. */
  grant(userId: string, resourceType: number, resourceId: string, permissions: readonly string[]): Promise<void>
}

/** A client that calls as one of the engine's users, whose passwords are their ids, or without a login. */
export function camunda7(address: string, user: 'demo' | 'mary' | 'nobody' = 'demo'): Camunda7Client {
  const authorization = `Basic ${Buffer.from(`${user}:${user}`).toString('base64')}`
  const login = user === 'nobody' ? {} : { authorization }
  const client = rest(address, login)
  return {
    ...client,
    async deploy(names, suffix, tenantId) {
      const data = form(names, suffix)
      data.append('deployment-name', suffix)
      if (tenantId) data.append('tenant-id', tenantId)
      const { deployedProcessDefinitions } = await client.post('/deployment/create', data)
      const deployed: Array<{ id: string; key: string }> = Object.values(deployedProcessDefinitions)
      return Object.fromEntries(deployed.map(({ id, key }) => [key.slice(0, -suffix.length - 1), id]))
    },
    start: (key, count, start = () => ({})) =>
      times(count, async (index) => (await client.post(`/process-definition/key/${key}/start`, start(index))).id),
    async work(topicName, variables = {}) {
      const workerId = 'worker'
      let count = 0
      for (;;) {
        const topics = [{ topicName, lockDuration: 60_000 }]
        const tasks = await client.post('/external-task/fetchAndLock', { workerId, maxTasks: 100, topics })
        if (tasks.length === 0) return count
        count += tasks.length
        await times(tasks.length, (index) =>
          client.post(`/external-task/${tasks[index].id}/complete`, { workerId, variables }),
        )
      }
    },
    async grant(userId, resourceType, resourceId, permissions) {
      await client.post('/authorization/create', { type: 1, userId, resourceType, resourceId, permissions })
    },
  }
}
