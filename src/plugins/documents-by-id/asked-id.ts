import type { Question } from '../../request/plugin.ts'
import { textOfParameter } from '../../request/question.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'

/**
 * The id by which a question names its document: `documentId`, as GraphQL over HTTP drafts it, or
 * `extensions.persistedQuery.sha256Hash`, as Apollo's clients send it. Undefined where it names none.
 */
export function askedId({ documentId, extensions }: Question): string | undefined {
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '')
  const persisted = extensions?.persistedQuery
  const hash = isJsonObject(persisted) ? persisted.sha256Hash : undefined
  return typeof hash === 'string' ? hash : undefined
}

/** The same, and throws the Refused for a `documentId` that is no text: nobody has a document by it. */
export function checkedId(question: Question): string | undefined {
  textOfParameter(question, 'documentId')
  return askedId(question)
}
