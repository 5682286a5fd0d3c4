import { toRefusal } from '../../errors/errors.ts'
import { Refused } from '../../errors/refused.ts'
import type { GatewayPlugin, Question } from '../../request/plugin.ts'
import { quoted } from '../../text/cut.ts'
import { askedId } from './asked-id.ts'
import type { Manifest } from './manifest.ts'

/**
 * Answers documents by their ids in a manifest that the clients' build wrote.
 * @param only refuses all others; a document of the manifest may be sent as text, too. Contents of files, which are asked for
 *   without a document, are served only if one of the manifest tells where they are
 */
export function trustedDocuments(manifest: Manifest, only: boolean): GatewayPlugin {
  const texts = new Set(manifest.values())
  const hasContents = [...texts].some((text) => /\bcontentUrl\b/.test(text))
  return {
    onArrival({ isContent }) {
      return isContent && only && !hasContents ? toRefusal(noContents()) : undefined
    },
    onQuestion(question) {
      const id = askedId(question)
      const document = id === undefined ? undefined : manifest.get(id)
      // The manifest's text, whatever text was sent beside the id.
      if (document !== undefined) return asking(document, question)
      if (only && !(question.query !== undefined && texts.has(question.query))) throw notTrusted(id)
      return question
    },
  }
}

function asking(query: string, { variables, operationName }: Question): Question {
  return { query, ...(variables ? { variables } : {}), ...(operationName === undefined ? {} : { operationName }) }
}

function notTrusted(id: string | undefined): Refused {
  const message =
    id === undefined
      ? 'Only documents of a list are answered here, and this is none of them.'
      : `Only documents of a list are answered here, and ${quoted(id)} is the id of none of them.`
  return new Refused(
    'DOCUMENT_NOT_TRUSTED',
    `${message} Add it to the manifest that GATEWAY_TRUSTED_DOCUMENTS names.`,
    { retryable: false },
    { status: 400, spec: true },
  )
}

function noContents(): Refused {
  return new Refused(
    'DOCUMENT_NOT_TRUSTED',
    'Contents are served only where a document of a list asks for `contentUrl`, and none does. Add one to the manifest that GATEWAY_TRUSTED_DOCUMENTS names.',
    { retryable: false },
    { status: 403 },
  )
}
