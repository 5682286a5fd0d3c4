/**
 * Begins a resource, such as decision definitions, from what the contract says of it:
 *
 *     npm run resource -- searchDecisionDefinitions
 *
 * Writes its four files: the SDL, the catalog entry, the resolvers and a test, none of which may be there already. From then
 * on they are yours: descriptions are left to you (each is `…`, which `npm test` refuses), and so is what the contract does
 * not tell, such as relations under names of their own.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogText, resolversText } from './resource/code.ts'
import { plan } from './resource/plan.ts'
import { sdlText } from './resource/sdl.ts'
import { testText } from './resource/test.ts'

const [search = ''] = process.argv.slice(2)
if (!/^search[A-Z]\w+$/.test(search)) {
  console.error('usage: npm run resource -- <searchOperation>, such as searchDecisionDefinitions')
  process.exit(2)
}
const resource = await plan(search).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
const files = {
  [`schema/${resource.file}.graphql`]: sdlText(resource),
  [`src/upstream/catalog/${resource.file}.ts`]: catalogText(resource),
  [`src/resolvers/${resource.file}.ts`]: resolversText(resource),
  [`test/${resource.file}.test.ts`]: testText(resource),
}
const there = Object.keys(files).filter((path) => existsSync(new URL(`../${path}`, import.meta.url)))
if (there.length > 0) {
  console.error(`Already there: ${there.join(', ')}. Remove them to begin anew.`)
  process.exit(1)
}
for (const [path, text] of Object.entries(files)) writeFileSync(new URL(`../${path}`, import.meta.url), text)
const root = fileURLToPath(new URL('../', import.meta.url))
execFileSync('node_modules/.bin/biome', ['check', '--write', ...Object.keys(files)], { cwd: root, stdio: 'ignore' })
console.log(`${Object.keys(files).join('\n')}\nNow write the descriptions, and run \`npm run generate\` and the test.`)
