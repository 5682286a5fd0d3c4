import { isUtf8Charset, parameterOf, partsOf } from './header-parts.ts'

/** What a header `Accept` or `Accept-Encoding` names: a range of media types, a content coding, or `*`. */
interface Range {
  /** In lower case. */
  type: string
  /** How much it is wanted, from 0 to 1. */
  weight: number
}

/** How much a media type is wanted, from 0 for not at all to 1, and which of the ranges in the header says so. */
export interface Wish {
  weight: number
  place: number
}

/** What a client accepts, by the header `Accept` (RFC 9110, 12.5.1). One that is empty or not there accepts everything. */
export class Accepted {
  readonly #ranges: readonly Range[]

  constructor(header: string | undefined) {
    this.#ranges = header?.trim() ? rangesIn(header) : EVERYTHING
  }

  /** The most specific range that a type is in counts for it. */
  wishFor(type: string): Wish {
    const family = `${type.slice(0, type.indexOf('/'))}/*`
    for (const range of [type, family, '*/*']) {
      const weight = this.#weightOf(range)
      if (weight !== undefined) return { weight, place: this.#ranges.findIndex((one) => one.type === range) }
    }
    return { weight: 0, place: this.#ranges.length }
  }

  /** How much the very type is wanted, whatever ranges it is in. */
  weightOfNamed(type: string): number {
    return this.#weightOf(type) ?? 0
  }

  #weightOf(range: string): number | undefined {
    return weightIn(this.#ranges, range)
  }
}

/** All that a header names, with weights. */
export function rangesIn(header: string): readonly Range[] {
  return partsOf(header, ',').flatMap(rangeOf)
}

/** The highest that is said of a range; undefined where nothing is. */
export function weightIn(ranges: readonly Range[], type: string): number | undefined {
  let weight: number | undefined
  for (const one of ranges) if (one.type === type) weight = Math.max(weight ?? 0, one.weight)
  return weight
}

const EVERYTHING: readonly Range[] = [{ type: '*/*', weight: 1 }]

/** None of nothing between commas, and where a charset is asked for that nothing is written in here. */
function rangeOf(text: string): Range[] {
  if (text === '') return []
  const [type = '', ...parameters] = partsOf(text, ';')
  let weight = 1
  for (const parameter of parameters) {
    const [name, value] = parameterOf(parameter)
    if (name === 'charset' && !isUtf8Charset(value)) return []
    if (name === 'q') weight = weightOf(value)
  }
  return [{ type: type.replaceAll(/\s/g, '').toLowerCase(), weight }]
}

/** What is no weight says nothing. */
function weightOf(text: string): number {
  const weight = text === '' ? Number.NaN : Number(text)
  return weight >= 0 && weight <= 1 ? weight : 1
}
