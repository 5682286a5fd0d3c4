import { type GraphQLSchema, isObjectType } from 'graphql'
import { contract, VERSIONS } from '../contract/contract.ts'
import { LEFT_OUT } from '../contract/left-out.ts'
import { versionsOf } from '../contract/operation-facts.ts'
import { fieldFacts } from '../src/fields/facts.ts'

/**
 * docs/coverage.md, from the contract and the schema's `@rest` directives: which fields each operation of the REST API serves,
 * with the reason where it serves none, and which operation serves each field.
 */
export function coverage(schema: GraphQLSchema): string {
  const served = new Map<string, string[]>()
  const fields: string[] = []
  for (const type of Object.values(schema.getTypeMap()).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      // What `Query` has can be subscribed to, too.
      if (type === schema.getSubscriptionType() && schema.getQueryType()?.getFields()[field.name]) continue
      const { operation } = fieldFacts(field)
      if (!operation) continue
      const name = `\`${type.name}.${field.name}\``
      served.set(operation, [...(served.get(operation) ?? []), name])
      fields.push(`| ${name} | ${operation} |`)
    }
  }
  for (const one of served.values()) one.sort()
  fields.sort()
  const operations = operationsOf()
  const count = VERSIONS.map((version) => {
    const all = Object.keys(contract(version).operations)
    return `${all.filter((name) => served.has(name)).length} of ${all.length} of ${version}`
  })
  return `# Coverage

Which operation of Camunda's Orchestration Cluster REST API serves which fields of the schema, and the other way round. Written from the contract in \`contract/\` and the schema's \`@rest\` directives by \`npm run generate\`.

Reached are ${count.join(', ')} operations.

## From operations to fields

| operation | versions | fields |
|---|---|---|
${operations.map((name) => `| ${name} | ${versionsText(name)} | ${served.get(name)?.join(' ') ?? LEFT_OUT[name] ?? ''} |`).join('\n')}

## From fields to operations

| field | operation |
|---|---|
${fields.join('\n')}
`
}

/** Every operation that some version has, by name. */
const operationsOf = () =>
  [...new Set(VERSIONS.flatMap((version) => Object.keys(contract(version).operations)))].sort((a, b) =>
    a.localeCompare(b),
  )

function versionsText(operation: string): string {
  const versions = versionsOf(operation)
  const [first, last] = [versions[0], versions.at(-1)]
  return last === VERSIONS.at(-1) ? `since ${first}` : `${first} to ${last}`
}
