import type {
  ElementInstanceRow,
  IncidentRow,
  JobRow,
  ProcessDefinitionRow,
  ProcessInstanceRow,
  UserTaskRow,
  VariableRow,
} from '../rows.ts'

/** What the upstream holds: tests may change the lists at any time. */
export interface UpstreamRows {
  processDefinitions: ProcessDefinitionRow[]
  processInstances: ProcessInstanceRow[]
  elementInstances: ElementInstanceRow[]
  incidents: IncidentRow[]
  jobs: JobRow[]
  userTasks: UserTaskRow[]
  variables: VariableRow[]
  /** Of any other search, by its operationId without `search`: `decisionDefinitions`. */
  [resource: string]: object[]
}

/** Rows of a process instance and of everything that it called, at any depth. */
export function calledBy(rows: UpstreamRows, processInstanceKey: string): Set<string> {
  const children = Map.groupBy(rows.processInstances, (row) => row.parentProcessInstanceKey)
  const found = new Set([processInstanceKey])
  // A set is walked in the order of insertion, what is added on the way included.
  for (const parent of found) for (const child of children.get(parent) ?? []) found.add(child.processInstanceKey)
  return found
}

/** The scopes whose variables an element instance sees, innermost first, its process instance last. */
export function scopesOf(rows: UpstreamRows, elementInstanceKey: string, processInstanceKey: string): string[] {
  const around = new Map(rows.elementInstances.map((row) => [row.elementInstanceKey, row.elementInstanceScopeKey]))
  const scopes: string[] = []
  for (
    let scope: string | undefined = elementInstanceKey;
    scope !== undefined && scope !== processInstanceKey && !scopes.includes(scope);
    scope = around.get(scope)
  ) {
    scopes.push(scope)
  }
  return [...scopes, processInstanceKey]
}
