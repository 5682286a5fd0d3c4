import { InvalidInput, notCamundas } from '../../../failures/failure.ts'
import { toNumber } from '../../../json/exact-json.ts'
import { isJsonObject } from '../../../json/json-object.ts'
import { fromEngineDate } from '../dates.ts'
import { at, type Engine } from '../engine.ts'
import { notSupported } from '../generation.ts'
import { isObject, type Raw } from '../objects.ts'
import { orNull } from '../or-null.ts'
import { Page } from '../page.ts'
import { fromEngineTenant, isNoTenant } from '../tenant.ts'
import { fromTypedValues, valuesIn } from '../typed-values.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'

export const jobCommands: Readonly<Record<string, Perform>> = {
  async activateJobs(engine, { body, extraTime, mayEndEarly }) {
    onlyWith(body, [
      'type',
      'maxJobsToActivate',
      'timeout',
      'worker',
      'fetchVariable',
      'requestTimeout',
      'tenantIds',
      'tenantFilter',
    ])
    const worker = body.worker ?? NAMELESS
    const fetched = Array.isArray(body.fetchVariable) ? body.fetchVariable : []
    const wait = toNumber(body.requestTimeout ?? 0)
    const answer = await engine.wire.send({
      operation: engine.operation,
      method: 'POST',
      path: '/external-task/fetchAndLock',
      kind: 'poll',
      exact: true,
      ...(mayEndEarly ? { nothing: [] } : {}),
      ...(extraTime === undefined ? {} : { extraTime }),
      body: {
        workerId: worker,
        maxTasks: body.maxJobsToActivate,
        asyncResponseTimeout: wait > 0 ? wait : undefined,
        topics: [
          {
            topicName: body.type,
            lockDuration: body.timeout,
            includeExtensionProperties: true,
            deserializeValues: false,
            variables: fetched.length > 0 ? fetched : undefined,
            ...tenants(body),
          },
        ],
      },
    })
    const read = () => {
      if (!Array.isArray(answer) || !answer.every(isObject)) throw notCamundas('the answer is no list of objects')
      const raws: Raw[] = answer
      const page = new Page(engine, raws)
      return { jobs: raws.map((raw) => activatedJob(raw, page)) }
    }
    return engine.wire.readable(engine.operation, read, 'poll')
  },

  async completeJob(engine, { parameters: { jobKey }, body }) {
    onlyWith(body, ['variables', 'typedVariables'], {
      result: 'Camunda 7 has listeners of its own, and no jobs for them.',
    })
    const workerId = await holderOf(engine, jobKey)
    await engine.write('POST', at('/external-task', jobKey, '/complete'), {
      workerId,
      variables: valuesIn(body),
    })
    return DONE
  },

  async failJob(engine, { parameters: { jobKey }, body }) {
    onlyWith(body, ['retries', 'errorMessage', 'retryBackOff', 'variables', 'typedVariables'])
    const workerId = await holderOf(engine, jobKey)
    await engine.write('POST', at('/external-task', jobKey, '/failure'), {
      workerId,
      retries: body.retries ?? 0,
      retryTimeout: body.retryBackOff ?? 0,
      errorMessage: body.errorMessage,
      localVariables: valuesIn(body),
    })
    return DONE
  },

  async throwJobError(engine, { parameters: { jobKey }, body }) {
    onlyWith(body, ['errorCode', 'errorMessage', 'variables', 'typedVariables'])
    const workerId = await holderOf(engine, jobKey)
    await engine.write('POST', at('/external-task', jobKey, '/bpmnError'), {
      workerId,
      errorCode: body.errorCode,
      errorMessage: body.errorMessage,
      variables: valuesIn(body),
    })
    return DONE
  },

  /** Attempts of an external task or of a job of the engine's own; a lease has the former alone. */
  async updateJob(engine, { parameters: { jobKey }, body }) {
    onlyWith(body, ['changeset'])
    const { retries, timeout } = isJsonObject(body.changeset) ? body.changeset : {}
    const task = await orNull(engine.object(at('/external-task', jobKey)))
    const resource = task ? '/external-task' : '/job'
    if (timeout !== undefined) {
      if (!task) throw notSupported('input.timeout', 'Jobs of the engine’s own have no lease.')
      if (typeof task.workerId !== 'string') throw new InvalidInput('input.timeout', 'no worker holds the job.')
      // A lock that is over at once is none: then those who wait for the task are told, too.
      if (toNumber(timeout) <= 1) await engine.write('POST', at(resource, jobKey, '/unlock'))
      else {
        await engine.write('POST', at(resource, jobKey, '/extendLock'), {
          workerId: task.workerId,
          newDuration: timeout,
        })
      }
    }
    if (retries !== undefined) {
      // The engine answers 500 where there is no such job: a read says it properly.
      if (!task) await engine.object(at('/job', jobKey))
      await engine.write('PUT', at(resource, jobKey, '/retries'), { retries })
    }
    return DONE
  },
}

/** The worker's name where the client gives none: the engine wants one. */
const NAMELESS = 'camunda-graphql-gateway'

/** Without a filter the engine gives tasks of all tenants that the caller belongs to. */
function tenants({ tenantIds, tenantFilter }: Raw) {
  if (tenantFilter === 'ASSIGNED' || !Array.isArray(tenantIds) || tenantIds.length === 0) return {}
  if (!tenantIds.some(isNoTenant)) return { tenantIdIn: tenantIds }
  if (tenantIds.length === 1) return { withoutTenantId: true }
  throw notSupported('input.tenantIds', 'Ask for <default> and for other tenants one after the other.')
}

function activatedJob(raw: Raw, page: Page): object {
  return {
    type: raw.topicName,
    processDefinitionId: raw.processDefinitionKey,
    processDefinitionVersion: () => page.definition(raw, 'version'),
    elementId: raw.activityId,
    customHeaders: raw.extensionProperties ?? {},
    worker: raw.workerId ?? '',
    // A task that never failed has none yet.
    retries: raw.retries ?? 1,
    deadline: Date.parse(fromEngineDate(raw.lockExpirationTime) ?? ''),
    variables: fromTypedValues(raw.variables),
    tenantId: fromEngineTenant(raw.tenantId),
    jobKey: raw.id,
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    elementInstanceKey: raw.activityInstanceId,
    kind: 'BPMN_ELEMENT',
    listenerEventType: 'UNSPECIFIED',
    userTask: null,
    tags: null,
    rootProcessInstanceKey: null,
  }
}

/**
 * The worker in whose name a task is ended: the one that holds it, since the contract's commands name none. A task that
 * nobody holds is taken first, as the contract also lets a job be completed that nobody has activated.
 */
async function holderOf(engine: Engine, key: unknown): Promise<unknown> {
  const task = await engine.object(at('/external-task', key))
  if (typeof task.workerId === 'string') return task.workerId
  await engine.write('POST', at('/external-task', key, '/lock'), { workerId: NAMELESS, lockDuration: 60_000 })
  return NAMELESS
}
