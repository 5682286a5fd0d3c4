import { Refused } from '../errors/refused.ts'
import { quoted } from '../text/cut.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { Question } from './plugin.ts'

const PARAMETERS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName', 'extensions', 'documentId'])

/**
 * A question by its parameters, in whatever way they were sent. What is null counts as absent: many clients write all
 * parameters that there are. So does a text without a character, which is how addresses and forms say it. Throws the Refused
 * for everything that is no question.
 */
export function questionOf(params: unknown): Question {
  if (!isMap(params))
    throw malformed(`A question is a JSON object such as { "query": "{ __typename }" }, not ${nameOf(params)}.`)
  for (const name in params) if (!PARAMETERS.has(name) && params[name] !== null) throw unexpected(name)
  const query = textOfParameter(params, 'query')
  const variables = map(params, 'variables')
  const operationName = textOfParameter(params, 'operationName')
  const extensions = map(params, 'extensions')
  const { documentId } = params
  const question: Question = {}
  if (query !== undefined) question.query = query
  if (variables) question.variables = variables
  if (operationName !== undefined) question.operationName = operationName
  if (extensions) question.extensions = extensions
  // Who has documents by their ids looks at it.
  if (documentId !== undefined && documentId !== null && documentId !== '') question.documentId = documentId
  return question
}

type Params = Readonly<Record<string, unknown>>

/** A parameter that is a text, where it is there. Throws the Refused for anything else. */
export function textOfParameter(params: Params | Question, name: string): string | undefined {
  const value: unknown = Reflect.get(params, name)
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string')
    throw malformed(`\`${name}\` must be a text, not ${nameOf(value)}; leave it out where there is none.`)
  return value
}

function map(params: Params, name: string): Record<string, unknown> | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  if (!isMap(value))
    throw malformed(`\`${name}\` must be a JSON object, not ${nameOf(value)}; leave it out where there is none.`)
  return value
}

/** A number that keeps its text is an object for JavaScript alone. */
const isMap = (value: unknown): value is Record<string, unknown> => isJsonObject(value) && !isRawNumber(value)

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (isRawNumber(value)) return 'a number'
  return NAMES[typeof value] ?? 'that'
}

const NAMES: Readonly<Record<string, string>> = {
  boolean: 'a boolean',
  number: 'a number',
  object: 'an object',
  string: 'a text',
  undefined: 'nothing',
}

function unexpected(name: string): Refused {
  return malformed(`Unexpected parameter ${quoted(name)}: a question has ${[...PARAMETERS].join(', ')}.`)
}

function malformed(message: string): Refused {
  return new Refused('BAD_REQUEST', message, { retryable: false }, { status: 400 })
}
