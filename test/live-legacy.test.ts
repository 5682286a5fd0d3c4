import { afterEach, expect, test, vi } from 'vitest'
import { instance, openTask } from './support/camunda-7/rows.ts'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { tasklistTask } from './support/camunda-8.6/rows.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import { listen } from './support/events.ts'
import { startGateway } from './support/gateway.ts'
import { definitionRow, instanceRow, variableRow } from './support/operate/rows.ts'
import { operateStand } from './support/operate/stand.ts'

const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

const leaving: Array<() => void> = []

afterEach(() => {
  for (const leave of leaving.splice(0)) leave()
})

/** Subscribes, and then wants to be told what the query says after each change. */
async function follow(
  url: string,
  ask: (query: string) => Promise<unknown>,
  question: string,
  changes: ReadonlyArray<() => void>,
): Promise<void> {
  const { next, leave } = await listen(url, `subscription ${question}`)
  leaving.push(leave)
  let latest: unknown
  const listening = async () => {
    for (;;) latest = await next()
  }
  listening().catch(() => {})
  for (const change of [() => {}, ...changes]) {
    change()
    const data = await ask(question)
    await vi.waitFor(() => expect(latest).toEqual({ data }), { timeout: 5_000 })
  }
}

test('Camunda 7', async () => {
  const tasks = [openTask(1), openTask(2)]
  await using engine = await startCamunda7({
    '/process-instance': [instance(0), instance(1)],
    '/history/process-instance': [instance(0), instance(1)],
    '/task': tasks,
  })
  await using gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7', ...FAST })
  const ask = async (query: string) => (await gateway.ask(query)).data
  await follow(
    gateway.url,
    ask,
    '{ userTasks(filter: { state: { eq: CREATED } }) { totalCount nodes { name assignee } } }',
    [
      () => Object.assign(tasks[0] ?? {}, { assignee: 'anna' }),
      () => Object.assign(tasks[1] ?? {}, { name: 'another' }),
    ],
  )
})

test('Operate v1 alone', async () => {
  const rows = {
    'process-definitions': [definitionRow()],
    'process-instances': [instanceRow(1), instanceRow(2)],
    variables: [variableRow(6, { value: '1' })],
  }
  await using stand = await operateStand({ rows }, FAST)
  await follow(
    stand.url,
    stand.ask,
    '{ processInstances { totalCount nodes { state variables { nodes { name value } } } } }',
    [
      () => Object.assign(rows['process-instances'][0] ?? {}, { state: 'COMPLETED' }),
      () => Object.assign(rows.variables[0] ?? {}, { value: '2' }),
    ],
  )
})

test('Camunda 8.6', async () => {
  const tasks = [tasklistTask(1n), tasklistTask(2n)]
  await using stand = await stand86({ rows: { 'process-definitions': [definitionRow()] }, tasks }, FAST)
  await follow(stand.url, stand.ask, '{ userTasks { nodes { userTaskKey assignee } } }', [
    () => Object.assign(tasks[0] ?? {}, { assignee: 'anna' }),
    () => void tasks.pop(),
  ])
})
