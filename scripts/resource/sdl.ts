import type { FieldType } from '../../contract/contract.ts'
import type { FilterField, ResourcePlan, RowField } from './plan.ts'

/** Stands where a person has to write what something is: units, limits, who may see it. */
const DESCRIPTION = '"…"'

const SCALARS: Readonly<Partial<Record<FieldType, string>>> = {
  key: 'ID',
  string: 'String',
  integer: 'Int',
  number: 'Float',
  'date-time': 'DateTime',
  boolean: 'Boolean',
}

const FILTERS: Readonly<Partial<Record<FieldType | 'identifier', string>>> = {
  key: 'KeyFilter',
  identifier: 'IdentifierFilter',
  string: 'StringFilter',
  integer: 'IntFilter',
  'date-time': 'DateTimeFilter',
}

/** The SDL of a resource: its type, its filter, its enumerations and its two root fields. */
export function sdlText(resource: ResourcePlan): string {
  const { type, key, keyIsText, one, many, get, search, since, filters, sorts, pagesBackwards, relations } = resource
  const keyType = keyIsText ? 'String' : 'ID'
  const fields = [
    ['"Identifies the object among all types: give it to `node`."', 'id: ID!'],
    ...resource.fields.map((field) => [DESCRIPTION, rowLine(field, key, keyType)]),
    ...relations.map((one) => [DESCRIPTION, `${one.field}: ${one.type} ${rest(one.operation, one.since ?? since)}`]),
  ]
  const paging = pagesBackwards ? 'first: Int, after: String, last: Int, before: String' : 'first: Int, after: String'
  const filtering = filters.length > 0 ? `, filter: ${type}Filter` : ''
  const sorting = sorts.length > 0 ? `, sort: [${type}Sort!]` : ''
  const read = get ? rest(get, since) : rest(search, since)
  return `${DESCRIPTION}
type ${type} implements Node {
${fields.map(([description, line]) => `  ${description}\n  ${line}\n`).join('')}}
${filters.length > 0 ? filterText(resource) : ''}
extend type Query {
  ${DESCRIPTION}
  ${one}(${key}: ${keyType}!): ${type} ${read}
  ${DESCRIPTION}
  ${many}(${paging}${filtering}${sorting}): ${type}Connection ${rest(search, since)}
}
${enumTexts(resource)}`
}

const rest = (operation: string, since: string) => `@rest(operation: "${operation}", since: "${since}")`
const sinceText = (since: string | undefined) => (since ? ` @since(version: "${since}")` : '')

function rowLine({ name, shown, facts, since, enum: named }: RowField, key: string, keyType: string): string {
  if (name === key) return `${shown}: ${keyType}!`
  const item = named ?? SCALARS[facts.items?.type ?? facts.type] ?? 'JSON'
  return `${shown}: ${facts.type === 'list' ? `[${item}!]` : item}${sinceText(since)}`
}

function filterText({ type, many, filters, fields, since }: ResourcePlan): string {
  const isKey = (filter: string) => fields.some(({ name, facts }) => name === filter && facts.type === 'key')
  const lines = filters.map((filter) => `  ${DESCRIPTION}\n  ${filterLine(filter, since, isKey(filter.name))}\n`)
  return `
"Which ${words(many)} to find. All fields that are given must hold."
input ${type}Filter {
${lines.join('')}}
`
}

/** `decisionDefinitions` -> `decision definitions`. */
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** @param isKey whether rows have a key there: some of REST's filters for keys are for texts */
function filterLine(
  { name, facts, since, operators, enum: named }: FilterField,
  first: string,
  isKey: boolean,
): string {
  const plain = named ?? SCALARS[facts.type] ?? 'JSON'
  if (facts.type === 'list') return `${name}: [String!]${sinceText(since)}`
  if (operators === undefined) return `${name}: ${plain}${sinceText(since)}`
  const type = named ? `${named}Filter` : (FILTERS[isKey ? 'key' : typeOf(facts)] ?? plain)
  const came = since ?? first
  return `${name}: ${type}${sinceText(since)}${operators === came ? '' : ` @operators(since: "${operators}")`}`
}

/** Identifiers are texts that are not compared with patterns. */
const typeOf = ({ type, operators }: FilterField['facts']) =>
  type === 'string' && !operators.includes('$like') ? 'identifier' : type

function enumTexts({ enums }: ResourcePlan): string {
  return [...enums]
    .map(([name, values]) => {
      const lines = values.map(({ value, since }) => `  ${DESCRIPTION}\n  ${value}${sinceText(since)}\n`)
      return `
${DESCRIPTION}
enum ${name} {
${lines.join('')}  "A value that this gateway does not know yet: the cluster is newer than the gateway. Never accepted as input."
  UNRECOGNIZED
}
`
    })
    .join('')
}
