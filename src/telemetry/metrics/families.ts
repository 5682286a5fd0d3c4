/** Metrics in the text format of Prometheus, version 0.0.4: its content type. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** All series of one name. */
export interface Family {
  /** As the text format has it, with a line break at its end. */
  text(): string
}

type LabelValues = readonly string[]

/** Series by the value of the first label, then of the second and so on: so no combined key has to be built. */
type Tree<Series> = Map<string, Tree<Series> | Series>

abstract class Labelled<Series extends object> implements Family {
  readonly #name: string
  readonly #help: string
  readonly #type: string
  readonly #labels: readonly string[]
  readonly #series: Tree<Series> = new Map()
  /** The only one where there are no labels. */
  #single: Series | undefined

  constructor(type: string, name: string, help: string, labels: readonly string[]) {
    this.#type = type
    this.#name = name
    this.#help = help
    this.#labels = labels
  }

  text(): string {
    let lines = head(this.#type, this.#name, this.#help)
    if (this.#single) lines += this.linesOf(this.#name, [], this.#single)
    for (const [values, series] of leaves(this.#series)) {
      lines += this.linesOf(this.#name, pairs(this.#labels, values), series)
    }
    return lines
  }

  /** Forgets the series of one value of the first label. */
  forget(first: string): void {
    this.#series.delete(first)
  }

  protected seriesOf(values: LabelValues): Series {
    if (values.length === 0) {
      this.#single ??= this.begin()
      return this.#single
    }
    let level = this.#series
    const last = values.length - 1
    for (let index = 0; index < last; index++) {
      const value = values[index] ?? ''
      let next = level.get(value)
      if (!(next instanceof Map)) {
        next = new Map()
        level.set(value, next)
      }
      level = next
    }
    const value = values[last] ?? ''
    let series = level.get(value)
    if (series === undefined || series instanceof Map) {
      series = this.begin()
      level.set(value, series)
    }
    return series
  }

  protected abstract begin(): Series
  protected abstract linesOf(name: string, labels: readonly string[], series: Series): string
}

function* leaves<Series>(tree: Tree<Series>, above: LabelValues = []): Iterable<[LabelValues, Series]> {
  for (const [value, found] of tree) {
    const values = [...above, value]
    if (found instanceof Map) yield* leaves(found, values)
    else yield [values, found]
  }
}

/** Counts what happens, by labels. */
export class Counter extends Labelled<{ count: number }> {
  constructor(name: string, help: string, labels: readonly string[] = []) {
    super('counter', name, help, labels)
  }

  /** @param values of the labels, in their order */
  add(...values: string[]): void {
    this.seriesOf(values).count++
  }

  protected begin() {
    return { count: 0 }
  }

  protected linesOf(name: string, labels: readonly string[], { count }: { count: number }): string {
    return line(name, labels, count)
  }
}

interface Distribution {
  /** How many fell into each bucket, and last those beyond all. */
  counts: number[]
  sum: number
}

/** Counts values by how large they are, by labels. */
export class Histogram extends Labelled<Distribution> {
  readonly #bounds: readonly number[]

  /** @param bounds the upper ends of the buckets, ascending */
  constructor(name: string, help: string, bounds: readonly number[], labels: readonly string[] = []) {
    super('histogram', name, help, labels)
    this.#bounds = bounds
  }

  observe(value: number, ...values: string[]): void {
    const series = this.seriesOf(values)
    let bucket = 0
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket++
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
    series.sum += value
  }

  protected begin(): Distribution {
    return { counts: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 }
  }

  protected linesOf(name: string, labels: readonly string[], { counts, sum }: Distribution): string {
    let lines = ''
    let total = 0
    for (const [bucket, count] of counts.entries()) {
      total += count
      const bound = this.#bounds[bucket]
      lines += line(`${name}_bucket`, [...labels, `le="${bound ?? '+Inf'}"`], total)
    }
    return lines + line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, total)
  }
}

/** A gauge or counter that is read when metrics are collected, such as calls in flight. */
export class Reading implements Family {
  readonly #type: 'gauge' | 'counter'
  readonly #name: string
  readonly #help: string
  readonly #labels: readonly string[]
  readonly #read: () => number | Iterable<readonly [value: number, ...labels: string[]]>

  constructor(
    type: 'gauge' | 'counter',
    name: string,
    help: string,
    read: () => number | Iterable<readonly [value: number, ...labels: string[]]>,
    labels: readonly string[] = [],
  ) {
    this.#type = type
    this.#name = name
    this.#help = help
    this.#read = read
    this.#labels = labels
  }

  text(): string {
    const read = this.#read()
    let lines = head(this.#type, this.#name, this.#help)
    if (typeof read === 'number') return lines + line(this.#name, [], read)
    for (const [value, ...labels] of read) lines += line(this.#name, pairs(this.#labels, labels), value)
    return lines
  }
}

const head = (type: string, name: string, help: string) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

const line = (name: string, labels: readonly string[], value: number) =>
  `${name}${labels.length > 0 ? `{${labels.join(',')}}` : ''} ${value}\n`

const pairs = (labels: readonly string[], values: LabelValues) =>
  labels.map((label, index) => `${label}="${escaped(values[index] ?? '')}"`)

const escaped = (value: string) => value.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`))
