import { type GraphQLSchema, isObjectType } from 'graphql'
import { fieldFacts } from '../src/fields/facts.ts'

/** docs/coverage.md: which REST operation serves which fields, from the schema's `@rest` directives. */
export function coverage(schema: GraphQLSchema): string {
  const served = new Map<string, { since: string; fields: string[] }>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      const { operation, since } = fieldFacts(field)
      if (!operation) continue
      const entry = served.get(operation) ?? { since, fields: [] }
      entry.fields.push(`\`${type.name}.${field.name}\``)
      served.set(operation, entry)
    }
  }
  const rows = [...served].sort(([a], [b]) => a.localeCompare(b))
  return `# Coverage

Which operation of Camunda's Orchestration Cluster REST API serves which fields of the schema. Written from the schema's \`@rest\` directives by \`npm run generate\`.

| operation | since | fields |
|---|---|---|
${rows.map(([operation, { since, fields }]) => `| ${operation} | ${since} | ${fields.join(' ')} |`).join('\n')}
`
}
