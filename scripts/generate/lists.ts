import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isTypeDefinitionNode,
  Kind,
  visit,
} from 'graphql'
import { contract } from '../../contract/contract.ts'
import { versionsOf } from '../../contract/operation-facts.ts'
import { restOf } from '../../contract/sdl.ts'
import type { Version } from '../../contract/versions.ts'
import { comparedFields } from '../../src/policy/compared-fields.ts'
import { startedText } from './batches.ts'
import { membershipText } from './memberships.ts'

/** What the SDL speaks of without saying it, because it is the same for all of its kind: written out here. */
export function listTypes(document: DocumentNode): string {
  const names = document.definitions.flatMap((node) => (isTypeDefinitionNode(node) ? [node.name.value] : []))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length > 0) throw new Error(`the schema has several types of the same name: ${twice.join(', ')}`)
  const defined = new Set(document.definitions.flatMap((node) => nameOf(node) ?? []))
  const missing = namesIn(document).filter((name) => !defined.has(name) && !SCALARS.has(name))
  const schema = buildASTSchema(standIns(document, missing), { assumeValidSDL: true })
  const memberships = membershipsOf(schema, missing)
  const uses = usesOf(schema)
  const texts = missing.map((name) => memberships.get(name) ?? textOf(name, document, defined, uses))
  return texts.sort().join('\n')
}

const SCALARS = new Set(['ID', 'String', 'Int', 'Float', 'Boolean'])

/** A field that a list type is used by: the operation, and for a filter's field its name. */
interface Use {
  operation: string
  field?: string
}

function textOf(
  name: string,
  document: DocumentNode,
  defined: ReadonlySet<string>,
  uses: ReadonlyMap<string, Use[]>,
): string {
  const [, row = '', kind] = /^(\w+?)(Connection|Sort|Filter)$/.exec(name) ?? []
  if (!defined.has(row) && kind !== 'Sort') throw new Error(`the schema has no type ${name}`)
  if (kind === 'Connection') return connectionText(row)
  const used = uses.get(name) ?? []
  if (used.length === 0) throw new Error(`${name} belongs to no operation`)
  // Some lists name their rows by their keys alone: `UserMemberSort` is for users who are members of something.
  return kind === 'Sort'
    ? sortText(row, used, fieldsOf(document, row.replace(/Member$/, '')))
    : enumFilterText(row, used)
}

const connectionText = (row: string) => `"One page of a list, and what is known of the whole list."
type ${row}Connection {
  "The rows of this page, each with its cursor."
  edges: [${row}Edge!]!
  "The rows of this page."
  nodes: [${row}!]!
  "Where this page stands in the list."
  pageInfo: PageInfo!
  "How many rows the whole list has, this page and all others. Camunda stops counting at 10,000: see \`totalCountIsExact\`."
  totalCount: Int!
  "Whether \`totalCount\` is the exact number; false where there are more rows than Camunda counts."
  totalCountIsExact: Boolean!
}

"One row of a page."
type ${row}Edge {
  "Where this row stands in the list: give it to \`after\` or \`before\`, with the same filter and sort. It may be stored."
  cursor: String!
  "The row."
  node: ${row}!
}
`

/** What every operation that is sorted by it sorts by, as far as rows show it, and since when. */
function sortText(row: string, uses: readonly Use[], shown: readonly string[]): string {
  const since = new Map<string, Version>()
  for (const { operation } of uses) {
    for (const version of versionsOf(operation)) {
      for (const field of contract(version).search(operation).sortFields) {
        if (!since.has(field)) since.set(field, version)
      }
    }
  }
  const oldest = uses.map(({ operation }) => versionsOf(operation)[0]).sort(byVersion)[0]
  const newest = (operation: string) => contract(versionsOf(operation).at(-1) ?? '8.10').search(operation).sortFields
  const isInAll = (field: string) => uses.every(({ operation }) => newest(operation).includes(field))
  const values = [...since].filter(([field]) => comparedFields(row, shown, field).length > 0 && isInAll(field))
  const lines = values.map(([field, first]) => `  ${field}${first === oldest ? '' : ` @since(version: "${first}")`}\n`)
  return `"What a list of these can be sorted by."
enum ${row}SortField {
${lines.join('')}}

"One level of a sort; the first in the list weighs most. The key is added as the last level, so that the order is total."
input ${row}Sort {
  "What to sort by."
  field: ${row}SortField!
  "In which direction; ascending unless told."
  order: SortOrder! = ASC
}
`
}

