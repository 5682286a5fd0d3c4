import { readdirSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type DocumentNode, parse } from 'graphql'

/** The package's folder: the same for the sources and for what is built of them. */
const packageFolder = new URL('.', manifest())

/** The folder of the schema's files. */
const schemaFolder = new URL('schema/', packageFolder)

/** Where the build leaves the schema parsed: parsing takes a third of what the schema costs at a start. */
export const parsedSchemaFile = new URL('dist/schema.json', packageFolder)

/** Sources parse the files: what was built before may be older than they. */
const isBuilt = import.meta.url.startsWith(new URL('dist/', packageFolder).href)

/** The text of one of the schema's files. */
export function readSchemaFile(name: string): string {
  return readFileSync(new URL(name, schemaFolder), 'utf8')
}

/** The schema's document: all files of schema/, in the order of their names. Its nodes have locations if asked for. */
export function readSchema(options: { locations: boolean }): DocumentNode {
  if (isBuilt && !options.locations) return JSON.parse(readFileSync(parsedSchemaFile, 'utf8')) as DocumentNode
  return parseSchema(options)
}

/** The same, made of the files. */
export function parseSchema({ locations }: { locations: boolean }): DocumentNode {
  const files = readdirSync(schemaFolder).filter((name) => name.endsWith('.graphql'))
  return parse(files.sort().map(readSchemaFile).join('\n'), { noLocation: !locations })
}

function manifest(): URL {
  const path = findPackageJSON(import.meta.url)
  if (!path) throw new TypeError('the package has no package.json')
  return pathToFileURL(path)
}
