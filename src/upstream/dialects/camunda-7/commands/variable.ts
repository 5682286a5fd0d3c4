import { NotSupported } from '../../../failures/failure.ts'
import type { Wire } from '../../dialect.ts'
import { fetchOne, fetchRows } from '../engine.ts'
import { found } from '../found.ts'
import { variableList } from '../lists.ts'
import { GENERATION } from '../search.ts'
import type { Raw } from '../table.ts'
import { type TypedValue, toTypedValues } from '../typed-values.ts'
import { at, DONE, onlyWith, type Perform, write } from './perform.ts'

/**
 * Variables of a scope. The engine writes to one scope a call: where several are overwritten, the calls follow each other,
 * and one that fails leaves those before it done.
 */
const createElementInstanceVariables: Perform = async (wire, { operation, parameters, body }) => {
  onlyWith(body, ['variables', 'local'])
  const key = parameters.elementInstanceKey ?? ''
  const values = toTypedValues(body.variables) ?? {}
  const instance = await found(fetchOne(wire, operation, at('/process-instance', key)))
  const writes = instance
    ? new Map([[at('/process-instance', key, '/variables'), values]])
    : await inScopes(wire, operation, key, values, body.local === true)
  for (const [path, modifications] of writes) await write(wire, operation, 'POST', path, { modifications })
  return DONE
}

type Values = Record<string, TypedValue>

/** Which values go to which scope: the element's own, or the nearest that has them, else the process level. */
async function inScopes(
  wire: Wire,
  operation: string,
  key: string,
  values: Values,
  local: boolean,
): Promise<Map<string, Values>> {
  const element = await fetchOne(wire, operation, at('/history/activity-instance', key))
  if (local) return new Map([[await ownScope(wire, operation, element), values]])
  const scopes = [key]
  for (let inner = element; typeof inner.parentActivityInstanceId === 'string'; ) {
    scopes.push(inner.parentActivityInstanceId)
    if (inner.parentActivityInstanceId === element.processInstanceId) break
    inner = await fetchOne(wire, operation, at('/history/activity-instance', inner.parentActivityInstanceId))
  }
  const query = { activityInstanceIdIn: scopes, processInstanceIdIn: [element.processInstanceId] }
  const rows = await fetchRows(wire, operation, variableList, query, [], 0, MOST)
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
async function ownScope(wire: Wire, operation: string, element: Raw): Promise<string> {
  const { taskId, executionId, parentActivityInstanceId: parent, processInstanceId } = element
  if (typeof taskId === 'string') return at('/task', taskId, '/localVariables')
  const around =
    parent === processInstanceId
      ? processInstanceId
      : (await fetchOne(wire, operation, at('/history/activity-instance', parent))).executionId
  if (executionId !== around) return at('/execution', executionId, '/localVariables')
  throw NotSupported.byGeneration(
    'input.local for this element',
    GENERATION,
    'It has no scope of its own: leave local out, or write to the process instance.',
  )
}

const MOST = 10_000

export const variableCommands: Readonly<Record<string, Perform>> = { createElementInstanceVariables }
