import { createHash, randomUUID } from 'node:crypto'
import { invalidArgument, notFound, Problem } from '../problem.ts'

/** The only store there is. */
export const STORE = 'in-memory'

/** What all documents may take together: memory is all there is. */
const MAX_BYTES = 64 * 1024 * 1024

/** What a document takes beside its content and its metadata, so that empty ones are not endless either. */
const OVERHEAD_BYTES = 1024

export interface StoredDocument {
  readonly documentId: string
  readonly contentHash: string
  readonly content: Buffer
  readonly metadata: DocumentMetadata
}

/** What is told of a document. */
export interface DocumentMetadata {
  readonly contentType: string
  readonly fileName: string
  readonly expiresAt: string | null
  readonly size: number
  readonly processDefinitionId: string | null
  readonly processInstanceKey: string | null
  readonly customProperties: Readonly<Record<string, unknown>>
}

/** Documents in memory, as Camunda's own store for trials keeps them. Throws Problems. */
export class DocumentStore {
  readonly #documents = new Map<string, StoredDocument>()
  #bytes = 0

  /** Keeps a document; without an id, under a new one. */
  create(content: Buffer, metadata: DocumentMetadata, documentId: string = randomUUID()): StoredDocument {
    if (this.#documents.has(documentId)) {
      throw new Problem(409, 'ALREADY_EXISTS', `Document with id '${documentId}' already exists`)
    }
    const contentHash = createHash('sha256').update(content).digest('hex')
    const document = { documentId, contentHash, content, metadata }
    if (this.#bytes + bytesOf(document) > MAX_BYTES) {
      throw new Problem(
        507,
        'Insufficient Storage',
        `The sandbox keeps at most ${MAX_BYTES} bytes of documents: delete some first`,
      )
    }
    this.#documents.set(documentId, document)
    this.#bytes += bytesOf(document)
    return document
  }

  /** A document, by the hash that its reference tells. */
  read(documentId: string, contentHash: string | null): StoredDocument {
    const document = this.#find(documentId)
    if (!contentHash) throw invalidArgument(`No document hash provided for document ${documentId}`)
    if (contentHash === document.contentHash) return document
    throw invalidArgument(`Document hash for document ${documentId} doesn't match the provided hash ${contentHash}`)
  }

  delete(documentId: string): void {
    this.#bytes -= bytesOf(this.#find(documentId))
    this.#documents.delete(documentId)
  }

  #find(documentId: string): StoredDocument {
    const document = this.#documents.get(documentId)
    if (document) return document
    throw notFound(`Document with id '${documentId}' not found`)
  }
}

function bytesOf({ documentId, content, metadata }: StoredDocument): number {
  const told = Buffer.byteLength(documentId) + Buffer.byteLength(JSON.stringify(metadata))
  return content.length + told + OVERHEAD_BYTES
}
