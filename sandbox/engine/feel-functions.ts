import { randomUUID } from 'node:crypto'
import { FeelDate, FeelDateTime } from 'feelin'
import { isObject } from '../json.ts'

type FeelFunction = (...values: never[]) => unknown

/**
 * Camunda's own functions of FEEL, as its documentation describes them; feelin has those of the standard. What is given
 * something else than they take is null, as everything in FEEL. Names of parameters are those that a call may name.
 */
export const CAMUNDA_FUNCTIONS: Readonly<Record<string, FeelFunction>> = {
  'is defined': (value: unknown) => isGiven(value),
  'get or else': withParameters(['value', 'default'], (value: unknown, otherwise: unknown) =>
    isGiven(value) ? value : (otherwise ?? null),
  ),
  'get value': (context: unknown, key: unknown) =>
    (Array.isArray(key) ? key : [key]).reduce((at: unknown, name: unknown) => entry(at, name), context),
  assert: (value: unknown, condition: unknown, cause: unknown) => {
    if (condition === true) return value
    throw new Error(typeof cause === 'string' ? cause : 'The condition is not fulfilled')
  },
  'is blank': (string: unknown) => onText(string, (text) => text.trim() === ''),
  trim: (string: unknown) => onText(string, (text) => text.trim()),
  'to base64': (value: unknown) => onText(value, (text) => Buffer.from(text).toString('base64')),
  extract: (string: unknown, pattern: unknown) =>
    onText(string, (text) =>
      onText(pattern, (expression) => orNull(() => text.match(new RegExp(expression, 'gu')) ?? [])),
    ),
  'is empty': (list: unknown) => onList(list, (items) => items.length === 0),
  'duplicate values': (list: unknown) => onList(list, duplicates),
  partition: (list: unknown, size: unknown) =>
    onList(list, (items) => {
      if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) return null
      return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
    }),
  'last day of month': (date: unknown) => {
    if (date instanceof FeelDate) return new FeelDate(lastDay(date.unwrap()))
    return date instanceof FeelDateTime ? new FeelDate(lastDay(date.unwrap().toPlainDate())) : null
  },
  'random number': () => Math.random(),
  uuid: () => randomUUID(),
  'to json': (value: unknown) => JSON.stringify(value ?? null),
  'from json': (value: unknown) => onText(value, (text) => orNull(() => JSON.parse(text))),
}

const isGiven = (value: unknown) => value !== null && value !== undefined

const onText = (value: unknown, use: (text: string) => unknown) => (typeof value === 'string' ? use(value) : null)

const onList = (value: unknown, use: (items: unknown[]) => unknown) => (Array.isArray(value) ? use(value) : null)

function orNull(use: () => unknown): unknown {
  try {
    return use()
  } catch {
    return null
  }
}

function entry(context: unknown, name: unknown): unknown {
  if (typeof name !== 'string' || !isObject(context) || !Object.hasOwn(context, name)) return null
  return context[name] ?? null
}

/** For a function with a parameter that JavaScript takes for a word of its own. */
function withParameters(names: string[], take: FeelFunction): FeelFunction {
  return Object.assign(take, { $args: names })
}

/** Each value that is there more than once, at its first place. */
function duplicates(items: readonly unknown[]): unknown[] {
  const seen = new Map<string, { value: unknown; times: number }>()
  for (const value of items) {
    const key = JSON.stringify(value)
    seen.set(key, { value, times: (seen.get(key)?.times ?? 0) + 1 })
  }
  return [...seen.values()].filter(({ times }) => times > 1).map(({ value }) => value)
}

function lastDay<T extends { daysInMonth: number; with(fields: { day: number }): T }>(date: T): T {
  return date.with({ day: date.daysInMonth })
}
