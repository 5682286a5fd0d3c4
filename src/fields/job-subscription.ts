import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { checkOperation } from '../upstream/dialects/support.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { toNumber } from '../upstream/json/exact-json.ts'
import { Session } from '../upstream/session/session.ts'
import { Failing, type JobSource, POLL_MS } from '../workers/job-source.ts'
import type { ActivatedJob, LeasedJob } from '../workers/leased-job.ts'
import { checkDurations, remainingMs, withoutNulls } from './command.ts'
import { factsOf } from './facts.ts'
import { checkInput } from './input.ts'
import { upstreamOf } from './upstream-of.ts'

/** What `JobActivatedInput` has beside what goes to Camunda as it is. */
interface JobActivatedInput {
  type: string
  timeout: unknown
  maxJobsActive?: number | null | undefined
}

/** As many jobs as Camunda's own workers have at once unless they are told otherwise. */
const MAX_JOBS_ACTIVE = 32

/** Throws InvalidInput for a lease that Camunda does not give. */
export function checkLease({ type, timeout }: { type: string; timeout: unknown }): void {
  if (type === '') throw new InvalidInput('input.type', 'give the job type, as modelled on the element.')
  if (toNumber(timeout) < 1)
    throw new InvalidInput('input.timeout', 'give the milliseconds that the jobs are yours, from 1.')
}

/** What becomes of jobs whose activation has got no answer. */
export const LEASES_END = 'Jobs that were given out all the same can be activated again once their lease is over.'

/** Jobs that are leased one by one, each handed to the subscriber. Everything is checked before the first call. */
export const jobSubscription = {
  async subscribe(
    source: unknown,
    { input }: { input: JobActivatedInput },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<JobSource> {
    const upstream = upstreamOf(source, context)
    const { cluster, caller } = upstream
    try {
      if (cluster.dialect.support) checkOperation(cluster.dialect.support, operations.activateJobs)
    } catch (error) {
      throw cluster.withName(error)
    }
    const facts = factsOf(info).arguments.get('input')
    if (facts) await checkInput(facts.type, input, 'input', upstream)
    checkLease(input)
    checkDurations(new Map(Object.entries(input)))
    const { maxJobsActive, ...activation } = input
    if (typeof maxJobsActive === 'number' && maxJobsActive < 1)
      throw new InvalidInput('input.maxJobsActive', 'give a number from 1.')
    return context.workers.open(
      {
        // Its calls are not those of the request that has subscribed, which is over by then.
        session: new Session(cluster, caller),
        activation: { ...withoutNulls(activation), timeout: input.timeout },
        pollMs: Math.max(1, Math.min(POLL_MS, remainingMs(context.maxRequestMs, 0))),
        maxJobsActive: maxJobsActive ?? MAX_JOBS_ACTIVE,
        advice: LEASES_END,
      },
      context.owner(),
    )
  },
  resolve(handed: LeasedJob | Failing): ActivatedJob {
    if (handed instanceof Failing) throw handed.error
    return handed.job
  },
}
