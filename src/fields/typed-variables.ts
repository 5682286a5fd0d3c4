import { InvalidInput, NotSupported } from '../upstream/failures/failure.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { isPresent } from './present.ts'
import { isDateTime } from './scalars.ts'

/** What belongs to a file or an object beside its value. */
type ValueInfo = Readonly<Partial<Record<keyof typeof PARTS, string | null>>>

/** A variable with a type, as commands take it. */
export interface TypedVariable {
  readonly name: string
  readonly type: string
  readonly value?: unknown
  readonly valueInfo?: ValueInfo | null
  readonly transient?: boolean | null
}

/**
 * Checks variables with types: the cluster has types, each value is one of its type, and each name is given once, among
 * them and the plain ones. What the engine would take and misread is refused, too. Throws InvalidInput or NotSupported.
 */
export function checkTypedVariables(
  argument: string,
  typed: readonly TypedVariable[],
  plain: unknown,
  { cluster }: Upstream,
): void {
  if (!cluster.dialect.hasTypedVariables) {
    const instead = 'Give the values in `variables`, as JSON: dates as text, files by a document or an address.'
    throw cluster.withName(NotSupported.byGeneration(argument, cluster.dialect.generation, instead))
  }
  const names = new Set(isJsonObject(plain) ? Object.keys(plain) : [])
  for (const [index, variable] of typed.entries()) {
    const path = `${argument}[${index}]`
    if (variable.name === '') throw new InvalidInput(`${path}.name`, 'give the name of a variable.')
    if (names.has(variable.name)) {
      throw new InvalidInput(`${path}.name`, 'another variable has this name. Give each once, here or in `variables`.')
    }
    names.add(variable.name)
    checkValue(variable, path)
    checkInfo(variable, path)
  }
}

/** Whole numbers by how many bits each type has. */
const BITS = { SHORT: 16n, INTEGER: 32n, LONG: 64n } as const

function checkValue({ type, value, valueInfo }: TypedVariable, path: string): void {
  const rule = (isPresent(value) || type === 'FILE') && ruleBroken(type, value, valueInfo)
  if (rule) throw new InvalidInput(`${path}.value`, rule)
}

/** What a value's type asks for, where the value is not so. */
function ruleBroken(type: string, value: unknown, info: ValueInfo | null | undefined): string | undefined {
  switch (type) {
    case 'BOOLEAN':
      return typeof value === 'boolean' ? undefined : 'BOOLEAN takes true or false.'
    case 'BYTES':
    case 'FILE':
      return isBase64(value) ? undefined : `${type} takes the content as Base64, with padding and without line breaks.`
    case 'DATE':
      return isDate(value)
        ? undefined
        : 'DATE takes RFC 3339 text with a time zone and at most milliseconds, such as "2026-11-21T09:30:00Z".'
    case 'DOUBLE':
      return Number.isFinite(Number(numberText(value) ?? Number.NaN)) ? undefined : 'DOUBLE takes a number of 64 bits.'
    case 'SHORT':
    case 'INTEGER':
    case 'LONG': {
      const text = type === 'LONG' && typeof value === 'string' ? value : numberText(value)
      return isWhole(text, BITS[type]) ? undefined : `${type} takes a whole number of ${BITS[type]} bits.`
    }
    case 'STRING':
    case 'XML':
      return typeof value === 'string' ? undefined : `${type} takes text.`
    case 'NULL':
      return 'NULL takes no value. Leave it out, or give the type that the value has.'
    case 'OBJECT':
      return typeof value === 'string' || isJsonFormat(info)
        ? undefined
        : 'give the text of an object that is not serialized as JSON.'
    default:
      return undefined
  }
}

const isJsonFormat = (info: ValueInfo | null | undefined) =>
  (info?.serializationDataFormat ?? 'application/json') === 'application/json'

/** Which type each part of a value's info belongs to. */
const PARTS = {
  filename: 'FILE',
  mimeType: 'FILE',
  encoding: 'FILE',
  objectTypeName: 'OBJECT',
  serializationDataFormat: 'OBJECT',
} as const

function checkInfo({ type, valueInfo }: TypedVariable, path: string): void {
  for (const [name, owner] of Object.entries(PARTS) as [keyof typeof PARTS, 'FILE' | 'OBJECT'][]) {
    if (!isPresent(valueInfo?.[name]) || owner === type) continue
    throw new InvalidInput(`${path}.valueInfo.${name}`, `only a variable of the type ${owner} has it. Leave it out.`)
  }
  const needed = type === 'FILE' ? 'filename' : type === 'OBJECT' ? 'objectTypeName' : undefined
  if (needed && !valueInfo?.[needed]) {
    throw new InvalidInput(`${path}.valueInfo.${needed}`, `a variable of the type ${type} needs it.`)
  }
}

/** The text of a number as it was written. */
function numberText(value: unknown): string | undefined {
  return isRawNumber(value) ? value.rawJSON : typeof value === 'number' ? JSON.stringify(value) : undefined
}

/** No whole number of 64 bits has more digits, its sign included. */
const MOST_DIGITS = 20

function isWhole(text: string | undefined, bits: bigint): boolean {
  if (text === undefined || text.length > MOST_DIGITS || !/^-?\d+$/.test(text)) return false
  return BigInt.asIntN(Number(bits), BigInt(text)) === BigInt(text)
}

/** The engine drops finer digits, and reads only years of four digits. */
function isDate(value: unknown): boolean {
  if (!isDateTime(value) || /\.\d{3}\d*[1-9]/.test(value)) return false
  const year = new Date(value).getUTCFullYear()
  return year >= 1 && year <= 9_999
}

/** The engine takes any text for Base64, and drops what is none. */
function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
}
