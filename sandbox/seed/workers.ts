import type { Engine } from '../engine/engine.ts'
import { resolveIncident } from '../engine/incident-resolution.ts'
import { completeJob, failJob, leaseJob, throwJobError, updateJob } from '../engine/jobs.ts'
import { publishMessage } from '../engine/messages.ts'
import type { Incident, Job, Subscription, UserTask } from '../engine/records.ts'
import { assignUserTask, completeUserTask } from '../engine/user-tasks.ts'
import { toVariables, type Variables, visibleVariables } from '../engine/variables.ts'
import { parseExact } from '../json.ts'
import { DAY, HOUR, MINUTE } from './durations.ts'
import type { Random } from './random.ts'

/** Something that a worker or a colleague is going to do: when, and what. */
export interface Plan {
  readonly delay: number
  act(): void
}

const LEASE = 5 * MINUTE

/** What happens to a job: most are done within the hour, some fail, and some are left for whoever runs the sandbox. */
export function planJob(engine: Engine, random: Random, job: Job): Plan | null {
  const worker = `${job.type}-worker`
  const lease = () => leaseJob(engine, job, worker, LEASE)
  const fail = (retries: number) => () => {
    lease()
    failJob(engine, job.jobKey, { ...failure(job), retries })
  }
  const delay = random.between(1, 45) * MINUTE
  const luck = random.next()
  if (luck < 0.06) return null
  if (luck < 0.11) {
    return { delay, act: fail(0) }
  }
  if (luck < 0.17 && job.retries > 1) {
    return { delay, act: fail(job.retries - 1) }
  }
  if (job.type === 'charge-card' && luck < 0.24) {
    return { delay, act: () => throwJobError(engine, job.jobKey, 'CARD_DECLINED', 'The bank declined the card', {}) }
  }
  if (job.type === 'print-label' && luck < 0.2) {
    return { delay, act: () => throwJobError(engine, job.jobKey, 'PRINTER_OFFLINE', 'The printer is offline', {}) }
  }
  const result = jobResult(random, job.type)
  return {
    delay,
    act: () => {
      lease()
      completeJob(engine, job.jobKey, result)
    },
  }
}

/** What happens to a task: somebody takes it, and most are completed within two days. */
export function planUserTask(engine: Engine, random: Random, task: UserTask): Plan | null {
  const { userTaskKey } = task
  const luck = random.next()
  if (luck < 0.15) return null
  if (task.assignee === null) {
    const assignee = random.pick(['demo', 'alice', 'bob', 'carla'])
    return { delay: random.between(5, 600) * MINUTE, act: () => assignUserTask(engine, userTaskKey, assignee, false) }
  }
  if (luck < 0.25) return null
  const result = taskResult(random, task.element.element.id)
  return { delay: random.between(1, 48) * HOUR, act: () => completeUserTask(engine, userTaskKey, result) }
}

/** What happens to an incident: somebody sees to two in five, after a day or two. */
export function planIncident(engine: Engine, random: Random, incident: Incident): Plan | null {
  const { incidentKey, job, errorType } = incident
  if (!random.chance(0.4) || (errorType !== 'JOB_NO_RETRIES' && errorType !== 'UNHANDLED_ERROR_EVENT')) return null
  return {
    delay: random.between(10, 50) * HOUR,
    act: () => {
      if (job && job.retries === 0) updateJob(engine, job.jobKey, { retries: 3, timeout: null })
      resolveIncident(engine, incidentKey)
    },
  }
}

/** Parcels arrive after one to four days, and some have not arrived yet. */
export function planDelivery(engine: Engine, random: Random, subscription: Subscription): Plan | null {
  const { name, correlationKey } = subscription
  if (random.chance(0.15)) return null
  const variables = toVariables({ trackingNumber: `PX${random.between(10_000_000, 99_999_999)}` })
  return {
    delay: random.between(20, 96) * HOUR,
    act: () => publishMessage(engine, { name, correlationKey, messageId: null, timeToLive: DAY, variables }),
  }
}

function failure(job: Job) {
  const reference = visibleVariables(job.element).get('orderId')?.value ?? '"?"'
  const messages: Readonly<Record<string, string>> = {
    'charge-card': 'Connection to the payment provider timed out after 30 seconds',
    'check-stock': 'The warehouse system is being maintained',
    'print-label': `No label template for the destination of order ${reference}`,
    'pay-invoice': 'IBAN is not valid: checksum failed',
    'send-mail': 'Mail server answered: 421 try again later',
  }
  return {
    errorMessage: messages[job.type] ?? `Worker for ${job.type} failed unexpectedly`,
    retryBackOff: 20 * MINUTE,
    variables: {},
  }
}

function jobResult(random: Random, type: string): Variables {
  switch (type) {
    case 'check-stock':
      return toVariables({ inStock: random.chance(0.85) })
    case 'book-payment':
      return toVariables({ paymentId: `PAY-${random.between(100_000, 999_999)}` })
    case 'pay-invoice':
      // Beyond 2^53, to be carried as it is.
      return toVariables(parseExact(`{"transactionId": ${9223372036854770000n + BigInt(random.between(1, 5_000))}}`))
    case 'print-badge':
      return toVariables({ badge: `B-${random.between(1_000, 9_999)}` })
    default:
      return {}
  }
}

function taskResult(random: Random, elementId: string): Variables {
  switch (elementId) {
    case 'approve-invoice':
      return toVariables({
        approved: random.chance(0.8),
        remark: random.chance(0.3) ? 'Checked against the order' : '',
      })
    case 'find-replacement':
      return toVariables({ replacement: random.chance(0.7) ? 'KB-105' : null })
    case 'pick-and-pack':
      return toVariables(parseExact(`{"weight": ${random.between(1, 20)}.0, "complete": true}`))
    case 'register-employee':
      return toVariables({ employeeNumber: `E${random.between(1_000, 9_999)}` })
    default:
      return {}
  }
}
