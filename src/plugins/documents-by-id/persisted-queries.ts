import { hash } from 'node:crypto'
import { Refused } from '../../errors/refused.ts'
import type { GatewayPlugin, Question } from '../../request/plugin.ts'
import type { Visit } from '../../request/visit.ts'
import { checkedId } from './asked-id.ts'
import type { QueryStore } from './query-store.ts'

/**
 * Automatic persisted queries, Apollo's protocol: a client asks by a document's hash, and sends the document with it only
 * when it is told that the hash is not known. A document is kept once it was found valid.
 * @param checkSize throws the Refused for a text that is too long to be looked at
 */
export function persistedQueries(store: QueryStore, checkSize: (text: string) => void): GatewayPlugin {
  /** Documents that came with their hash, by their text: stored once they are valid. */
  const offered = new WeakMap<Visit, Map<string, string>>()
  return {
    onQuestion(question, visit) {
      const id = checkedId(question)
      if (id === undefined) return question
      const { query } = question
      if (query === undefined) {
        const kept = store.get(id)
        return kept instanceof Promise ? kept.then((text) => withText(question, text)) : withText(question, kept)
      }
      checkSize(query)
      if (hash('sha256', query) !== id) throw wrongHash()
      const offers = offered.get(visit) ?? new Map<string, string>()
      offered.set(visit, offers.set(query, id))
      return plain(question)
    },
    beforeExecution({ document }, visit) {
      const text = document.loc?.source.body
      const id = text === undefined ? undefined : offered.get(visit)?.get(text)
      if (id !== undefined && text !== undefined) store.set(id, text)
    },
  }
}

function withText(question: Question, text: string | undefined): Question {
  if (text === undefined) throw notFound()
  return { ...plain(question), query: text }
}

/** The question without `documentId`, which Yoga does not know. */
function plain({ documentId: _, ...question }: Question): Question {
  return question
}

function notFound(): Refused {
  // Apollo's clients know it by this very message, and send the document.
  return new Refused('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { retryable: true }, { status: 200 })
}

function wrongHash(): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    'extensions.persistedQuery.sha256Hash: it is not the SHA-256 of the query, as 64 hexadecimal digits in lower case.',
    { argument: 'extensions.persistedQuery.sha256Hash', retryable: false },
    { status: 400, spec: true },
  )
}

/** If persisted queries are off, clients are told so, and send documents instead. */
export function noPersistedQueries(): GatewayPlugin {
  return {
    onQuestion(question) {
      if (checkedId(question) !== undefined && question.query === undefined) throw notSupported()
      return question
    },
  }
}

function notSupported(): Refused {
  // Apollo's clients know it by this very message, and send documents from now on.
  return new Refused(
    'PERSISTED_QUERY_NOT_SUPPORTED',
    'PersistedQueryNotSupported',
    { retryable: false },
    { status: 200 },
  )
}
