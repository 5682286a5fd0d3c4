import type { Engine } from './engine.ts'
import { throwError } from './errors.ts'
import { Failure } from './failure.ts'
import { evaluateInteger, evaluateString } from './feel.ts'
import { closeIncident, raiseIncident } from './incidents.ts'
import { completeElement } from './lifecycle.ts'
import { mergeResult } from './mappings.ts'
import type { ElementInstance, Job, JobState } from './records.ts'
import { noSuch, Rejection } from './rejection.ts'
import { feelContext, setLocalVariables, type Variables } from './variables.ts'

/** Creates the job of an element instance and offers it to workers. */
export function createJob(
  engine: Engine,
  element: ElementInstance,
  definition: { readonly type: string; readonly retries: string },
  customHeaders: Readonly<Record<string, string>>,
): Job {
  const context = feelContext(engine, element)
  const now = engine.clock.now()
  const type = evaluateString(definition.type, context)
  const retries = evaluateInteger(definition.retries, context)
  const job: Job = {
    jobKey: engine.keys.next(),
    type,
    element,
    customHeaders,
    creationTime: now,
    lastUpdateTime: now,
    endTime: null,
    state: 'CREATED',
    status: 'ACTIVATABLE',
    retries,
    worker: '',
    deadline: null,
    errorMessage: null,
    errorCode: null,
    hasFailedWithRetriesLeft: false,
    timer: null,
  }
  element.job = job
  engine.jobs.set(job.jobKey, job)
  engine.changed({ kind: 'job', entity: job })
  offer(engine, job)
  return job
}

/** Leases up to `max` jobs of a type to a worker for `timeout` milliseconds, the oldest first. */
export function activateJobs(engine: Engine, type: string, worker: string, timeout: number, max: number): Job[] {
  const jobs = [...(engine.activatable.get(type) ?? [])].slice(0, max)
  for (const job of jobs) leaseJob(engine, job, worker, timeout)
  return jobs
}

/** Leases one job to a worker. As in Camunda, that is not exported: a search sees it with the job's next event. */
export function leaseJob(engine: Engine, job: Job, worker: string, timeout: number): void {
  withdraw(engine, job)
  job.status = 'ACTIVATED'
  job.worker = worker
  job.deadline = engine.clock.now() + timeout
  lease(engine, job, job.deadline)
}

export function completeJob(engine: Engine, jobKey: string, variables: Variables): void {
  const job = findJob(engine, 'complete', jobKey)
  refuseUnlessOpen('complete', job)
  endJob(engine, job, 'COMPLETED')
  mergeResult(engine, job.element, variables)
  completeElement(engine, job.element)
}

export interface JobFailure {
  readonly retries: number
  readonly errorMessage: string | null
  readonly retryBackOff: number
  readonly variables: Variables
}

/** Gives a job back: to be tried again while retries are left, with an incident when they are not. */
export function failJob(engine: Engine, jobKey: string, failure: JobFailure): void {
  const job = findJob(engine, 'fail', jobKey)
  refuseUnlessOpen('fail', job)
  withdraw(engine, job)
  job.retries = Math.max(0, failure.retries)
  job.errorMessage = failure.errorMessage
  job.hasFailedWithRetriesLeft = job.retries > 0
  setLocalVariables(engine, job.element, failure.variables)
  job.timer?.cancel()
  update(engine, job, 'FAILED')
  if (job.retries === 0) {
    job.status = 'FAILED'
    raiseIncident(engine, job.element, new Failure('JOB_NO_RETRIES', job.errorMessage || 'No more retries left.', job))
  } else if (failure.retryBackOff > 0) {
    job.status = 'BACKING_OFF'
    job.timer = engine.scheduler.schedule(engine.clock.now() + failure.retryBackOff, () => offer(engine, job))
  } else {
    offer(engine, job)
  }
}

