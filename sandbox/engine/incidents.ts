import type { Engine } from './engine.ts'
import type { Failure } from './failure.ts'
import type { ElementInstance, Incident } from './records.ts'

/** Stops an element instance with an incident, which its scopes and calling processes show too. */
export function raiseIncident(engine: Engine, element: ElementInstance, failure: Failure): void {
  const incident: Incident = {
    incidentKey: engine.keys.next(),
    errorType: failure.errorType,
    errorMessage: failure.message,
    element,
    job: failure.job,
    creationTime: engine.clock.now(),
    state: 'ACTIVE',
  }
  element.incident = incident
  engine.incidents.set(incident.incidentKey, incident)
  engine.changed({ kind: 'incident', entity: incident })
  count(engine, element, 1)
}

/** Closes the incident of an element instance, if it has one. */
export function closeIncident(engine: Engine, element: ElementInstance): void {
  const { incident } = element
  if (!incident) return
  incident.state = 'RESOLVED'
  element.incident = null
  engine.incidents.delete(incident.incidentKey)
  engine.changed({ kind: 'incident', entity: incident })
  count(engine, element, -1)
}

function count(engine: Engine, element: ElementInstance, change: 1 | -1): void {
  let at: ElementInstance | null = element
  while (at) {
    at.incidentCount += change
    if (at.scope) engine.changed({ kind: 'elementInstance', entity: at })
    else engine.changed({ kind: 'processInstance', entity: at.instance })
    at = at.scope ?? at.instance.parentElement
  }
}
