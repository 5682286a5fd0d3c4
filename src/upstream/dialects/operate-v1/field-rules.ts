import { NotSupported } from '../../failures/failure.ts'
import { ALL, NONE, type Query, type Translate } from '../planning/translation.ts'
import { valueMatcher } from '../rows/matches.ts'
import { areOnly, type Operators } from '../rows/operators.ts'
import { type Value, valueIn } from '../rows/row.ts'
import { type Field, toOperate } from './fields.ts'
import type { Table } from './table.ts'

/** The rule of a field: Operate filters by equality alone. @param most the most values that are asked for */
export function ruleOf(table: Table, name: string, most: number): Translate<string> | undefined {
  const field = table.fields[name]
  if (!field) return undefined
  return (given, generation) => {
    const { presence } = field
    const { $exists, ...others } = given
    // Every row has a value of what Operate sorts by, unless `presence` says otherwise.
    const isInEveryRow = field.sorts && !presence
    if (isInEveryRow && $exists === false) return NONE
    const operators: Operators = isInEveryRow ? others : given
    if (Object.keys(operators).length === 0) return ALL
    checkLength(field, name, operators, generation)
    const present = presenceQueries(table, field, operators)
    if (presence && areOnly(operators, '$exists')) return { queries: present }
    const values = possibleValues(field, operators)
    if (!values || values.length > most || !values.every((value) => field.taken?.has(value) ?? true))
      return { queries: present, rest: operators }
    const queries = queriesOf(field, values)
    // A filter by all values that exist excludes nothing.
    if (queries.length === field.choices?.size) return { queries: present }
    return { queries: present.flatMap((one) => queries.map((other) => ({ ...one, ...other }))) }
  }
}

/** The values that operators leave; undefined where they cannot be listed, or Operate has no filter by the field. */
function possibleValues({ filters, choices, kind }: Field, operators: Operators): readonly Value[] | undefined {
  if (!filters) return undefined
  const { $eq, $in } = operators
  const all = $eq !== undefined ? [$eq] : Array.isArray($in) ? $in : choices ? [...choices.keys()] : undefined
  return all && [...new Set(all.map(valueIn))].filter(valueMatcher(kind, operators))
}

/** A query for each value that some row may have. */
export function queriesOf(field: Field, values: readonly Value[]): Query[] {
  return values
    .map((value) => ({ [field.as]: toOperate(field, value) }))
    .filter((query) => query[field.as] !== undefined)
}

/** The queries for rows that have a value, or have none, where another field tells which do. */
function presenceQueries({ fields }: Table, { presence }: Field, operators: Operators): Query[] {
  const by = presence && fields[presence.field]
  if (!by) return [{}]
  const isWanted = operators.$exists === true || !areOnly(operators, '$neq', '$exists')
  if (operators.$exists !== false) return isWanted ? queriesOf(by, presence.present) : [{}]
  return isWanted ? [] : queriesOf(by, presence.missing)
}

/** Whether all rows of some queries have a value, as another field tells. */
export function isPresent({ fields }: Table, { presence }: Field, queries: readonly Query[]): boolean {
  const by = presence && fields[presence.field]
  if (!by) return false
  const present = new Set(queriesOf(by, presence.present).map((query) => query[by.as]))
  return queries.every((query) => present.has(query[by.as]))
}

function checkLength({ longest }: Field, name: string, operators: Operators, generation: string): void {
  if (longest === undefined) return
  const texts = Object.values(operators)
    .flat()
    .filter((value) => typeof value === 'string')
  if (texts.some((value) => value.length > longest)) {
    throw NotSupported.byGeneration(
      `filter.${name} with more than ${longest} characters`,
      generation,
      'Operate holds the beginning of longer values alone.',
    )
  }
}
