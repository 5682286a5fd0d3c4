import { at, type Engine } from '../engine.ts'
import { notSupported } from '../generation.ts'
import { variableList } from '../lists.ts'
import type { Raw } from '../objects.ts'
import { orNull } from '../or-null.ts'
import { type TypedValue, valuesIn } from '../typed-values.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'

export const variableCommands: Readonly<Record<string, Perform>> = {
  /**
   * Variables of a scope. The engine writes to one scope a call: where several are overwritten, the calls follow each other,
   * and one that fails leaves those before it done.
   */
  async createElementInstanceVariables(engine, { parameters, body }) {
    onlyWith(body, ['variables', 'typedVariables', 'local'])
    const key = parameters.elementInstanceKey ?? ''
    const values = valuesIn(body) ?? {}
    const instance = await orNull(engine.object(at('/process-instance', key)))
    const writes = instance
      ? new Map([[at('/process-instance', key, '/variables'), values]])
      : await inScopes(engine, key, values, body.local === true)
    for (const [path, modifications] of writes) await engine.write('POST', path, { modifications })
    return DONE
  },
}

type Values = Record<string, TypedValue>

/** Which values go to which scope: the element's own, or the nearest that has them, else the process level. */
async function inScopes(engine: Engine, key: string, values: Values, local: boolean): Promise<Map<string, Values>> {
  const element = await engine.object(at('/history/activity-instance', key))
  if (local) return new Map([[await ownScope(engine, element), values]])
  const scopes = [key]
  for (let inner = element; typeof inner.parentActivityInstanceId === 'string'; ) {
    scopes.push(inner.parentActivityInstanceId)
    if (inner.parentActivityInstanceId === element.processInstanceId) break
    inner = await engine.object(at('/history/activity-instance', inner.parentActivityInstanceId))
  }
  const query = { activityInstanceIdIn: scopes, processInstanceIdIn: [element.processInstanceId] }
  const rows = await engine.rows(variableList, query, MOST)
  const writes = new Map<string, Values>()
  for (const [name, value] of Object.entries(values)) {
    const [nearest] = rows
      .filter((row) => row.name === name)
      .sort((a, b) => scopes.indexOf(String(a.activityInstanceId)) - scopes.indexOf(String(b.activityInstanceId)))
    const path = nearest?.taskId
      ? at('/task', nearest.taskId, '/localVariables')
      : nearest
        ? at('/execution', nearest.executionId, '/localVariables')
        : at('/process-instance', element.processInstanceId, '/variables')
    writes.set(path, { ...writes.get(path), [name]: value })
  }
  return writes
}

/** The path of an element's own variables. Not every element has a scope: many run in that of what is around them. */
async function ownScope(engine: Engine, element: Raw): Promise<string> {
  const { taskId, executionId, parentActivityInstanceId: parent, processInstanceId } = element
  if (typeof taskId === 'string') return at('/task', taskId, '/localVariables')
  const around =
    parent === processInstanceId
      ? processInstanceId
      : (await engine.object(at('/history/activity-instance', parent))).executionId
  if (executionId !== around) return at('/execution', executionId, '/localVariables')
  throw notSupported(
    'input.local for this element',
    'It has no scope of its own: leave local out, or write to the process instance.',
  )
}

const MOST = 10_000