/** The names of the fields of an object type. */
function fieldsOf(document: DocumentNode, type: string): string[] {
  const nodes = document.definitions.flatMap((node) =>
    (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) && node.name.value === type
      ? (node.fields ?? [])
      : [],
  )
  return nodes.map(({ name }) => name.value)
}

const byVersion = (one: string | undefined, other: string | undefined) =>
  Number(one?.split('.')[1]) - Number(other?.split('.')[1])

const OPERATORS: Readonly<Record<string, (type: string) => string>> = {
  $eq: (type) => `  "Equal to this."\n  eq: ${type}\n`,
  $neq: (type) => `  "Not equal to this."\n  neq: ${type}\n`,
  $exists: () => `  "True: has a value; false: has none."\n  exists: Boolean\n`,
  $in: (type) =>
    `  "Equal to one of these, at most 1,000. An empty list matches nothing, and no call is made."\n  in: [${type}!]\n`,
  $notIn: (type) => `  "Equal to none of these, at most 1,000."\n  notIn: [${type}!]\n`,
  $like: () => `  """
  Matches this pattern of at most 1,000 characters: \`*\` stands for any characters, \`?\` for one, a backslash before either
  for itself.
  """
  like: String
`,
}

/** The operators of the oldest version whose filter takes operators at all. */
function enumFilterText(type: string, uses: readonly Use[]): string {
  const known = uses.flatMap(({ operation, field = '' }) => {
    const facts = versionsOf(operation).map((version) => contract(version).search(operation).filters[field]?.operators)
    return [facts.find((operators) => operators !== undefined && operators !== 'exact') ?? []]
  })
  const [first = []] = known
  const operators = first.filter((operator) => known.every((others) => others.includes(operator)))
  const lines = Object.entries(OPERATORS).flatMap(([operator, line]) =>
    operators.includes(operator) ? [line(type)] : [],
  )
  if (lines.length === 0) throw new Error(`REST compares ${type} by no operator`)
  return `"Compares a value of \`${type}\`. All operators that are given must hold."
input ${type}Filter {
${lines.join('')}}
`
}

function nameOf(node: DefinitionNode): string | undefined {
  if (!('name' in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION) return undefined
  return node.kind.endsWith('Extension') ? undefined : node.name.value
}

function namesIn(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, { NamedType: ({ name }) => void names.add(name.value) })
  return [...names]
}

/** The inputs and payloads, by name, of commands that are told by their operations alone. */
function membershipsOf(schema: GraphQLSchema, missing: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(field.type).name
    if (!missing.includes(payload)) continue
    const started = startedText(field.name)
    if (started) {
      texts.set(payload, started)
      continue
    }
    const text = membershipText(field.name, schema)
    if (!text) throw new Error(`the schema has no type ${payload}, and ${field.name} has more to it than its path`)
    texts.set(payload, text.payload).set(payload.replace(/Payload$/, 'Input'), text.input)
  }
  return texts
}

/** Who uses the missing types. */
function usesOf(schema: GraphQLSchema): Map<string, Use[]> {
  const uses = new Map<string, Use[]>()
  const use = (name: string, one: Use) => void uses.set(name, [...(uses.get(name) ?? []), one])
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { operation } = restOf(field)
      if (!operation) continue
      for (const argument of field.args) {
        const of = getNamedType(argument.type)
        if (argument.name === 'sort') use(of.name, { operation })
        else if (argument.name === 'filter')
          for (const [name, one] of filterUses(schema, of.name, operation)) use(name, one)
      }
    }
  }
  return uses
}

function filterUses(schema: GraphQLSchema, filter: string, operation: string): Array<[string, Use]> {
  const type = schema.getType(filter)
  if (!isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field): Array<[string, Use]> => {
    const of = getNamedType(field.type)
    return isEnumType(of) ? [] : [[of.name, { operation, field: field.name }]]
  })
}

function standIns(document: DocumentNode, missing: readonly string[]): DocumentNode {
  const definitions = missing.map((name): DefinitionNode => {
    const field = {
      name: { kind: Kind.NAME, value: 'standIn' },
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Int' } },
    } as const
    const named = { name: { kind: Kind.NAME, value: name } } as const
    return /(?:Connection|Payload)$/.test(name)
      ? { kind: Kind.OBJECT_TYPE_DEFINITION, ...named, fields: [{ kind: Kind.FIELD_DEFINITION, ...field }] }
      : { kind: Kind.INPUT_OBJECT_TYPE_DEFINITION, ...named, fields: [{ kind: Kind.INPUT_VALUE_DEFINITION, ...field }] }
  })
  return { ...document, definitions: [...document.definitions, ...definitions] }
}
