import type { Engine } from './engine.ts'
import { closeIncident } from './incidents.ts'
import { resumeJob } from './jobs.ts'
import { resumeElement } from './lifecycle.ts'
import type { Incident } from './records.ts'
import { noSuch, Rejection } from './rejection.ts'

/** Command: resolves an incident and tries again what it had stopped. What still fails opens a new incident. */
export function resolveIncident(engine: Engine, incidentKey: string): void {
  const incident = engine.incidents.get(incidentKey)
  if (!incident) throw noSuch('resolve', 'incident', incidentKey)
  const { job } = incident
  if (job && job.retries <= 0) {
    throw new Rejection(
      'INVALID_STATE',
      `Expected to resolve incident with key '${incidentKey}', but job with key '${job.jobKey}' has no retries left. ` +
        'Please update the job retries first.',
    )
  }
  resume(engine, incident)
}

function resume(engine: Engine, incident: Incident): void {
  closeIncident(engine, incident.element)
  if (incident.job) resumeJob(engine, incident.job)
  else resumeElement(engine, incident.element)
}
