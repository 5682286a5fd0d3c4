import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { cut } from '../text/cut.ts'
import { exactNumber, isRawNumber } from '../upstream/json/exact-json.ts'

/** The longest date or number that is accepted: more digits than anybody needs. */
const MAX_LENGTH = 64

const RFC_3339 = /^(\d{4}-\d{2})-(\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/** Whether a value is RFC 3339 text with a time zone. */
export function isDateTime(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || Number.isNaN(Date.parse(value))) return false
  const [, month, day] = RFC_3339.exec(value) ?? []
  // JavaScript takes the 30th of February for a day in March.
  return month !== undefined && Number(day) <= daysIn(month)
}

/** @param month with its year, such as `2026-02` */
function daysIn(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const last = new Date(0)
  // The day before the next month's first; `Date.UTC` takes the years 0 to 99 for others.
  last.setUTCFullYear(year, number, 0)
  return last.getUTCDate()
}

/** @param node the literal, where the value was written in the query */
function readDateTime(value: unknown, node?: ValueNode): string {
  if (isDateTime(value)) return value
  throw new GraphQLError(
    `${written(value, node)} is not a DateTime. Write RFC 3339 text with a time zone, such as "2026-11-21T09:30:00Z".`,
    { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } },
  )
}

/** The value as the client wrote it, for error messages. */
function written(value: unknown, node?: ValueNode): string {
  return cut(node ? print(node) : String(JSON.stringify(value)))
}

/** RFC 3339 text, passed through as it is. */
export const DateTime = new GraphQLScalarType<string, unknown>({
  name: 'DateTime',
  serialize(value) {
    if (typeof value === 'string') return value
    // From the owner's resolvers.
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
    throw unfit('DateTime', value)
  },
  parseValue: (value) => readDateTime(value),
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : undefined, node),
})

/** Any JSON value; numbers keep their text. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: readLiteral,
})

function readLiteral(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value)
    case Kind.LIST:
      return node.values.map((value) => readLiteral(value, variables))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, readLiteral(field.value, variables)]))
    case Kind.VARIABLE:
      return variables?.[node.name.value]
    case Kind.NULL:
      return null
  }
}

const MAX_LONG = 2n ** 63n

function readLong(value: unknown, node?: ValueNode): unknown {
  const text = isRawNumber(value) ? value.rawJSON : typeof value === 'number' ? String(value) : ''
  // 1.0 is a whole number too; REST takes it without the fraction.
  const digits = text.length > MAX_LENGTH ? '' : text.replace(/\.0+$/, '')
  if (/^-?\d+$/.test(digits) && BigInt(digits) < MAX_LONG && BigInt(digits) >= -MAX_LONG) return exactNumber(digits)
  throw new GraphQLError(`${written(value, node)} is not a Long: a whole number of up to 64 bits.`, {
    nodes: node ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  })
}

/** The text of a whole number of up to 64 bits, which an answer may write with zeros behind a point. */
const WHOLE = /^-?\d{1,20}(?:\.0{1,20})?$/

/** The error for a value that does not fit its type, in GraphQL's words. */
function unfit(type: string, value: unknown): GraphQLError {
  return new GraphQLError(`${type} cannot represent value: ${inspect(value)}`)
}

/** A whole number of up to 64 bits. */
export const Long = new GraphQLScalarType<unknown, unknown>({
  name: 'Long',
  serialize(value) {
    if (Number.isInteger(value) || (isRawNumber(value) && WHOLE.test(value.rawJSON))) return value
    if (typeof value === 'bigint') return exactNumber(String(value))
    throw unfit('Long', value)
  },
  parseValue: (value) => readLong(value),
  parseLiteral: (node) => readLong(node.kind === Kind.INT ? exactNumber(node.value) : undefined, node),
})

/** A text for the cluster alone: whatever is wrong, no message quotes it. */
export const Password = new GraphQLScalarType<string, never>({
  name: 'Password',
  extensions: { isSecret: true },
  serialize() {
    throw new TypeError('A password cannot be answered.')
  },
  parseValue: (value) => readPassword(value),
  parseLiteral: (node) => readPassword(node.kind === Kind.STRING ? node.value : undefined, node),
})

function readPassword(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string') return value
  throw new GraphQLError('A password is a text. Give it as a variable, so that it stands in no document.', {
    nodes: node ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  })
}

/** A file of a multipart request. */
export const Upload = new GraphQLScalarType<File, never>({
  name: 'Upload',
  serialize() {
    throw new TypeError('A file cannot be answered.')
  },
  parseValue(value) {
    if (isFile(value)) return value
    throw new GraphQLError('A file is expected here: send the request as multipart/form-data.', {
      extensions: { code: 'BAD_USER_INPUT' },
    })
  },
  parseLiteral() {
    throw new GraphQLError('A file cannot be written in the query: send it as a variable of a multipart request.', {
      extensions: { code: 'BAD_USER_INPUT' },
    })
  },
})

/** The HTTP layer has its own file class, not Node's: so check for methods. */
function isFile(value: unknown): value is File {
  if (typeof value !== 'object' || value === null) return false
  const { name, arrayBuffer } = value as Partial<File>
  return typeof name === 'string' && typeof arrayBuffer === 'function'
}
