import { afterWrite } from '../fields/after-write.ts'
import { children } from '../fields/children.ts'
import { command, withoutNulls } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { dateOf } from '../fields/date.ts'
import { checkLease, jobSubscription, LEASES_END } from '../fields/job-subscription.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { isPresent } from '../fields/present.ts'
import { processRelations } from '../fields/process-relations.ts'
import { userTaskChanges } from '../fields/user-task-changes.ts'
import type { ActivateJobsInput, CompleteJobInput, Resolvers, UserTaskJobResultInput } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { type JobRow, jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { JobActivationResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { toNumber } from '../upstream/json/exact-json.ts'

/** Milliseconds that the cluster may hold an activation open when the client leaves it to the cluster. */
const DEFAULT_LONG_POLL_MS = 30_000

/** Whether a job will not change any more: whatever was done to it has had its effect. */
const isOver = ({ state }: JobRow) => state === 'COMPLETED' || state === 'CANCELED' || state === 'ERROR_THROWN'

/** A job that was failed or updated may be taken and done by another worker before it is read. */
const fate = {
  changes: ({ state, retries, errorCode, priority }: JobRow) => [state, retries, errorCode, priority],
}

export const resolvers: Resolvers = {
  Query: {
    job: byKey(jobs),
    jobs: connection(jobs),
  },
  Job: {
    id: globalId(jobs),
    ...processRelations,
    elementInstance: one(elementInstances, (job) => job.elementInstanceKey),
    incidents: children(incidents, 'jobKey', (job) => job.jobKey),
  },
  ActivatedJob: {
    // Activation answers milliseconds, the search a date-time: clients get the latter from both.
    deadline: ({ deadline }) => dateOf(deadline),
    processInstance: one(processInstances, (job) => job.processInstanceKey),
    processDefinition: one(
      processDefinitions,
      (job) => job.processDefinitionKey,
      ({ processDefinitionId, processDefinitionVersion, tenantId }) => ({
        processDefinitionId,
        version: processDefinitionVersion,
        tenantId,
      }),
    ),
    elementInstance: one(elementInstances, (job) => job.elementInstanceKey),
  },
  Subscription: {
    jobActivated: jobSubscription,
  },
  Mutation: {
    activateJobs: command<ActivateJobsInput, JobActivationResult>(operations.activateJobs, {
      answers: ['jobs'],
      check: (input) => {
        if (input.maxJobsToActivate < 1) throw new InvalidInput('input.maxJobsToActivate', 'give a number from 1.')
        checkLease(input)
      },
      wait: ({ requestTimeout }) => toNumber(requestTimeout ?? 0),
      advice: () => LEASES_END,
      extraTime: ({ requestTimeout }) => {
        const asked = toNumber(requestTimeout ?? 0)
        return asked === 0 ? DEFAULT_LONG_POLL_MS : Math.max(0, asked)
      },
    }),
    completeJob: command(operations.completeJob, { check: checkCompletion, body: completion }),
    failJob: command(operations.failJob),
    throwJobError: command(operations.throwJobError),
    updateJob: command(operations.updateJob, {
      check: ({ retries, timeout, priority }) => {
        if (![retries, timeout, priority].some(isPresent)) {
          throw new InvalidInput('input', 'give what to change: retries, timeout, priority or several of them.')
        }
      },
      body: ({ retries, timeout, priority, jobLeaseToken, operationReference }) =>
        withoutNulls({ changeset: withoutNulls({ retries, timeout, priority }), jobLeaseToken, operationReference }),
    }),
  },
  CompleteJobPayload: {
    job: afterWrite(jobs, { ...fate, isVisible: (row) => isOver(row) }),
  },
  FailJobPayload: {
    job: afterWrite(jobs, {
      ...fate,
      isVisible: (row, { input }) => isOver(row) || (row.state === 'FAILED' && row.retries === (input.retries ?? 0)),
    }),
  },
  ThrowJobErrorPayload: {
    job: afterWrite(jobs, { ...fate, isVisible: (row) => isOver(row) || Boolean(row.errorCode) }),
  },
  UpdateJobPayload: {
    job: afterWrite(jobs, {
      ...fate,
      isVisible: (row, { input: { retries, priority } }) =>
        isOver(row) ||
        ((!isPresent(retries) || row.retries === retries) && (!isPresent(priority) || row.priority === priority)),
    }),
  },
}

const MAX_BUSINESS_ID = 256

function checkCompletion({ businessId }: CompleteJobInput): void {
  if (!isPresent(businessId) || (businessId !== '' && businessId.length <= MAX_BUSINESS_ID)) return
  throw new InvalidInput('input.businessId', `give 1 to ${MAX_BUSINESS_ID} characters, or leave it out.`)
}

/** The result of a listener or an ad-hoc sub-process says by its type which it is; GraphQL says so by the field. */
function completion({ variables, typedVariables, result, jobLeaseToken, businessId }: CompleteJobInput): unknown {
  return withoutNulls({
    jobLeaseToken,
    variables,
    typedVariables,
    businessId,
    result: result?.userTask
      ? { type: 'userTask', ...listenerResult(result.userTask) }
      : result?.adHocSubProcess && { type: 'adHocSubProcess', ...withoutNulls(result.adHocSubProcess) },
  })
}

function listenerResult({ corrections, ...decision }: UserTaskJobResultInput): object {
  return withoutNulls({ ...decision, corrections: corrections && userTaskChanges(corrections) })
}
