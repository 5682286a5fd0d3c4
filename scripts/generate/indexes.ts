import { readdirSync } from 'node:fs'

const folder = (path: string) => new URL(`../../src/${path}/`, import.meta.url)

const modules = (path: string) =>
  readdirSync(folder(path))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .sort()

/**
 * The list of what REST can do with each kind of object that can be asked for by itself: every resource of the catalog's
 * files, by its GraphQL type; and of the others, which are parts of lists alone, the types of their rows.
 */
export async function catalogIndex(): Promise<{ text: string; types: Set<string>; listTypes: Set<string> }> {
  const lines: string[] = []
  const types = new Set<string>()
  const imports: string[] = []
  const rows: string[] = []
  const listTypes = new Set<string>()
  for (const file of modules('upstream/catalog')) {
    const exported: Record<string, unknown> = await import(new URL(file, folder('upstream/catalog')).href)
    for (const [name, value] of Object.entries(exported)) {
      if (!isResource(value)) continue
      if ('isListOnly' in value) {
        listTypes.add(value.type)
        imports.push(`import type { ${name} } from './${file}'\n`)
        rows.push(`  ${value.type}: RowOf<typeof ${name}>\n`)
      } else {
        types.add(value.type)
        lines.push(`export { ${name} as ${value.type} } from './${file}'\n`)
      }
    }
  }
  const listed = `\n/** The rows of resources that are parts of lists alone, by their GraphQL types. */\nexport interface ListRows {\n${rows.join('')}}\n`
  const text = `${imports.join('')}import type { RowOf } from './resource.ts'\n\n${lines.join('')}${listed}`
  return { text, types, listTypes }
}

function isResource(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && 'search' in value && 'key' in value
}

/** The list of all resolvers: what the files of their folder export under that name. */
export function resolversIndex(): string {
  const names = modules('resolvers').map((file) => file.replace(/\.ts$/, ''))
  const imports = names.map((name) => `import { resolvers as ${camelCase(name)} } from './${name}.ts'\n`)
  const list = names.map((name) => `  ${camelCase(name)},\n`)
  return `import type { Resolvers } from '../generated/schema.ts'
${imports.join('')}
/** All resolvers, in parts. */
export const resolvers: Resolvers[] = [
${list.join('')}].flat()
`
}

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
