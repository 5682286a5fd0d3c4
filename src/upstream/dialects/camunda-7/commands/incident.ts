import { at } from '../engine.ts'
import { notSupported } from '../generation.ts'
import { closedIncidentList } from '../lists.ts'
import { orNull } from '../or-null.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

export const incidentCommands: Readonly<Record<string, Perform>> = {
  /**
   * An incident of a job closes when the job gets attempts, which `updateJob` may have done already: then nothing is left
   * to do. An application's own incident is removed.
   */
  async resolveIncident(engine, { parameters: { incidentKey }, body }) {
    onlyWith(body, [])
    const open = await orNull(engine.object(at('/incident', incidentKey)))
    if (!open) {
      const [closed] = await engine.rows(closedIncidentList, { incidentId: incidentKey }, 1)
      if (!closed) throw refusal(engine, 404, `There is no incident '${incidentKey}'.`)
      return DONE
    }
    const job = RETRIES[String(open.incidentType)]
    if (!job) {
      await engine.write('DELETE', at('/incident', incidentKey))
      return DONE
    }
    if (typeof open.configuration !== 'string') {
      // The engine opens one for each caller of the instance that failed; it closes with its cause.
      throw notSupported(
        'The incident of a calling instance',
        `Resolve its cause, the incident ${open.rootCauseIncidentId}.`,
      )
    }
    await engine.write('PUT', at(job, open.configuration, '/retries'), { retries: 1 })
    return DONE
  },
}

/** Where the attempts are whose end opened an incident of Camunda 7's own kinds. */
const RETRIES: Readonly<Record<string, string>> = { failedJob: '/job', failedExternalTask: '/external-task' }
