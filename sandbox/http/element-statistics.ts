import type { ReadView } from '../export.ts'

/** How often each element of these process instances was visited, and how it went. */
export function elementStatistics(view: ReadView, processInstanceKeys: ReadonlySet<string>) {
  const byElement = new Map<string, { active: number; canceled: number; incidents: number; completed: number }>()
  for (const row of view.elementInstances.values()) {
    if (!processInstanceKeys.has(row.processInstanceKey)) continue
    const counts = byElement.get(row.elementId) ?? { active: 0, canceled: 0, incidents: 0, completed: 0 }
    byElement.set(row.elementId, counts)
    // An element with an incident is counted there and not among the active ones, as Camunda does.
    if (row.state === 'COMPLETED') counts.completed++
    else if (row.state === 'TERMINATED') counts.canceled++
    else if (row.hasIncident) counts.incidents++
    else counts.active++
  }
  return [...byElement].map(([elementId, counts]) => ({ elementId, ...counts }))
}
