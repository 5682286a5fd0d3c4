import { cancelJob, createJob } from '../jobs.ts'
import type { Behaviour } from './behaviour.ts'

/** Elements whose work is a job: service and send tasks, and any other with a task definition. */
export const jobWorker: Behaviour = {
  activate(engine, element) {
    const { taskDefinition, taskHeaders } = element.element
    if (taskDefinition) createJob(engine, element, taskDefinition, taskHeaders)
  },
  terminate(engine, { job }) {
    if (job) cancelJob(engine, job)
  },
}
