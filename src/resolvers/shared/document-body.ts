import { withoutNulls } from '../../fields/command.ts'
import type { CreateDocumentInput, CreateDocumentsInput, DocumentMetadataInput } from '../../generated/schema.ts'
import { quoted } from '../../text/cut.ts'
import { InvalidInput } from '../../upstream/failures/failure.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'
import type { Multipart } from '../../upstream/wire/call.ts'
import { multipart } from '../../upstream/wire/multipart.ts'

/** Throws InvalidInput for what no store takes. */
export function checkDocument({ metadata, documentId, storeId }: CreateDocumentInput): void {
  checkMetadata(metadata, 'input.metadata')
  for (const [name, value] of Object.entries({ documentId, storeId })) {
    if (value === '') throw new InvalidInput(`input.${name}`, 'give a text that is not empty, or leave it out.')
  }
}

/** Throws InvalidInput for what no store takes, and for files whose failures could not be told apart. */
export function checkDocuments({ files, storeId }: CreateDocumentsInput): void {
  if (files.length === 0) throw new InvalidInput('input.files', 'give at least one file.')
  if (storeId === '') throw new InvalidInput('input.storeId', 'give a text that is not empty, or leave it out.')
  const seen = new Set<string>()
  for (const [index, { file, metadata }] of files.entries()) {
    checkMetadata(metadata, `input.files[${index}].metadata`)
    const name = metadata?.fileName ?? file.name
    if (seen.has(name)) {
      throw new InvalidInput(
        `input.files[${index}]`,
        `${quoted(name)} is there twice, and failures are told by names. Give each a name of its own by metadata.fileName.`,
      )
    }
    seen.add(name)
  }
}

function checkMetadata(metadata: DocumentMetadataInput | null | undefined, path: string): void {
  const { customProperties, fileName } = metadata ?? {}
  if (fileName === '') throw new InvalidInput(`${path}.fileName`, 'give a text that is not empty, or leave it out.')
  if (customProperties === null || customProperties === undefined || isJsonObject(customProperties)) return
  throw new InvalidInput(`${path}.customProperties`, 'give a JSON object, such as { "reviewed": true }.')
}

/** The multipart body of one document: its file, and a part of JSON for what is told about it. */
export function documentBody({ file, metadata }: CreateDocumentInput): Promise<Multipart> {
  return multipart([{ name: 'file', file }, ...(metadata ? [{ name: 'metadata', json: withoutNulls(metadata) }] : [])])
}

/** The multipart body of several: one part for each file, and where any has metadata, as many parts of JSON. */
export function documentsBody({ files }: CreateDocumentsInput): Promise<Multipart> {
  const hasMetadata = files.some(({ metadata }) => metadata)
  return multipart([
    ...files.map(({ file }) => ({ name: 'files', file })),
    // Camunda matches them by their places, so there is one for each.
    ...(hasMetadata ? [{ name: 'metadataList', json: files.map(({ metadata }) => withoutNulls(metadata ?? {})) }] : []),
  ])
}
