import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The folder of the schema's files: in the package's folder, for the sources as well as for the bundle. */
export const schemaFolder = new URL('schema/', packageFolder())

/** The text of one of them. */
export function readSchemaFile(name: string): string {
  return readFileSync(new URL(name, schemaFolder), 'utf8')
}

function packageFolder(): URL {
  const manifest = findPackageJSON(import.meta.url)
  if (!manifest) throw new TypeError('the package has no package.json')
  return pathToFileURL(manifest)
}
