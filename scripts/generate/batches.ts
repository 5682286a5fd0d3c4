import { contract } from '../../contract/contract.ts'
import { versionsOf } from '../../contract/operation-facts.ts'

/**
 * The payload of a command that starts a batch operation and answers nothing else. Undefined for other commands.
 * @param mutation its name, which is the operation's
 */
export function startedText(mutation: string): string | undefined {
  const newest = versionsOf(mutation).at(-1)
  const fields = newest ? Object.keys(contract(newest).row(mutation)) : []
  if (fields.sort().join(' ') !== 'batchOperationKey batchOperationType') return undefined
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  return `"The batch operation that \`${mutation}\` has started."
type ${name}Payload {
  "The key of the batch operation."
  batchOperationKey: String
  "What it does to each item."
  batchOperationType: BatchOperationType
  """
  The batch operation as it reads now, or at its end with \`awaitCompletion\`. Waits, bounded and only when asked for more
  than its key, until it can be read; null with \`NOT_YET_VISIBLE\` when the wait runs out.
  """
  batchOperation: BatchOperation @rest(operation: "getBatchOperation", since: "8.8")
}
`
}
