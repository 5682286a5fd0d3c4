import { cancelJob, createJob } from '../jobs.ts'
import { cancelUserTask, createUserTask } from '../user-tasks.ts'
import type { Behaviour } from './behaviour.ts'

/** The job type of user tasks without `zeebe:userTask`: those are left to a worker. */
const JOB_BASED = { type: 'io.camunda.zeebe:userTask', retries: '1' }

export const userTask: Behaviour = {
  activate(engine, element) {
    const { userTask: definition, taskHeaders } = element.element
    if (definition) createUserTask(engine, element, definition)
    else createJob(engine, element, JOB_BASED, taskHeaders)
  },
  terminate(engine, element) {
    if (element.userTask) cancelUserTask(engine, element.userTask)
    if (element.job) cancelJob(engine, element.job)
  },
}
