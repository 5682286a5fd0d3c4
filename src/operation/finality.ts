import type { LiveQuestion } from '../live/live-poll.ts'
import { rootFieldsOf } from '../policy/root-fields.ts'
import type { Prepared } from '../request/plugin.ts'
import { batchOperations } from '../upstream/catalog/batch-operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** Root fields whose objects do not change any more once they are in one of some states. */
const FINAL: Readonly<Record<string, { key: string; states: readonly string[] }>> = {
  processInstance: { key: processInstances.key, states: ['COMPLETED', 'TERMINATED'] },
  batchOperation: {
    key: batchOperations.key,
    states: ['COMPLETED', 'PARTIALLY_COMPLETED', 'CANCELED', 'FAILED'],
  },
}

/** Tells of what a question has read whether the object that it is about will not change any more. */
export function finality(prepared: Prepared): LiveQuestion['isFinal'] {
  const { schema, document, operation, variableValues } = prepared
  const [field] = rootFieldsOf(schema, document, operation, variableValues)
  const final = field && FINAL[field.name]
  if (!final) return () => false
  const wanted = field.args[final.key]
  return (answers) =>
    answers.some(
      (answer) => isJsonObject(answer) && answer[final.key] === wanted && final.states.includes(String(answer.state)),
    )
}
