import { beforeAll, expect, test } from 'vitest'
import { type Camunda86Client, camunda86 } from '../support/camunda-8.6.ts'
import { describeEngine, engine } from '../support/engine.ts'
import { unique } from '../support/processes.ts'
import { rest, until } from '../support/rest.ts'
import type { Camunda86 } from './camunda-8.6.ts'

describeEngine('camunda-8.6', 'the engine', () => {
  let running: Camunda86
  let client: Camunda86Client
  beforeAll(async () => {
    running = await engine('camunda-8.6')
    client = await camunda86(running)
  })

  test('is the version that is said', async () => {
    expect(await client.get('/v2/topology')).toMatchObject({ gatewayVersion: '8.6.0', brokers: [{ version: '8.6.0' }] })
  })

  test('asks for a login', async () => {
    const nobody = rest(running.restAddress, async () => ({}))
    expect((await nobody.send('GET', '/v2/topology')).status).toBe(401)
    expect((await nobody.send('POST', '/v1/tasks/search', {})).status).toBe(403)
  })

  test('takes the cookies of a user, with the token against forgery of the header', async () => {
    const login = await fetch(`${running.operateAddress}/api/login?username=demo&password=demo`, { method: 'POST' })
    expect(login.status).toBe(204)
    const cookie = login.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ')
    const forgery = login.headers.get('x-csrf-token') ?? ''
    const search = (headers: Record<string, string>) =>
      rest(running.operateAddress, async () => headers).send('POST', '/v1/process-instances/search', {})
    expect((await search({ cookie })).status).toBe(403)
    expect((await search({ cookie, 'x-csrf-token': forgery })).status).toBe(200)
  })

  test('shows in Operate and Tasklist what was commanded', async () => {
    const suffix = unique()
    const { order } = await client.deploy(['order', 'delivery', 'failing'], suffix)
    const keys = await client.start(`order-${suffix}`, 3, (index) => ({ index }))
    expect(await client.work(`pay-${suffix}`)).toBe(3)
    const filter = { processDefinitionKey: order }
    const instances = await until(
      () => client.web.post('/v1/process-instances/search', { filter }),
      ({ total }) => total === 3,
    )
    expect(instances.items.map(({ key }: { key: number }) => key)).toEqual(keys.toSorted((one, other) => one - other))
    const tasks = await until(
      () => client.web.post('/v1/tasks/search', { processDefinitionKey: `${order}`, state: 'CREATED' }),
      ({ length }) => length === 3,
    )
    expect(tasks[0]).toMatchObject({
      taskDefinitionId: 'check',
      candidateGroups: ['sales', 'support'],
      candidateUsers: ['mary'],
      dueDate: '2030-01-02T03:04:05.000+0000',
      priority: 70,
    })
    // The searches of 8.6 below `/v2` are there too.
    await until(
      () => client.post('/v2/user-tasks/search', { filter: { processDefinitionKey: order } }),
      ({ page }) => page.totalItems === 3,
    )
    await client.post(`/v2/user-tasks/${tasks[0].id}/completion`, {})
    await until(
      () => client.web.get(`/v1/process-instances/${tasks[0].processInstanceKey}`),
      ({ state }) => state === 'COMPLETED',
    )
  })

  test('has calls, events and incidents', async () => {
    const suffix = unique()
    await client.deploy(['order', 'delivery', 'failing'], suffix)
    const [parent] = await client.start(`delivery-${suffix}`, 1, () => ({ orderId: suffix }))
    const found = await until(
      () => client.web.post('/v1/process-instances/search', { filter: { parentKey: parent } }),
      ({ total }) => total === 1,
    )
    expect(found.items).toMatchObject([{ bpmnProcessId: `order-${suffix}` }])
    expect(await client.work(`pay-${suffix}`)).toBe(1)
    const [task] = await until(
      () => client.web.post('/v1/tasks/search', { processInstanceKey: `${found.items[0].key}` }),
      ({ length }) => length === 1,
    )
    await client.post(`/v2/user-tasks/${task.id}/completion`, {})
    const message = { name: `parcel-taken-${suffix}`, correlationKey: suffix, timeToLive: 60_000 }
    await client.post('/v2/messages/publication', message)
    const [failing] = await client.start(`failing-${suffix}`, 1)
    const incidents = () =>
      client.web.post('/v1/incidents/search', { filter: { processInstanceKey: failing, state: 'ACTIVE' } })
    const { items } = await until(incidents, ({ total }) => total === 1)
    expect(items).toMatchObject([{ type: 'EXTRACT_VALUE_ERROR' }])
    await until(
      () => client.web.get(`/v1/process-instances/${parent}`),
      ({ state }) => state === 'COMPLETED',
    )
  })
})

describeEngine('camunda-8.6-split', 'the engine', () => {
  test('needs no login for the broker, but for Operate', async () => {
    const running = await engine('camunda-8.6-split')
    const nobody = rest(running.restAddress, async () => ({}))
    expect(await nobody.get('/v2/topology')).toMatchObject({ gatewayVersion: '8.6.0', clusterSize: 1 })
    expect((await nobody.send('GET', '/v1/process-instances/1')).status).toBe(404)
    expect((await rest(running.operateAddress, async () => ({})).send('GET', '/v1/process-instances/1')).status).toBe(
      401,
    )
    const suffix = unique()
    const client = await camunda86(running)
    await client.deploy(['order'], suffix)
    const [key] = await client.start(`order-${suffix}`, 1)
    await until(
      () => client.web.send('GET', `/v1/process-instances/${key}`),
      ({ status }) => status === 200,
    )
  }, 600_000)
})
