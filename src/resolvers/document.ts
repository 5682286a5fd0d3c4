import { command } from '../fields/command.ts'
import { contentPath } from '../fields/content-path.ts'
import { eachTold } from '../fields/each-told.ts'
import { readJsonText } from '../fields/json-text.ts'
import { one } from '../fields/one.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type {
  CreateDocumentInput,
  CreateDocumentLinkInput,
  CreateDocumentsInput,
  DeleteDocumentInput,
  Resolvers,
} from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { variables } from '../upstream/catalog/variable.ts'
import type { DocumentCreationBatchResponse, DocumentLink, DocumentReference } from '../upstream/contract/types.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { checkDocument, checkDocuments, documentBody, documentsBody } from './shared/document-body.ts'
import { documentsIn } from './shared/documents-in.ts'

export const resolvers: Resolvers = {
  Document: {
    contentUrl: (document, _args, context) => {
      const { documentId, storeId, contentHash } = document
      return contentPath(upstreamOf(document, context), operations.getDocument, { documentId, storeId, contentHash })
    },
  },
  DocumentMetadata: {
    processInstance: one(processInstances, (metadata) => metadata.processInstanceKey),
  },
  Variable: {
    documents: async (row, _args, context) => {
      const upstream = upstreamOf(row, context)
      const whole = row.isTruncated ? await upstream.row(variables, row.variableKey) : row
      const text = whole?.value
      // Most values name none, and reading them costs more than this look.
      if (typeof text !== 'string' || !text.includes('camunda.document.type')) return null
      const found = documentsIn(readJsonText(upstream, operations.getVariable.operation, text))
      // What was read from a text knows no cluster; and what stands in it may be anything.
      for (const { metadata } of found) if (isJsonObject(metadata)) upstream.own(metadata)
      return found.length > 0 ? found.map((document) => upstream.own(document)) : null
    },
  },
  Mutation: {
    createDocument: command<CreateDocumentInput, DocumentReference>(operations.createDocument, {
      check: checkDocument,
      body: documentBody,
      answers: ['documentId'],
    }),
    createDocuments: command<CreateDocumentsInput, DocumentCreationBatchResponse>(operations.createDocuments, {
      check: checkDocuments,
      body: documentsBody,
      answers: ['createdDocuments', 'failedDocuments'],
    }),
    deleteDocument: command<DeleteDocumentInput>(operations.deleteDocument),
    createDocumentLink: command<CreateDocumentLinkInput, DocumentLink>(operations.createDocumentLink),
  },
  CreateDocumentPayload: {
    document: (payload) => payload,
    reference: (payload) => referenceOf(payload),
  },
  CreateDocumentsPayload: {
    documents: (payload, _args, context) => {
      const upstream = upstreamOf(payload, context)
      return eachTold(payload.createdDocuments, (document) => upstream.own(document))
    },
    references: ({ createdDocuments }) => eachTold(createdDocuments, referenceOf),
    failures: ({ failedDocuments }) => failedDocuments ?? null,
  },
  DeleteDocumentPayload: { documentId: ({ input }) => input.documentId },
}

/** What variables hold to name a document: all that Camunda has answered, and nothing of the payload's own. */
function referenceOf(document: DocumentReference): object {
  const { storeId, documentId, contentHash, metadata } = document
  return { 'camunda.document.type': 'camunda', storeId, documentId, contentHash, metadata }
}
