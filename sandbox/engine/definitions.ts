import type { Engine } from './engine.ts'
import type { ProcessDefinition } from './records.ts'

/** The newest version of a process, unless it was deleted. */
export function latestDefinition(engine: Engine, processId: string): ProcessDefinition | undefined {
  let latest: ProcessDefinition | undefined
  for (const definition of engine.definitions.values()) {
    if (definition.model.processId !== processId || definition.state === 'DELETED') continue
    if (definition.version > (latest?.version ?? 0)) latest = definition
  }
  return latest
}

/** The newest version of each process. */
export function latestDefinitions(engine: Engine): ProcessDefinition[] {
  const latest = new Map<string, ProcessDefinition>()
  for (const definition of engine.definitions.values()) {
    if (definition.state === 'DELETED') continue
    const known = latest.get(definition.model.processId)
    if (!known || known.version < definition.version) latest.set(definition.model.processId, definition)
  }
  return [...latest.values()]
}
