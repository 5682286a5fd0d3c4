import { notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { findTask } from './task-by-key.ts'
import type { TaskSource } from './task-source.ts'

const OPERATION = 'getUserTaskForm'

/** The form that Camunda holds for a user task; undefined where it holds none. */
export async function readTaskForm(source: TaskSource, userTaskKey: string): Promise<unknown> {
  const { wire } = source.operate
  const task = await findTask(source, userTaskKey)
  if (!task?.form) return undefined
  const { formId, version } = task.form
  const query = new URLSearchParams({ processDefinitionKey: String(task.row.processDefinitionKey) })
  if (version !== null && version !== undefined) query.set('version', String(version))
  const path = `/forms/${encodeURIComponent(formId)}?${query}`
  const answer = await wire.send({ operation: OPERATION, method: 'GET', path, kind: 'read', at: source.at })
  return wire.readable(OPERATION, () => {
    if (!isJsonObject(answer)) throw notCamundas('the answer is no form')
    const { id, schema, version, tenantId } = answer
    return { formId: id, formKey: task.row.formKey, schema, version, tenantId }
  })
}
