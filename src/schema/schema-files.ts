import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Where the schema's files are: in the package's folder, wherever in it the sources or the bundle run from. */
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
