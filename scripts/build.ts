import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DocumentNode } from 'graphql'
import { parsedSchemaFile, parseSchema } from '../src/schema/schema-files.ts'
import { bundleCommand } from './bundle.ts'

/**
 * Makes dist/ of src/: the modules, for those who embed the gateway, and over main.js the command in a bundle, which
 * starts in a third of the time; and the schema parsed. The schema's files stay where they are: what needs their lines, and
 * the parts that are for federation, reads them from ../schema/ as src/ does.
 */
const root = new URL('../', import.meta.url)
rmSync(new URL('dist/', root), { recursive: true, force: true })
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
execFileSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
writeFileSync(parsedSchemaFile, quickToRead(parseSchema({ locations: false })))
await bundleCommand(root)
chmodSync(new URL('dist/main.js', root), 0o755)

/** JSON without empty lists, which nodes need not have, and in ASCII: one other character makes reading all of it slower. */
function quickToRead(document: DocumentNode): string {
  const json = JSON.stringify(document, (_, value) => (Array.isArray(value) && value.length === 0 ? undefined : value))
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
