import { activateJobs, completeJob, failJob, throwJobError, updateJob } from '../engine/jobs.ts'
import type { Job } from '../engine/records.ts'
import { TENANT } from '../engine/records.ts'
import { toVariables, visibleVariables } from '../engine/variables.ts'
import { parseExact } from '../json.ts'
import { invalidArgument } from '../problem.ts'
import type { JobRow } from '../rows.ts'
import { search } from '../search/search.ts'
import { type Call, type Handlers, integer, json, NO_CONTENT, object, pathKey, strings, text } from './call.ts'
import { rulesOf } from './search-rules.ts'

/** How long activation waits for a job when the request does not say. */
const DEFAULT_POLL_MS = 10_000

export const jobHandlers: Handlers = {
  searchJobs: ({ cluster, body }) =>
    json(search([...cluster.view.jobs.values()], body, rulesOf<JobRow>('searchJobs', { key: 'jobKey' }))),

  activateJobs: async (call) => json({ jobs: await poll(call) }),

  completeJob: (call) => {
    const { engine } = call.cluster
    const variables = toVariables(call.exact.variables)
    engine.run(() => completeJob(engine, pathKey(call, 'jobKey'), variables))
    return NO_CONTENT
  },

  failJob: (call) => {
    const { engine } = call.cluster
    const failure = {
      retries: integer(call.body.retries) ?? 0,
      errorMessage: text(call.body.errorMessage),
      retryBackOff: integer(call.body.retryBackOff) ?? 0,
      variables: toVariables(call.exact.variables),
    }
    engine.run(() => failJob(engine, pathKey(call, 'jobKey'), failure))
    return NO_CONTENT
  },

  throwJobError: (call) => {
    const { engine } = call.cluster
    const errorCode = text(call.body.errorCode)
    if (!errorCode) throw invalidArgument('No errorCode provided.')
    const variables = toVariables(call.exact.variables)
    engine.run(() => throwJobError(engine, pathKey(call, 'jobKey'), errorCode, text(call.body.errorMessage), variables))
    return NO_CONTENT
  },

  updateJob: (call) => {
    const { engine } = call.cluster
    const changeset = object(call.body.changeset)
    const changes = { retries: integer(changeset.retries), timeout: integer(changeset.timeout) }
    if (changes.retries === null && changes.timeout === null) {
      throw invalidArgument('At least one of [retries, timeout] is required.')
    }
    engine.run(() => updateJob(engine, pathKey(call, 'jobKey'), changes))
    return NO_CONTENT
  },
}

/** Leases jobs to the caller, waiting for the first one as long as the request allows. */
async function poll(call: Call): Promise<object[]> {
  const { engine } = call.cluster
  const { body } = call
  const type = text(body.type) ?? ''
  const timeout = positive('timeout', body.timeout)
  const max = positive('maxJobsToActivate', body.maxJobsToActivate)
  if (type === '') throw invalidArgument('No type provided.')
  const take = () => engine.run(() => activateJobs(engine, type, text(body.worker) ?? '', timeout, max))

  let jobs = take()
  const requestTimeout = integer(body.requestTimeout) ?? 0
  if (jobs.length === 0 && requestTimeout >= 0) {
    jobs = await waitForJobs(call, type, requestTimeout || DEFAULT_POLL_MS, take)
  }
  const fetchVariables = strings(body.fetchVariable)
  return jobs.map((job) => activatedJob(job, fetchVariables))
}

function waitForJobs(call: Call, type: string, patience: number, take: () => Job[]): Promise<Job[]> {
  const { jobWaiters } = call.cluster.engine
  const waiters = jobWaiters.get(type) ?? new Set()
  return new Promise((resolve) => {
    const done = (jobs: Job[]) => {
      clearTimeout(timer)
      call.signal.removeEventListener('abort', giveUp)
      waiters.delete(serve)
      if (waiters.size === 0 && jobWaiters.get(type) === waiters) jobWaiters.delete(type)
      resolve(jobs)
    }
    const giveUp = () => done([])
    const serve = () => {
      const jobs = take()
      if (jobs.length > 0) done(jobs)
      return jobs.length > 0
    }
    const timer = setTimeout(giveUp, patience)
    // A client that is gone must not be given jobs: they would stay leased to nobody.
    call.signal.addEventListener('abort', giveUp, { once: true })
    jobWaiters.set(type, waiters.add(serve))
  })
}

function activatedJob(job: Job, fetchVariables: readonly string[]): object {
  const { element } = job
  const { instance } = element
  const variables = [...visibleVariables(element).values()]
    .filter(({ name }) => fetchVariables.length === 0 || fetchVariables.includes(name))
    .map(({ name, value }) => [name, parseExact(value)])
  return {
    jobKey: job.jobKey,
    type: job.type,
    kind: 'BPMN_ELEMENT',
    listenerEventType: 'UNSPECIFIED',
    worker: job.worker,
    retries: job.retries,
    deadline: job.deadline ?? 0,
    customHeaders: job.customHeaders,
    variables: Object.fromEntries(variables),
    elementId: element.element.id,
    elementInstanceKey: element.elementInstanceKey,
    processInstanceKey: instance.processInstanceKey,
    rootProcessInstanceKey: instance.rootProcessInstanceKey,
    processDefinitionKey: instance.definition.processDefinitionKey,
    processDefinitionId: instance.definition.model.processId,
    processDefinitionVersion: instance.definition.version,
    tags: instance.tags,
    userTask: null,
    tenantId: TENANT,
  }
}

function positive(name: string, value: unknown): number {
  const number = integer(value) ?? 0
  if (number > 0) return number
  throw invalidArgument(`The value for ${name} is '${number}' but must be greater than 0.`)
}
