import { type EvaluationResult, evaluate, SyntaxError as FeelSyntaxError, parseDateTime } from 'feelin'
import { isTooLong, within } from './bounded.ts'
import { rfc3339 } from './clock.ts'
import { CAMUNDA_FUNCTIONS } from './feel-functions.ts'

/** An expression could not be evaluated, or gave a value of the wrong type: an incident where a process asked. */
export class FeelError extends Error {}

/** Milliseconds that an expression may take: a few characters can ask for the work of years. */
const MAX_MS = 1_000

/** True for `=expression`; anything else is a static value. */
export function isExpression(text: string): boolean {
  return text.startsWith('=')
}

/** Why the expression cannot be parsed, or null when it can. */
export function syntaxProblem(text: string): string | null {
  if (!isExpression(text)) return null
  try {
    evaluateExpression(text.slice(1), {})
    return null
  } catch (error) {
    if (error instanceof FeelSyntaxError) return `failed to parse expression '${text.slice(1)}': ${error.message}`
    return null
  }
}

/** What an expression can see, and when it is. */
export interface FeelContext {
  readonly variables: Record<string, unknown>
  readonly now: number
}

/** What an expression gave. */
interface Evaluated {
  readonly value: unknown
  /** What it was warned of, as a sentence behind the reason of a failure; empty without. */
  readonly warnings: string
  readonly messages: readonly string[]
}

/** Evaluates `=expression`, or gives back a static text. The value is plain JSON: dates and durations become text. */
export function evaluateFeel(text: string, context: FeelContext): Evaluated {
  if (!isExpression(text)) return { value: text, warnings: '', messages: [] }
  const expression = text.slice(1)
  const instant = parseDateTime(rfc3339(context.now))
  let result: EvaluationResult<unknown>
  try {
    result = evaluateExpression(expression, { now: () => instant, ...context.variables })
  } catch (error) {
    throw new FeelError(`Expected to evaluate expression '${expression}', but it failed: ${(error as Error).message}`)
  }
  const warnings = result.warnings.map(({ type, message }) => `\n[${type}] ${message}`).join('')
  return {
    value: plain(result.value),
    warnings: warnings && `. The evaluation reported the following warnings:${warnings}`,
    messages: result.warnings.map(({ message }) => message),
  }
}

/** Strings, names in backticks and comments: what may hold a quotation mark that begins no string. */
const QUOTED = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/[^\n]*|\/\*.*?\*\//gs

/** Evaluates with Camunda's functions, names in backticks, and strings of several lines. */
function evaluateExpression(expression: string, variables: Record<string, unknown>): EvaluationResult<unknown> {
  const oneLine = expression.replace(QUOTED, (part) =>
    part.startsWith('"') ? part.replace(/\r?\n/g, '\\n').replaceAll('\t', '\\t') : part,
  )
  try {
    return within(MAX_MS, () => evaluate(oneLine, { ...CAMUNDA_FUNCTIONS, ...variables }, 'camunda'))
  } catch (error) {
    throw isTooLong(error) ? new FeelError(`it took longer than ${MAX_MS} ms`) : error
  }
}

/** Evaluates to a text; a number or boolean is not one. */
export function evaluateString(text: string, context: FeelContext): string {
  return typed(text, context, 'STRING', (value) => typeof value === 'string') as string
}

/** Evaluates to a text, or to null when the expression gives null. */
export function evaluateOptionalString(text: string, context: FeelContext): string | null {
  return typed(text, context, 'STRING', (value) => value === null || typeof value === 'string') as string | null
}

/** Evaluates a condition. */
export function evaluateBoolean(text: string, context: FeelContext): boolean {
  return typed(text, context, 'BOOLEAN', (value) => typeof value === 'boolean') as boolean
}

/** Evaluates to a whole number; a static text of digits is one too. */
export function evaluateInteger(text: string, context: FeelContext): number {
  const value = isExpression(text) ? evaluateFeel(text, context) : { value: Number(text), warnings: '' }
  if (Number.isSafeInteger(value.value)) return value.value as number
  throw wrongType(text, 'NUMBER', value.value, value.warnings)
}

/** Evaluates to a list of texts. A static text is separated by commas. */
export function evaluateStrings(text: string, context: FeelContext): string[] {
  if (!isExpression(text)) {
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  }
  const isStrings = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string')
  return typed(text, context, 'ARRAY', isStrings) as string[]
}

/** Evaluates to a list of anything. */
export function evaluateList(text: string, context: FeelContext): unknown[] {
  return typed(text, context, 'ARRAY', Array.isArray) as unknown[]
}

/** Evaluates to an instant in epoch milliseconds, or null when there is none. */
export function evaluateInstant(text: string, context: FeelContext): number | null {
  const value = typed(text, context, 'DATE_TIME', (it) => it === null || typeof it === 'string') as string | null
  if (value === null || value === '') return null
  const instant = instantOf(value)
  if (!Number.isNaN(instant)) return instant
  throw new FeelError(`Invalid date-time format '${value}' for expression '${shown(text)}'`)
}

function instantOf(text: string): number {
  // FEEL writes a named zone after an @, which no other reader of dates understands.
  if (!text.includes('@')) return Date.parse(text.replace(/\[.*\]$/, ''))
  const local = parseDateTime(text)
  return local?.zone ? local.unwrap().toZonedDateTime(local.zone).epochMilliseconds : Number.NaN
}

/** Evaluates to a duration, and gives the instant that it leads to from now. */
export function evaluateDuration(text: string, context: FeelContext): number {
  const value = evaluateString(text, context)
  const match =
    /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      value,
    )
  if (!match) throw new FeelError(`Invalid duration format '${value}' for expression '${shown(text)}'`)
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  // Years and months have no fixed length: the calendar knows.
  const date = new Date(context.now)
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months)
  return date.getTime() + ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}

function typed(text: string, context: FeelContext, wanted: string, accept: (value: unknown) => boolean): unknown {
  const { value, warnings } = evaluateFeel(text, context)
  if (accept(value)) return value
  throw wrongType(text, wanted, value, warnings)
}

function wrongType(text: string, wanted: string, value: unknown, warnings: string): FeelError {
  return new FeelError(
    `Expected result of the expression '${shown(text)}' to be '${wanted}', but was '${typeName(value)}'${warnings}`,
  )
}

function shown(text: string): string {
  return isExpression(text) ? text.slice(1) : text
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value)) return 'ARRAY'
  return typeof value === 'object' ? 'OBJECT' : typeof value === 'number' ? 'NUMBER' : (typeof value).toUpperCase()
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'function') return null
  return typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value
}
