import { readFileSync } from 'node:fs'
import { type Cluster, createCluster } from '../cluster.ts'
import { startBatch } from '../engine/batch-operations.ts'
import { MovableClock } from '../engine/clock.ts'
import { latestDefinition } from '../engine/definitions.ts'
import { deploy, type ParsedResource, parseResources } from '../engine/deployments.ts'
import type { Engine } from '../engine/engine.ts'
import { cancelInstance, createInstance } from '../engine/process-instances.ts'
import { toVariables } from '../engine/variables.ts'
import { parseExact } from '../json.ts'
import { invoice, onboarding, order, type Start } from './company.ts'
import { DAY, HOUR } from './durations.ts'
import { History } from './history.ts'
import { seedPeople } from './people.ts'
import { Random } from './random.ts'

const FORMS = ['order', 'replacement', 'contact', 'pick-and-pack', 'invoice', 'approve-invoice', 'register-employee']
const PROCESSES = ['payment', 'shipping', 'invoice-approval', 'employee-onboarding', 'building-access-berlin']

/** How far back the company's history goes. */
const DAYS = 30

/** How many stuck invoices are given up together. */
const STUCK = 3

/**
 * Makes a cluster in which a small company has been at work for a month: orders, invoices and new colleagues, some
 * finished, some waiting, some stuck. It is really run, by the engine, with a clock that hurries; the same in every
 * run but for the dates, which lead up to now.
 */
export async function createSeededCluster(exportLagMs: number): Promise<Cluster> {
  const end = Date.now()
  const start = end - DAYS * DAY
  const clock = new MovableClock(start)
  const cluster = createCluster(clock, exportLagMs)
  const { engine } = cluster
  const random = new Random(8_090)
  const history = new History(engine, clock, random)

  const first = await parseResources([
    ...FORMS.map((name) => resource(`${name}.form`)),
    ...PROCESSES.map((name) => resource(`${name}.bpmn`)),
    resource('order-v1.bpmn', 'order.bpmn'),
  ])
  const second = await parseResources([resource('order-v2.bpmn', 'order.bpmn')])

  engine.run(() => deploy(engine, first))
  history.at(start + 16 * DAY, () => deploySecondVersion(engine, second))
  const begin = (count: number, make: (number: number) => Start) => {
    for (let number = 1; number <= count; number++) {
      history.at(start + HOUR + random.next() * (DAYS * DAY - 2 * HOUR), () => {
        startInstance(engine, history, random, make(number))
      })
    }
  }
  // Somebody cleans up yesterday.
  history.at(end - DAY, () => cancelSomeStuck(engine))
  begin(95, (number) => order(random, number))
  begin(85, (number) => invoice(random, number))
  begin(24, (number) => onboarding(random, number, clock.now()))

  history.runUntil(end)
  clock.release()
  seedPeople(cluster)
  cluster.view.flush()
  return cluster
}

function startInstance(engine: Engine, history: History, random: Random, start: Start): void {
  const definition = latestDefinition(engine, start.processId)
  if (!definition) return
  const { processInstanceKey } = createInstance(engine, {
    definition,
    variables: toVariables(parseExact(start.variables)),
    businessId: start.businessId,
    tags: start.tags,
  })
  if (!random.chance(0.07)) return
  history.at(engine.clock.now() + random.between(1, 30) * HOUR, () => {
    if (engine.instances.has(processInstanceKey)) cancelInstance(engine, processInstanceKey)
  })
}

/** A batch operation over the oldest invoices that have an incident. */
function cancelSomeStuck(engine: Engine): void {
  const stuck = [...engine.instances.values()].filter(
    ({ root, definition }) => root.incidentCount > 0 && definition.model.processId === 'invoice-approval',
  )
  const targets = stuck.slice(0, STUCK).map(({ processInstanceKey, rootProcessInstanceKey }) => ({
    itemKey: processInstanceKey,
    processInstanceKey,
    rootProcessInstanceKey,
  }))
  startBatch(engine, 'CANCEL_PROCESS_INSTANCE', targets, ({ itemKey }) => cancelInstance(engine, itemKey))
}

function deploySecondVersion(engine: Engine, resources: readonly ParsedResource[]): void {
  deploy(engine, resources)
}

function resource(file: string, name = file) {
  return { name, content: readFileSync(new URL(file, import.meta.url), 'utf8') }
}
