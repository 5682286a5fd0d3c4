import { beforeAll, expect, test } from 'vitest'
import { type Camunda7Client, camunda7 } from '../support/camunda-7.ts'
import { describeEngine, engine } from '../support/engine.ts'
import { unique } from '../support/processes.ts'
import { until } from '../support/rest.ts'
import { record } from '../support/wire.ts'
import type { Camunda7 } from './camunda-7.ts'

describeEngine('camunda-7', 'the engine', () => {
  let running: Camunda7
  beforeAll(async () => {
    running = await engine('camunda-7')
  })

  test('is the version that is said', async () => {
    expect(await camunda7(running.restAddress).get('/version')).toEqual({ version: '7.24.0' })
  })

  test('is two engines, which know nothing of each other', async () => {
    const suffix = unique()
    const first = camunda7(running.engines.default)
    const second = camunda7(running.engines.second)
    expect(await camunda7(running.restAddress).get('/engine')).toEqual([{ name: 'default' }, { name: 'second' }])
    const { order } = await first.deploy(['order'], suffix)
    expect(order).toMatch(/^order-[0-9a-f]{8}:1:[0-9a-f-]{36}$/)
    const query = `/process-definition?key=order-${suffix}`
    // The address without a name is the first.
    expect(await camunda7(running.restAddress).get(query)).toMatchObject([{ id: order }])
    expect(await second.get(query)).toEqual([])
    expect((await second.deploy(['order'], suffix)).order).toMatch(/^order-[0-9a-f]{8}:1:\d+$/)
    expect(await second.start(`order-${suffix}`, 1)).toEqual([expect.stringMatching(/^\d+$/)])
  })

  test('asks for a login', async () => {
    const { status, text } = await camunda7(running.restAddress, 'nobody').send('GET', '/version')
    expect([status, text]).toEqual([401, ''])
  })

  test.each(['default', 'second'] as const)(
    'lets mary do in %s what candidates may, and nothing else',
    async (name) => {
      const suffix = unique()
      const demo = camunda7(running.engines[name])
      const mary = camunda7(running.engines[name], 'mary')
      await demo.deploy(['order'], suffix)
      const [id] = await demo.start(`order-${suffix}`, 1)
      expect(await demo.work(`pay-${suffix}`)).toBe(1)
      const list = `/task?processInstanceId=${id}`
      const [task] = await demo.get(list)
      expect(await mary.get(list)).toMatchObject([{ id: task.id }])
      expect(await mary.get(`/process-instance?processInstanceIds=${id}`)).toEqual([])
      const refused = await mary.send('PUT', `/process-instance/${id}/suspended`, { suspended: true })
      expect([refused.status, refused.body.type]).toEqual([403, 'AuthorizationException'])
      await demo.grant('mary', 6, `order-${suffix}`, ['READ_INSTANCE'])
      expect(await mary.get(`/process-instance?processInstanceIds=${id}`)).toMatchObject([{ id }])
      await mary.post(`/task/${task.id}/complete`, {})
      expect(await demo.get(`/history/process-instance/${id}`)).toMatchObject({ state: 'COMPLETED' })
    },
  )

  test('knows values of all types', async () => {
    const suffix = unique()
    const demo = camunda7(running.restAddress)
    await demo.deploy(['order'], suffix)
    const variables = {
      json: { type: 'Json', value: '{"a":[1,2.50]}' },
      long: { type: 'Long', value: 1 },
      date: { type: 'Date', value: '2026-11-21T12:00:00.000+0000' },
      map: {
        type: 'Object',
        value: '{"a":1}',
        valueInfo: { objectTypeName: 'java.util.LinkedHashMap', serializationDataFormat: 'application/json' },
      },
    }
    const [id] = await demo.start(`order-${suffix}`, 1, () => ({ businessKey: 'b-1', variables }))
    expect(await demo.get(`/process-instance/${id}/variables?deserializeValues=false`)).toMatchObject({
      ...variables,
      // The server is not in UTC.
      date: { type: 'Date', value: '2026-11-21T17:30:00.000+0530' },
    })
  })

  test('can be listened to', async () => {
    const suffix = unique()
    await using wire = await record(running.engines.second)
    const demo = camunda7(wire.address)
    const direct = camunda7(running.engines.second)
    const { order } = await demo.deploy(['order'], suffix)
    await demo.start(`order-${suffix}`, 1, () => ({ businessKey: 'b-3' }))
    const prefix = '/engine-rest/engine/second'
    expect(wire.calls.at(-1)).toMatchObject({ body: { businessKey: 'b-3' }, status: 200 })
    const start = `POST ${prefix}/process-definition/key/order-${suffix}/start`
    expect(wire.look()).toEqual([`POST ${prefix}/deployment/create`, start])
    const list = `/process-definition?key=order-${suffix}&latestVersion=true`
    const [listened, heard] = [await demo.send('GET', list), await direct.send('GET', list)]
    expect([listened.status, listened.text]).toEqual([heard.status, heard.text])
    expect(listened.body).toMatchObject([{ id: order }])
    expect(wire.calls[0]?.query.get('latestVersion')).toBe('true')
    const nobody = await camunda7(wire.address, 'nobody').send('GET', '/task')
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="second"'])
  })

  test('has calls, events and incidents', async () => {
    const suffix = unique()
    const demo = camunda7(running.restAddress)
    await demo.deploy(['order', 'delivery', 'failing'], suffix)
    const [parent] = await demo.start(`delivery-${suffix}`, 1, () => ({ businessKey: 'b-2' }))
    const [child] = await demo.get(`/process-instance?superProcessInstance=${parent}`)
    expect(child).toMatchObject({ businessKey: 'b-2' })
    expect(await demo.work(`pay-${suffix}`)).toBe(1)
    const [task] = await demo.get(`/task?processInstanceId=${child.id}`)
    await demo.post(`/task/${task.id}/complete`, {})
    const waits = await demo.get(`/event-subscription?processInstanceId=${parent}`)
    expect(waits.map(({ eventName }: { eventName: string }) => eventName).sort()).toEqual([
      `parcel-taken-${suffix}`,
      `strike-${suffix}`,
    ])
    expect(await demo.get(`/job?processInstanceId=${parent}`)).toMatchObject([{ failedActivityId: null, retries: 3 }])
    await demo.post('/message', { messageName: `parcel-taken-${suffix}`, businessKey: 'b-2' })
    expect(await demo.get(`/history/process-instance/${parent}`)).toMatchObject({ state: 'COMPLETED' })

    const [failing] = await demo.start(`failing-${suffix}`, 1)
    const incidents = () => demo.get(`/incident?processInstanceId=${failing}`)
    const [incident] = await until(incidents, ({ length }) => length === 1)
    expect(incident).toMatchObject({ incidentType: 'failedJob', activityId: 'ask' })
    await demo.put(`/process-instance/${failing}/variables/worker`, { type: 'String', value: 'Ann' })
    await demo.put(`/job/${incident.configuration}/retries`, { retries: 1 })
    const ended = () => demo.get(`/history/process-instance/${failing}`)
    await until(ended, ({ state }) => state === 'COMPLETED')
  })
})

describeEngine('camunda-7-open', 'the engine', () => {
  let client: Camunda7Client
  beforeAll(async () => {
    client = camunda7((await engine('camunda-7-open')).restAddress, 'nobody')
  })

  test('lets anybody do anything', async () => {
    const suffix = unique()
    await client.deploy(['order'], suffix)
    expect(await client.start(`order-${suffix}`, 20)).toHaveLength(20)
    expect(await client.get(`/process-instance/count?processDefinitionKey=order-${suffix}`)).toEqual({ count: 20 })
  })
})
