import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { answerPlaces, restOf } from '../../contract/sdl.ts'
import { alwaysAnswers, answerType } from './types.ts'

/** Types that are not what the contract says, and where they stand. */
const OWN: Readonly<Record<string, string>> = {
  // Each of its fields finds out for itself.
  Capabilities: 'Record<string, never>',
  // What variables hold, wherever it stands.
  Document: 'Rest.DocumentReference',
  // It remembers by which operation it came.
  Form: 'FormRow',
}

/** What the generated resolver types import for the types below. */
export const imports = `import type { Written } from '../fields/command.ts'
import type { Connection } from '../fields/connection-page.ts'
import type { FormRow } from '../fields/form.ts'
import type * as Catalog from '../upstream/catalog/index.ts'
import type { RowOf } from '../upstream/catalog/resource.ts'
import type * as Rest from '../upstream/contract/types.ts'
`

/**
 * What resolvers get as the object whose fields they resolve, by the schema's types: rows as Camunda answers them. What the
 * catalog knows is a row of its resource, a connection is one of such rows, a payload has what was asked for beside what
 * the command answered, and any other type is the one that the contract has at its place.
 * @param resources the GraphQL types that the catalog knows
 * @param listed those of them that are parts of lists alone
 */
export function mappers(
  schema: GraphQLSchema,
  resources: ReadonlySet<string>,
  listed: ReadonlySet<string>,
): Record<string, string> {
  const places = answerPlaces(schema)
  const payloads = payloadsOf(schema)
  const rowOf = (type: string): string | undefined => {
    if (type in OWN) return OWN[type]
    if (resources.has(type)) return `RowOf<typeof Catalog.${type}>`
    if (listed.has(type)) return `Catalog.ListRows['${type}']`
    const [place] = places.get(type) ?? []
    const name = place && answerType(...place)
    return name && `Rest.${name}`
  }
  const mapped: Record<string, string> = {}
  for (const { name } of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const payload = payloads.get(name)
    const inPages = /^(\w+)Connection$/.exec(name)?.[1]
    const row = rowOf(inPages ?? name)
    if (payload) mapped[name] = writtenType(payload)
    else if (row) mapped[name] = inPages === undefined ? row : `Connection<${row}>`
  }
  return mapped
}

interface Payload {
  input: string
  operation: string
}

/** The payloads of commands, by their types. */
function payloadsOf(schema: GraphQLSchema): Map<string, Payload> {
  return new Map(
    Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => {
      const { operation } = restOf(field)
      const input = field.args.find(({ name }) => name === 'input')
      if (!operation) return []
      const given = input ? getNamedType(input.type).name : 'object'
      return [[getNamedType(field.type).name, { input: given, operation }] as const]
    }),
  )
}

function writtenType({ input, operation }: Payload): string {
  const answer = answerType(operation)
  if (answer === undefined) return `Written<${input}>`
  return `Written<${input}, ${alwaysAnswers(operation) ? `Rest.${answer}` : `Partial<Rest.${answer}>`}>`
}
