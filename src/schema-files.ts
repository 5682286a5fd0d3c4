import { readFileSync } from 'node:fs'

/** Where the schema's files are: beside src/ and dist/, which both read them as they are. */
export const schemaFolder = new URL('../schema/', import.meta.url)

/** The text of one of them. */
export function readSchemaFile(name: string): string {
  return readFileSync(new URL(name, schemaFolder), 'utf8')
}
