import { NotSupported } from '../../../failures/failure.ts'
import { fetchOne, fetchRows } from '../engine.ts'
import { found } from '../found.ts'
import { closedIncidentList } from '../lists.ts'
import { GENERATION } from '../search.ts'
import { at, DONE, onlyWith, type Perform, write } from './perform.ts'
import { refusal } from './refusal.ts'

/** Where the attempts are whose end opened an incident of Camunda 7's own kinds. */
const RETRIES: Readonly<Record<string, string>> = { failedJob: '/job', failedExternalTask: '/external-task' }

/**
 * An incident of a job closes when the job gets attempts, which `updateJob` may have done already: then nothing is left
 * to do. An application's own incident is removed.
 */
const resolveIncident: Perform = async (wire, { operation, parameters: { incidentKey }, body }) => {
  onlyWith(body, [])
  const open = await found(fetchOne(wire, operation, at('/incident', incidentKey)))
  if (!open) {
    const [closed] = await fetchRows(wire, operation, closedIncidentList, { incidentId: incidentKey }, [], 0, 1)
    if (!closed) throw refusal(operation, 404, `There is no incident '${incidentKey}'.`)
    return DONE
  }
  const job = RETRIES[String(open.incidentType)]
  if (!job) {
    await write(wire, operation, 'DELETE', at('/incident', incidentKey))
    return DONE
  }
  if (typeof open.configuration !== 'string') {
    // The engine opens one for each caller of the instance that failed; it closes with its cause.
    throw NotSupported.byGeneration(
      'The incident of a calling instance',
      GENERATION,
      `Resolve its cause, the incident ${open.rootCauseIncidentId}.`,
    )
  }
  await write(wire, operation, 'PUT', at(job, open.configuration, '/retries'), { retries: 1 })
  return DONE
}

export const incidentCommands: Readonly<Record<string, Perform>> = { resolveIncident }
