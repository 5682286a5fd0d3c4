import { expect, it } from 'vitest'
import type { Cluster } from '../sandbox/cluster.ts'
import { createSandbox } from '../sandbox/sandbox.ts'
import { Random } from '../sandbox/seed/random.ts'
import { restClient } from '../sandbox/testing.ts'

const STEPS = 400

it.each([1, 2, 3])('stays consistent whatever it is told (%i)', async (seed) => {
  const sandbox = await createSandbox({ seed: true, exportLagMs: 0 })
  const random = new Random(seed)
  for (let step = 0; step < STEPS; step++) {
    const { status, text } = await randomCommand(sandbox.cluster, restClient(sandbox.url), random)
    expect(status, text).toBeLessThan(500)
  }
  sandbox.cluster.view.flush()
  expect(contradictions(sandbox.cluster)).toEqual([])
  await sandbox.close()
})

function randomCommand({ engine }: Cluster, rest: ReturnType<typeof restClient>, random: Random) {
  const any = (table: ReadonlyMap<string, unknown>) => [...table.keys()][random.between(0, table.size - 1)] ?? '1'
  const instance = any(engine.instances)
  const elements = [...(engine.instances.get(instance)?.definition.model.elements.keys() ?? [])]
  const element = elements[random.between(0, elements.length - 1)] ?? 'none'
  const [child] = engine.instances.get(instance)?.root.children ?? []
  const commands = [
    () => rest.post(`/jobs/${any(engine.jobs)}/completion`, { variables: { inStock: random.chance(0.5) } }),
    () => rest.post(`/jobs/${any(engine.jobs)}/failure`, { retries: random.between(0, 2), retryBackOff: 1 }),
    () => rest.post(`/jobs/${any(engine.jobs)}/error`, { errorCode: random.pick(['CARD_DECLINED', 'OTHER']) }),
    () => rest.patch(`/jobs/${any(engine.jobs)}`, { changeset: { retries: 2 } }),
    () => rest.post(`/user-tasks/${any(engine.userTasks)}/completion`, { variables: { approved: true } }),
    () => rest.post(`/incidents/${any(engine.incidents)}/resolution`),
    () => rest.put(`/element-instances/${any(engine.elements)}/variables`, { variables: { amount: 5 } }),
    () => rest.post('/process-instances', { processDefinitionKey: any(engine.definitions), variables: { amount: 1 } }),
    () => rest.post(`/process-instances/${instance}/cancellation`),
    () => rest.post(`/process-instances/${instance}/modification`, { activateInstructions: [{ elementId: element }] }),
    () =>
      rest.post(`/process-instances/${instance}/modification`, {
        moveInstructions: [
          {
            sourceElementInstruction: { sourceType: 'byId', sourceElementId: child?.element.id ?? 'none' },
            targetElementId: element,
          },
        ],
      }),
    () =>
      rest.post(`/process-instances/${instance}/migration`, {
        targetProcessDefinitionKey: engine.instances.get(instance)?.definition.processDefinitionKey ?? '1',
        mappingInstructions: elements.map((id) => ({ sourceElementId: id, targetElementId: id })),
      }),
  ] as const
  return random.pick(commands)()
}

/** What cannot be true together, in what reads see and between that and the engine. */
function contradictions({ engine, view }: Cluster): string[] {
  const found: string[] = []
  const alive = (elementInstanceKey: string) => view.elementInstances.get(elementInstanceKey)?.state === 'ACTIVE'
  for (const row of view.elementInstances.values()) {
    const isActive = row.state === 'ACTIVE'
    if (isActive !== (row.endDate === null)) found.push(`${row.elementId}: state and end date`)
    if (!isActive) continue
    if (view.processInstances.get(row.processInstanceKey)?.state !== 'ACTIVE') {
      found.push(`${row.elementId} is active in an instance that is not`)
    }
    const element = engine.elements.get(row.elementInstanceKey)
    const waitsFor = [element?.job, element?.userTask, element?.incident, element?.calledInstance]
    const holds = (element?.children.size ?? 0) + (element?.subscriptions.size ?? 0) + (element?.activeFlows ?? 0)
    if (!waitsFor.some(Boolean) && holds === 0) found.push(`${row.elementId} waits for nothing`)
  }
  const stuck = new Set<string>()
  for (const incident of view.incidents.values()) {
    if (incident.state !== 'ACTIVE') continue
    if (!alive(incident.elementInstanceKey)) found.push(`an incident at ${incident.elementId}, which has ended`)
    let key: string | null = incident.processInstanceKey
    while (key) {
      stuck.add(key)
      key = view.processInstances.get(key)?.parentProcessInstanceKey ?? null
    }
  }
  for (const row of view.processInstances.values()) {
    if (row.hasIncident !== stuck.has(row.processInstanceKey)) found.push(`${row.processInstanceKey}: hasIncident`)
  }
  for (const task of view.userTasks.values()) {
    if ((task.state === 'CREATED') !== alive(task.elementInstanceKey))
      found.push(`task ${task.elementId} ${task.state}`)
  }
  for (const job of view.jobs.values()) {
    if ((job.endTime === null) !== alive(job.elementInstanceKey)) found.push(`job ${job.type} ${job.state}`)
  }
  return found
}
