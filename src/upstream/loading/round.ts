import type { Resource } from '../catalog/resource.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../dialects/search.ts'
import type { Slice } from '../paging/slice.ts'
import type { Cluster } from '../session/cluster.ts'
import { Session } from '../session/session.ts'
import type { Allowance } from '../wire/allowance.ts'
import type { Call } from '../wire/call.ts'
import type { Cancellation } from '../wire/cancellation.ts'
import type { Caller } from '../wire/credentials.ts'
import type { ChildList } from './children.ts'
import { Upstream } from './upstream.ts'

/** With whose rights, and how long, calls are made. */
export interface Asker {
  caller: Caller
  cancellation: Cancellation
  allowance?: Allowance | undefined
}

/** A read that can be made again, in another round. It leads to nothing that it was answered. */
export type Read<T> = (round: Round, asker: Asker) => Promise<T>

/** What a question has read, and what it was answered. */
export interface Reading {
  read: Read<unknown>
  answer: Promise<unknown>
  /** By which field its objects are known, where it is a list. */
  lists?: string | undefined
}

/**
 * What several questions of callers with the same rights ask the clusters at the same time: equal calls are made once, and
 * what is loaded by keys is loaded for all of them at once.
 */
export class Round {
  /** What the loaders wait for: all executions of the round. */
  readonly work = {}
  readonly #asker: Asker
  readonly #reads = new Map<string, Promise<unknown>>()
  readonly #loaders = new Map<Cluster, Upstream>()
  readonly #loads = new Map<Asker, number>()

  /** @param asker for what is loaded for several questions; all reads are cancelled with it */
  constructor(asker: Asker) {
    this.#asker = asker
  }

  /** A read by its call, made by the first who needs it and may make it. */
  read(cluster: Cluster, call: Call, { caller, allowance }: Asker): Promise<unknown> {
    const { at = '', method, path, body, exact } = call
    const name = `${cluster.name ?? ''}\n${at} ${method} ${path} ${exact ?? ''}\n${body === undefined ? '' : JSON.stringify(body)}`
    let read = this.#reads.get(name)
    if (!read) {
      // Others may have calls left.
      const spent = allowance?.spend(call)
      if (spent) return Promise.reject(spent)
      // Nor do they stop waiting with the one who has asked first.
      read = new Session(cluster, caller, this.#asker.cancellation).send(call)
      this.#reads.set(name, read)
    }
    return read
  }

  /** What loads rows and lists of a cluster for all questions; noted for the one that needs it. */
  loaders(cluster: Cluster, asker: Asker): Upstream {
    this.#loads.set(asker, this.loadedFor(asker) + 1)
    let loaders = this.#loaders.get(cluster)
    if (!loaders) {
      loaders = new RoundLoaders(cluster, this, this.#asker)
      this.#loaders.set(cluster, loaders)
    }
    return loaders
  }

  /** How many rows and lists were loaded for a question. */
  loadedFor(asker: Asker): number {
    return this.#loads.get(asker) ?? 0
  }
}

class RoundLoaders extends Upstream {
  readonly #round: Round
  readonly #asker: Asker

  constructor(cluster: Cluster, round: Round, asker: Asker) {
    super(cluster, asker.caller, asker.cancellation, asker.allowance, round.work)
    this.#round = round
    this.#asker = asker
  }

  override send(call: Call): Promise<unknown> {
    return call.kind === 'read' ? this.#round.read(this.cluster, call, this.#asker) : super.send(call)
  }
}

/**
 * The cluster as one question of a round sees it: it shares what the round has read, and notes what the question has
 * read.
 */
export class RoundUpstream extends Upstream {
  readonly #round: Round
  readonly #asker: Asker
  readonly #readings: Reading[]
  #lists: Map<string, Promise<object>> | undefined

  /** @param readings where to note what is read */
  constructor(cluster: Cluster, round: Round, asker: Asker, readings: Reading[]) {
    super(cluster, asker.caller, asker.cancellation, asker.allowance, round.work)
    this.#round = round
    this.#asker = asker
    this.#readings = readings
  }

  override at(cluster: Cluster): Upstream {
    return new RoundUpstream(cluster, this.#round, this.#asker, this.#readings)
  }

  override send(call: Call): Promise<unknown> {
    return call.kind === 'read' ? this.#note(readCall(this.cluster, call)) : super.send(call)
  }

  override search<Row extends object>(
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>> {
    const from = this.#readings.length
    const answer = super.search<Row>(request, key, page)
    // Its calls are noted by now, or those of others: a list too much does no harm.
    const noted = () => {
      for (const reading of this.#readings.slice(from)) reading.lists ??= key
    }
    noted()
    return answer.then((found) => {
      noted()
      return found
    })
  }

  protected override loadRow<Row extends object>(
    resource: Resource<Row>,
    key: string,
    foundBy?: unknown,
  ): Promise<Row | null> {
    return this.#note(readRow(this.cluster, resource, key, foundBy))
  }

  override children<Row extends object, Shown extends object>(
    list: ChildList<Row>,
    parentKey: string,
    shown: (upstream: Upstream) => (slice: Slice<Row>, parentKey: string) => Shown,
  ): Promise<Shown> {
    // The same below the same parent is one object, as elsewhere.
    this.#lists ??= new Map()
    const name = `${list.id}\n${parentKey}`
    const known = this.#lists.get(name)
    // A list's id says which rows it has, and so how they are shown.
    if (known) return known as Promise<Shown>
    const slice = this.#note(readChildren(this.cluster, list, parentKey), list.resource.key)
    const made = slice.then((one) => shown(this)(one, parentKey))
    this.#lists.set(name, made)
    return made
  }

  #note<T>(read: Read<T>, lists?: string): Promise<T> {
    const answer = read(this.#round, this.#asker)
    this.#readings.push({ read, answer, lists })
    return answer
  }
}

// Functions of their own: one made in a method would hold on to its upstream, and to all that its round has read.

function readCall(cluster: Cluster, call: Call): Read<unknown> {
  return (round, asker) => round.read(cluster, call, asker)
}

function readRow<Row extends object>(
  cluster: Cluster,
  resource: Resource<Row>,
  key: string,
  foundBy: unknown,
): Read<Row | null> {
  return async (round, asker) => round.loaders(cluster, asker).row(resource, key, undefined, foundBy)
}

function readChildren<Row extends object>(cluster: Cluster, list: ChildList<Row>, parentKey: string): Read<Slice<Row>> {
  return (round, asker) => round.loaders(cluster, asker).children(list, parentKey, asSlice<Row>)
}

const asSlice =
  <Row>() =>
  (slice: Slice<Row>): Slice<Row> =>
    slice
