import { validateHeaderValue } from 'node:http'
import { parseExact } from '../json.ts'
import { badRequest, invalidArgument, Problem } from '../problem.ts'
import { type DocumentMetadata, STORE, type StoredDocument } from '../state/documents.ts'
import { type Call, type Handlers, json, NO_CONTENT, object, pathKey, text } from './call.ts'
import { contractProblem } from './gate.ts'

export const documentHandlers: Handlers = {
  createDocument: async (call) => {
    checkStore(call)
    const [file, ...others] = filesOf(call, 'file')
    const [metadata] = await metadataOf(call, 'metadata')
    checkBody(call, '/v2/documents', {
      ...(file ? { file: { filename: file.name } } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    })
    if (!file || others.length > 0) throw invalidArgument('Exactly one file has to be provided.')
    return json(reference(await store(call, file, metadata, call.query.get('documentId') ?? undefined)))
  },

  createDocuments: async (call) => {
    checkStore(call)
    const files = filesOf(call, 'files')
    const metadataList = await metadataOf(call, 'metadataList')
    checkBody(call, '/v2/documents/batch', {
      ...(files.length > 0 ? { files: files.map(({ name }) => ({ filename: name })) } : {}),
      ...(metadataList.length > 0 ? { metadataList } : {}),
    })
    if (metadataList.length > 0 && metadataList.length !== files.length) {
      throw invalidArgument(`There are ${files.length} files, but metadata of ${metadataList.length}.`)
    }
    const createdDocuments: unknown[] = []
    const failedDocuments: unknown[] = []
    for (const [index, file] of files.entries()) {
      try {
        createdDocuments.push(reference(await store(call, file, metadataList[index])))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        const { status, title, detail } = error
        failedDocuments.push({
          fileName: text(object(metadataList[index]).fileName) ?? file.name,
          status,
          title,
          detail,
        })
      }
    }
    return { json: { createdDocuments, failedDocuments }, status: failedDocuments.length > 0 ? 207 : 201 }
  },

  getDocument: (call) => {
    const { content, metadata } = found(call)
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(metadata.fileName.toWellFormed())}`
    return { bytes: content, mediaType: metadata.contentType, disposition }
  },

  deleteDocument: (call) => {
    checkStore(call)
    call.cluster.documents.delete(pathKey(call, 'documentId'))
    return NO_CONTENT
  },

  createDocumentLink: (call) => {
    found(call)
    throw new Problem(403, 'FORBIDDEN', 'The in-memory document store does not support creating links')
  },
}

function found(call: Call): StoredDocument {
  checkStore(call)
  return call.cluster.documents.read(pathKey(call, 'documentId'), call.query.get('contentHash'))
}

function checkStore({ query }: Call): void {
  const storeId = query.get('storeId')
  if (storeId !== null && storeId !== STORE) {
    throw invalidArgument(`Document store with id '${storeId}' does not exist`)
  }
}

function filesOf({ form }: Call, name: string): File[] {
  return (form?.getAll(name) ?? []).filter((part) => typeof part !== 'string')
}

/** The metadata that a form has, of one file or a list of several. */
async function metadataOf({ form }: Call, name: string): Promise<unknown[]> {
  const parts: unknown[] = []
  for (const part of form?.getAll(name) ?? []) {
    try {
      parts.push(parseExact(typeof part === 'string' ? part : await part.text()))
    } catch {
      throw badRequest(`Request property [${name}] cannot be parsed`)
    }
  }
  return parts.flat()
}

/** A form is held against the contract as if it were JSON. */
function checkBody(call: Call, path: string, body: unknown): void {
  const problem = contractProblem('POST', path, call.query, body)
  if (problem) throw problem
}

async function store(call: Call, file: File, told: unknown, documentId?: string): Promise<StoredDocument> {
  const content = Buffer.from(await file.arrayBuffer())
  const metadata = object(told)
  const fileName = text(metadata.fileName) ?? file.name
  if (fileName === '') throw invalidArgument('No fileName provided.')
  const contentType = text(metadata.contentType) ?? (file.type || 'application/octet-stream')
  checkContentType(contentType)
  const kept: DocumentMetadata = {
    contentType,
    fileName,
    expiresAt: text(metadata.expiresAt),
    size: content.length,
    processDefinitionId: text(metadata.processDefinitionId),
    processInstanceKey: text(metadata.processInstanceKey),
    customProperties: object(metadata.customProperties),
  }
  return call.cluster.documents.create(content, kept, documentId)
}

/** Whoever reads the document gets its type in a header. */
function checkContentType(contentType: string): void {
  try {
    validateHeaderValue('content-type', contentType)
  } catch {
    throw invalidArgument('The provided contentType is no media type.')
  }
}

function reference({ documentId, contentHash, metadata }: StoredDocument) {
  return { 'camunda.document.type': 'camunda', storeId: STORE, documentId, contentHash, metadata }
}
