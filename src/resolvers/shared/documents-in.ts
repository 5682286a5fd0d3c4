import type { DocumentReference } from '../../upstream/contract/types.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'

/** Of more documents in one value, the first are told. */
const MOST = 1_000

/**
 * The documents that a variable's value names, in their order, each once. Camunda marks such an object by a member of its
 * own; a value that only looks like one is left out.
 */
export function documentsIn(value: unknown): DocumentReference[] {
  const found = new Map<string, DocumentReference>()
  // A stack of our own: values may be nested as deep as they are long.
  const left: unknown[] = [value]
  while (left.length > 0 && found.size < MOST) {
    const one = left.pop()
    if (Array.isArray(one)) for (const item of one.toReversed()) left.push(item)
    else if (isReference(one)) found.set(`${one.storeId}\n${one.documentId}\n${one.contentHash}`, one)
    else if (isJsonObject(one)) for (const member of Object.values(one).toReversed()) left.push(member)
  }
  return [...found.values()]
}

function isReference(value: unknown): value is DocumentReference {
  return isJsonObject(value) && value['camunda.document.type'] === 'camunda' && typeof value.documentId === 'string'
}
