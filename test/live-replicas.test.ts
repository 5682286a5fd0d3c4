import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { HAS_REDIS, type RunningRedis, startRedis } from './support/redis.ts'
import { key, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const QUERY = 'subscription { userTasks(filter: { state: { eq: CREATED } }) { totalCount } }'
const COMPLETE = 'mutation ($input: CompleteUserTaskInput!) { completeUserTask(input: $input) { userTask { state } } }'

describe.skipIf(!HAS_REDIS)('replicas that share a Redis', () => {
  let redis: RunningRedis
  let upstream: Upstream
  let replicas: RunningGateway[]
  let listening: Listening

  beforeEach(async () => {
    redis = await startRedis()
    upstream = await startUpstream({
      version: '8.10',
      rows: { userTasks: [1, 2, 3].map((n) => userTask({ userTaskKey: key(n), state: 'CREATED' })) },
      answers: {
        completeUserTask: ({ parameters }) => {
          const task = upstream.rows.userTasks.find(({ userTaskKey }) => userTaskKey === parameters.userTaskKey)
          Object.assign(task ?? {}, { state: 'COMPLETED' })
          return { status: 204 }
        },
      },
    })
    const config = {
      CAMUNDA_VERSION: '8.10',
      GATEWAY_REDIS_URL: redis.url,
      // Nothing is seen by waiting.
      GATEWAY_LIVE_MIN_INTERVAL_MS: '600000',
      GATEWAY_LIVE_MAX_INTERVAL_MS: '600000',
    }
    replicas = await Promise.all([startGateway(upstream, config), startGateway(upstream, config)])
  })

  afterEach(async () => {
    listening.leave()
    await Promise.all(replicas.map((one) => one.close()))
    await upstream.close()
    await redis.stop()
    expectNoViolations(upstream)
  })

  const complete = (replica: number, n: number) => replicas[replica]?.ask(COMPLETE, { input: { userTaskKey: key(n) } })

  async function subscribe(): Promise<void> {
    listening = await listen(replicas[0]?.url ?? '', QUERY)
    expect(await listening.next()).toEqual({ data: { userTasks: { totalCount: 3 } } })
  }

  /** Completes tasks at the other replica until the subscriber is told of one: its connection to Redis may be new. */
  async function seen(...tasks: number[]) {
    const told = listening.next()
    let isTold = false
    void told.finally(() => {
      isTold = true
    })
    for (const n of tasks) {
      await complete(1, n)
      await vi.waitFor(() => expect(isTold).toBe(true), { timeout: 2_000 }).catch(() => {})
      if (isTold) break
    }
    return told
  }

  test('a command at one wakes the subscribers at the others', async () => {
    await subscribe()
    expect((await seen(1, 2)).data.userTasks.totalCount).toBeLessThan(3)
  })

  test('while Redis is away each is on its own, and afterwards they hear of each other again', async () => {
    await subscribe()
    await redis.stop()
    await complete(0, 1)
    expect(await listening.next()).toEqual({ data: { userTasks: { totalCount: 2 } } })
    await redis.restart()
    const { data } = await seen(2, 3)
    expect(data.userTasks.totalCount).toBeLessThan(2)
  })

  test('what others publish on the channel does no harm', async () => {
    await subscribe()
    const { createClient } = await import('@redis/client')
    const stranger = await createClient({ url: redis.url }).connect()
    for (const message of ['', '[]', '{"keys":1}', 'null', '{"keys":[1],"made":[]}']) {
      await stranger.publish('camunda-graphql-gateway:touched', message)
    }
    await stranger.close()
    expect((await seen(1, 2)).data.userTasks.totalCount).toBeLessThan(3)
  })
})
