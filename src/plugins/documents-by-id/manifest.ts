import { isJsonObject } from '../../upstream/json/json-object.ts'

/** Documents by their ids. */
export type Manifest = ReadonlyMap<string, string>

/**
 * Reads a manifest of trusted documents. One object of ids and documents, as relay-compiler (`persistConfig.file`) and
 * graphql-codegen (`persistedDocuments`) write it, or Apollo's, with `format: "apollo-persisted-query-manifest"`.
 * Throws an Error that says what is wrong.
 */
export function readManifest(text: string): Manifest {
  const content: unknown = JSON.parse(text)
  if (!isJsonObject(content)) throw new Error('it is no JSON object')
  return new Map(content.format === undefined ? Object.entries(content).map(plainEntry) : apolloEntries(content))
}

function plainEntry([id, document]: [string, unknown]): [string, string] {
  if (typeof document !== 'string') throw new Error(`the document of ${JSON.stringify(id)} is no text`)
  return [withoutPrefix(id), document]
}

function apolloEntries({ format, version, operations }: Record<string, unknown>): Array<[string, string]> {
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations)) {
    throw new Error('its format is neither ids with documents nor version 1 of apollo-persisted-query-manifest')
  }
  return operations.map((operation: unknown, index) => {
    if (!isJsonObject(operation) || typeof operation.id !== 'string' || typeof operation.body !== 'string') {
      throw new Error(`operations[${index}] has no id or no body`)
    }
    return [withoutPrefix(operation.id), operation.body]
  })
}

// graphql-codegen may write the algorithm before the hash.
const withoutPrefix = (id: string) => id.replace(/^sha256:/, '')
