/** Metrics in the text format of Prometheus, version 0.0.4: its content type. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** All series of one name. */
export interface Family {
  /** As the text format has it, with a line break at its end. */
  text(): string
}

type LabelValues = readonly string[]

/** Separates the values of labels in the key of a series: no name that the gateway takes holds it. */
const SEPARATOR = '\u0000'

abstract class Labelled<Series> implements Family {
  readonly #name: string
  readonly #help: string
  readonly #type: string
  readonly #labels: readonly string[]
  readonly #series = new Map<string, { values: LabelValues; series: Series }>()

  constructor(type: string, name: string, help: string, labels: readonly string[]) {
    this.#type = type
    this.#name = name
    this.#help = help
    this.#labels = labels
  }

  text(): string {
    let lines = head(this.#type, this.#name, this.#help)
    for (const { values, series } of this.#series.values()) {
      lines += this.linesOf(this.#name, pairs(this.#labels, values), series)
    }
    return lines
  }

  /** Forgets the series of one value of the first label. */
  forget(first: string): void {
    for (const [key, { values }] of this.#series) if (values[0] === first) this.#series.delete(key)
  }

  protected seriesOf(values: LabelValues): Series {
    const key = values.length === 1 ? (values[0] ?? '') : values.join(SEPARATOR)
    let found = this.#series.get(key)
    if (!found) {
      found = { values: [...values], series: this.begin() }
      this.#series.set(key, found)
    }
    return found.series
  }

  protected abstract begin(): Series
  protected abstract linesOf(name: string, labels: readonly string[], series: Series): string
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

/** What is known without counting, such as how much is in flight: read when it is asked for. */
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
