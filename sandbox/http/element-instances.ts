import { setVariables, toVariables } from '../engine/variables.ts'
import type { ReadView } from '../export.ts'
import type { ElementInstanceRow } from '../rows.ts'
import type { SearchRules } from '../search/rules.ts'
import { search } from '../search/search.ts'
import { existing, type Handlers, json, NO_CONTENT, pathKey } from './call.ts'
import { incidentRules } from './incidents.ts'
import { rulesOf } from './search-rules.ts'

export const elementInstanceHandlers: Handlers = {
  searchElementInstances: ({ cluster: { view }, body }) =>
    json(search([...view.elementInstances.values()], body, rules(view))),

  getElementInstance: (call) =>
    json(existing(call.cluster.view.elementInstances, 'Element Instance', pathKey(call, 'elementInstanceKey'))),

  searchElementInstanceIncidents: (call) => {
    const { view } = call.cluster
    const row = existing(view.elementInstances, 'Element Instance', pathKey(call, 'elementInstanceKey'))
    const within = elementsWithin(view, row.elementInstanceKey)
    const incidents = [...view.incidents.values()].filter(({ elementInstanceKey }) => within.has(elementInstanceKey))
    return json(search(incidents, call.body, incidentRules('searchElementInstanceIncidents')))
  },

  createElementInstanceVariables: (call) => {
    const { engine } = call.cluster
    const variables = toVariables(call.exact.variables)
    const key = pathKey(call, 'elementInstanceKey')
    engine.run(() => setVariables(engine, key, variables, call.body.local === true))
    return NO_CONTENT
  },
}

function rules(view: ReadView): SearchRules<ElementInstanceRow> {
  return rulesOf('searchElementInstances', {
    key: 'elementInstanceKey',
    special: {
      elementInstanceScopeKey: {
        matches: (value) => (row) => view.scopes.get(row.elementInstanceKey) === value,
      },
    },
  })
}

/** An element instance and everything below it, in its scope and in the instances that were called from there. */
function elementsWithin(view: ReadView, elementInstanceKey: string): Set<string> {
  const within = new Set([elementInstanceKey])
  const calledBy = new Map<string, string>()
  for (const row of view.processInstances.values()) {
    if (row.parentElementInstanceKey !== null) calledBy.set(row.processInstanceKey, row.parentElementInstanceKey)
  }
  // What is below has greater keys than what is above, and was exported after it.
  for (const row of view.elementInstances.values()) {
    const scope = view.scopes.get(row.elementInstanceKey) ?? ''
    if (within.has(scope) || within.has(calledBy.get(scope) ?? '')) within.add(row.elementInstanceKey)
  }
  return within
}
