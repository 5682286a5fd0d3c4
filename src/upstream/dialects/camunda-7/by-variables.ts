import type { RestFilter } from '../../catalog/resource.ts'
import { isRawNumber, parseExact } from '../../json/exact-json.ts'
import { valuesOf } from '../planning/rules.ts'
import { NONE } from '../planning/translation.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { alternativesIn, valueMatcher } from '../rows/matches.ts'
import { type Operators, operatorsOf } from '../rows/operators.ts'
import type { Row } from '../rows/row.ts'
import type { Engine } from './engine.ts'
import { notSupported } from './generation.ts'
import { variableList } from './lists.ts'
import type { EngineRule, LazyField } from './table.ts'
import { toJsonText } from './typed-values.ts'

/** The most variables that are looked at in one answer. */
const MOST = 10_000
/** The most variables that are asked for: each is a call, and looked for among all. */
const MOST_WANTED = 50
/** Of how many instances variables are asked for at once. */
const AT_ONCE = 500

/** A variable that instances must have. */
interface Wanted {
  name: string
  operators: Operators
}

/**
 * Instances by their variables. The engine's own query finds at least those that match: it compares numbers of all types
 * by value, takes some texts for dates or null, and still knows variables that were deleted. So what it finds is looked
 * through by the JSON texts of the variables.
 */
export const byVariables: EngineRule = {
  operators: ['$eq'],
  translate: async (operators, engine) => {
    const blocks = await Promise.all(wantedIn(operators).map((wanted) => blockOf(engine, wanted)))
    const possible = blocks.filter((block) => block !== undefined)
    return possible.length < blocks.length ? NONE : { queries: [{ orQueries: possible }], rest: operators }
  },
}

/** Looks through what the engine has found. */
export const variablesOfInstances: LazyField = {
  kind: 'text',
  operators: ['$eq'],
  most: MOST,
  async among(engine, asked, rows) {
    const wanted = wantedIn(operatorsOf(asked))
    const variableNameIn = [...new Set(wanted.map(({ name }) => name))]
    const parts = Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, part) =>
      rows.slice(part * AT_ONCE, (part + 1) * AT_ONCE).map(({ processInstanceKey }) => processInstanceKey),
    )
    const answers = await Promise.all(
      parts.map((processInstanceIdIn) => variablesBy(engine, { processInstanceIdIn, variableNameIn })),
    )
    const variables = answers.flat()
    const having = await Promise.all(wanted.map((one) => instancesWith(engine, variables, one)))
    return rows.filter(({ processInstanceKey }) => having.every((keys) => keys.has(processInstanceKey)))
  },
}

function wantedIn({ $eq }: Operators): Wanted[] {
  const asked = alternativesIn($eq)
  if (asked.length > MOST_WANTED) {
    throw notSupported('filter.variables', `Give at most ${MOST_WANTED} variables, these are ${asked.length}.`)
  }
  return asked.map(({ name, value }: RestFilter) => {
    const operators = operatorsOf(value)
    if (operators.$exists === false) {
      throw notSupported('filter.variables.value.exists: false', 'Compare the value, as by `eq` with `null`.')
    }
    return { name: String(name), operators }
  })
}

/** One condition that the engine finds instances by. */
interface Condition {
  name: string
  operator: 'eq' | 'neq'
  value: unknown
}

const hasAny = (name: string): Condition[] => [
  { name, operator: 'neq', value: null },
  { name, operator: 'eq', value: null },
]

/** Alternatives of which any instance with the variable meets one; undefined where none can have it. */
async function blockOf(engine: Engine, { name, operators }: Wanted): Promise<object | undefined> {
  const texts = valuesOf(operators)
  if (!texts) return { variables: hasAny(name) }
  const values = texts.map((text) => parsed(String(text))).filter((value) => value !== undefined)
  if (values.length === 0) return undefined
  if (values.some(isMisread)) return { variables: hasAny(name) }
  const variables = values.filter(isPlain).map((value): Condition => ({ name, operator: 'eq', value }))
  // The engine compares no values of these types.
  const others = await variablesBy(engine, { variableName: name, variableTypeIn: ['json', 'object', 'xml'] })
  const processInstanceIds = [...(await instancesWith(engine, others, { name, operators }))]
  if (variables.length === 0 && processInstanceIds.length === 0) return undefined
  return {
    ...(variables.length > 0 ? { variables } : {}),
    ...(processInstanceIds.length > 0 ? { processInstanceIds } : {}),
  }
}

/** A value by its JSON text; undefined where that is no JSON, so that no variable has it. */
function parsed(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

/** Digits of a number that the engine surely reads; longer ones are Json there. */
const LONGEST_NUMBER = 100

const isPlain = (value: unknown) =>
  isRawNumber(value) ? value.rawJSON.length <= LONGEST_NUMBER : typeof value !== 'object' || value === null

/** What the engine finds by another value than is meant: a text that may be a date to it, a blank one, which is null to it, and null. */
const isMisread = (value: unknown) =>
  value === null || (typeof value === 'string' && (/^[\0- ]*$/.test(value) || /^[\0- ]*-?\d+-[ \d-]+T/.test(value)))

/** Variables, as rows that tell their instance, their name and their JSON text. */
async function variablesBy(engine: Engine, query: Readonly<Record<string, unknown>>): Promise<Row[]> {
  const raws = await engine.rows(variableList, query, MOST + 1)
  if (raws.length > MOST) {
    throw notSupported(
      'filter.variables',
      `The gateway would have to look through more than ${MOST} variables for it. Narrow it by another filter.`,
    )
  }
  return engine.readable(() =>
    raws.map((raw) => ({ key: raw.processInstanceId, name: raw.name, value: toJsonText(raw) })),
  )
}

/** The keys of the instances of the variables that match. */
async function instancesWith(
  { wire, operation }: Engine,
  variables: readonly Row[],
  { name, operators }: Wanted,
): Promise<Set<unknown>> {
  const matches = valueMatcher('text', operators)
  const found = await filterInTurns(wire, operation, variables, (row) => row.name === name && matches(row.value))
  return new Set(found.map(({ key }) => key))
}