/** Reports a business error, for a boundary event to catch; with none, an incident. */
export function throwJobError(
  engine: Engine,
  jobKey: string,
  errorCode: string,
  errorMessage: string | null,
  variables: Variables,
): void {
  const job = findJob(engine, 'throw an error for', jobKey)
  refuseUnlessOpen('throw an error for', job)
  job.errorCode = errorCode
  job.errorMessage = errorMessage
  withdraw(engine, job)
  job.timer?.cancel()
  job.status = 'ERROR_THROWN'
  update(engine, job, 'ERROR_THROWN')
  if (throwError(engine, job.element, errorCode, variables)) {
    job.endTime = engine.clock.now()
    return
  }
  raiseIncident(
    engine,
    job.element,
    new Failure(
      'UNHANDLED_ERROR_EVENT',
      `Expected to throw an error event with the code '${errorCode}'${errorMessage ? ` with message '${errorMessage}'` : ''}, ` +
        'but it was not caught. No error events are available in the scope.',
      job,
    ),
  )
}

/** Changes a job's retries, or how long its lease lasts from now. */
export function updateJob(
  engine: Engine,
  jobKey: string,
  changes: { readonly retries: number | null; readonly timeout: number | null },
): void {
  const job = findJob(engine, 'update', jobKey)
  if (changes.retries !== null && changes.retries < 1) {
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Expected to update job with key '${jobKey}' with a positive amount of retries, but the amount given was '${changes.retries}'`,
    )
  }
  if (changes.timeout !== null) {
    if (job.status !== 'ACTIVATED') {
      throw new Rejection(
        'INVALID_STATE',
        `Expected to update the timeout of job with key '${jobKey}', but it is not active`,
      )
    }
    job.deadline = engine.clock.now() + changes.timeout
    lease(engine, job, job.deadline)
  }
  if (changes.retries !== null) {
    job.retries = changes.retries
    update(engine, job, 'RETRIES_UPDATED')
  }
}

/** Offers a job again whose incident was resolved. */
export function resumeJob(engine: Engine, job: Job): void {
  if (job.status === 'FAILED' || job.status === 'ERROR_THROWN') offer(engine, job)
}

/** Takes a job away from whoever works on it. */
export function cancelJob(engine: Engine, job: Job): void {
  if (job.status === 'ENDED') return
  // An error that was caught stays one: it is the catching that ends the element.
  if (job.state === 'ERROR_THROWN' && job.element.incident?.job !== job) endJob(engine, job, 'ERROR_THROWN')
  else endJob(engine, job, 'CANCELED')
}

function endJob(engine: Engine, job: Job, state: JobState): void {
  withdraw(engine, job)
  job.timer?.cancel()
  job.status = 'ENDED'
  job.endTime = engine.clock.now()
  job.element.job = null
  engine.jobs.delete(job.jobKey)
  // A job completed by its worker while an incident was open takes the incident with it.
  if (job.element.incident?.job === job) closeIncident(engine, job.element)
  update(engine, job, state)
}

function update(engine: Engine, job: Job, state: JobState): void {
  job.state = state
  job.lastUpdateTime = engine.clock.now()
  engine.changed({ kind: 'job', entity: job })
}

function lease(engine: Engine, job: Job, deadline: number): void {
  job.timer?.cancel()
  job.timer = engine.scheduler.schedule(deadline, () => {
    update(engine, job, 'TIMED_OUT')
    offer(engine, job)
  })
}

function offer(engine: Engine, job: Job): void {
  job.status = 'ACTIVATABLE'
  job.timer = null
  const offered = engine.activatable.get(job.type) ?? new Set()
  engine.activatable.set(job.type, offered.add(job))
  // Waiting workers are served once the command is through, so that one takes all that it brought.
  engine.next(() => serveWaiters(engine, job.type))
}

function serveWaiters(engine: Engine, type: string): void {
  for (const serve of [...(engine.jobWaiters.get(type) ?? [])]) {
    if (!engine.activatable.get(type)?.size) return
    serve()
  }
}

function withdraw(engine: Engine, job: Job): void {
  const offered = engine.activatable.get(job.type)
  offered?.delete(job)
  if (offered?.size === 0) engine.activatable.delete(job.type)
}

function findJob(engine: Engine, command: string, jobKey: string): Job {
  const job = engine.jobs.get(jobKey)
  if (!job || job.status === 'ENDED') throw noSuch(command, 'job', jobKey)
  return job
}

function refuseUnlessOpen(command: string, job: Job): void {
  if (job.status === 'ACTIVATABLE' || job.status === 'ACTIVATED') return
  const state = job.status === 'BACKING_OFF' ? 'FAILED' : job.status
  throw new Rejection(
    'INVALID_STATE',
    `Expected to ${command} job with key '${job.jobKey}', but it is in state '${state}'`,
  )
}
