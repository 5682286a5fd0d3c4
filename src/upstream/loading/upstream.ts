import DataLoader from 'dataloader'
import { turns } from '../../admission/turns.ts'
import type { Operation } from '../catalog/operation.ts'
import type { Resource } from '../catalog/resource.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../dialects/search.ts'
import { UpstreamFailure } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Slice } from '../paging/slice.ts'
import type { Cluster } from '../session/cluster.ts'
import { Session } from '../session/session.ts'
import type { Allowance } from '../wire/allowance.ts'
import type { Cancellation } from '../wire/cancellation.ts'
import type { Caller } from '../wire/credentials.ts'
import { type ChildList, loadChildren } from './children.ts'
import { type HolderList, loadHolders } from './holders.ts'
import { fetchRow, keptRow, loadRows } from './rows.ts'
import { SeenRows } from './seen-rows.ts'

const anyField = () => true
const isThere = (answer: unknown) => answer !== undefined

const settled = Promise.resolve()

const nameOf = ({ type }: Resource<never>, key: string) => `${type} ${key}`

/**
 * The cluster as one GraphQL request sees it: a session with loaders that live as long as the request, so that what one
 * answer needs is asked for once.
 */
export class Upstream extends Session {
  readonly #rows = new Map<string, DataLoader<string, object | null>>()
  // Made on demand: most requests use one or two of them.
  #children: Map<string, DataLoader<string, object>> | undefined
  #documents: Map<string, Promise<unknown>> | undefined
  /** By the searches for members. */
  #holders: Map<string, Promise<ReadonlyMap<string, readonly object[]>>> | undefined
  #seen: SeenRows | undefined
  #whole: Map<string, Promise<object | null>> | undefined
  /** The kinds and keys of rows that were read past all others: searches may lag behind them. */
  #fresh: Set<string> | undefined
  /** By keys of rows that are not read yet. */
  #foundBy: Map<string, string> | undefined
  readonly #work: object | undefined

  /** @param work what its loads belong to; itself if it is left out */
  constructor(cluster: Cluster, caller: Caller, cancellation?: Cancellation, allowance?: Allowance, work?: object) {
    super(cluster, caller, cancellation, allowance)
    this.#work = work
  }

  /** The work that its loads belong to: they wait until it has nothing left to do. */
  get work(): object {
    return this.#work ?? this
  }

  /** Another cluster, for the same request. */
  at(cluster: Cluster): Upstream {
    return new Upstream(cluster, this.caller, this.cancellation, this.allowance, this.work)
  }

  /**
   * Schedules a batch: as DataLoader does, after all settled promises; and if an execution gives the event loop back in
   * the middle of a list, after the list's end. Otherwise the number of calls would depend on the speed of the machine.
   */
  #schedule(dispatch: () => void): void {
    void settled.then(() => process.nextTick(() => turns.afterwards(this.work, dispatch)))
  }

  override search<Row extends object>(
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>> {
    const answer = super.search<Row>(request, key, page)
    // Rows of older engines may be made differently for a list and for a read.
    if (request.search.reads === undefined || this.cluster.dialect.support) return answer
    return answer.then((found) => {
      this.#seen ??= new SeenRows()
      this.#seen.note(key, found.rows)
      return found
    })
  }

  /**
   * A row by its key; null where there is none. Many keys of a kind become as few calls as the version allows. One that
   * does not change and is kept is there at once, without the fields that are not wanted.
   * @param wants whether a field of it is wanted; by default all are
   * @param foundBy its value of the resource's `foundBy`, where that is known
   */
  row<Row extends object>(
    resource: Resource<Row>,
    key: string,
    wants: (field: string) => boolean = anyField,
    foundBy?: unknown,
  ): Promise<Row | null> | Row {
    const kept = keptRow(this, resource, key, wants)
    if (kept) return this.own(kept)
    const seen = this.#fresh?.has(nameOf(resource, key)) ? undefined : this.#seen?.get(resource.key, key)
    // The contract has these rows equal to those of a read.
    if (seen) return seen as Row
    return this.loadRow(resource, key, foundBy)
  }

  /** A row by its key that has to be asked for, together with others. */
  protected loadRow<Row extends object>(resource: Resource<Row>, key: string, foundBy?: unknown): Promise<Row | null> {
    if (typeof foundBy === 'string') {
      this.#foundBy ??= new Map()
      this.#foundBy.set(key, foundBy)
    }
    return this.#loaderOf(resource).load(key) as Promise<Row | null>
  }

  #loaderOf<Row extends object>(resource: Resource<Row>): DataLoader<string, object | null> {
    let loader = this.#rows.get(resource.type)
    if (!loader) {
      loader = new DataLoader(
        (keys) => {
          this.cluster.client.noteBatch('rows', resource.type, keys.length)
          return loadRows(this, resource, keys, this.#foundBy)
        },
        { maxBatchSize: 10_000, batchScheduleFn: (dispatch) => this.#schedule(dispatch) },
      )
      this.#rows.set(resource.type, loader)
    }
    return loader
  }

  /** A row by its key as it is now, past everything that this request has loaded; remembered for what comes after. */
  async freshRow<Row extends object>(resource: Resource<Row>, key: string): Promise<Row | null> {
    const row = await fetchRow(this, resource, key)
    this.#fresh ??= new Set()
    this.#fresh.add(nameOf(resource, key))
    this.#loaderOf(resource).clear(key).prime(key, row)
    return row
  }

  /** A row as its read by key answers it, which may say more than a search. Asked for once. */
  wholeRow<Row extends object>(resource: Resource<Row>, key: string): Promise<Row | null> {
    this.#whole ??= new Map()
    const name = nameOf(resource, key)
    const known = this.#whole.get(name)
    if (known) return known as Promise<Row | null>
    const row = fetchRow(this, resource, key)
    this.#whole.set(name, row)
    return row
  }

  /**
   * The first rows below a parent. The same list below many parents becomes as few searches as the version allows.
   * @param shown what makes something of the rows below each parent
   */
  children<Row extends object, Shown extends object>(
    list: ChildList<Row>,
    parentKey: string,
    shown: (upstream: Upstream) => (slice: Slice<Row>, parentKey: string) => Shown,
  ): Promise<Shown> {
    this.#children ??= new Map()
    let loader = this.#children.get(list.id)
    if (!loader) {
      const show = shown(this)
      loader = new DataLoader(
        (keys) => {
          this.cluster.client.noteBatch('children', list.resource.type, keys.length)
          return loadChildren(this, list, keys).then((slices) =>
            slices.map((slice, at) => (slice instanceof Error ? slice : show(slice, keys[at] ?? ''))),
          )
        },
        { maxBatchSize: 10_000, batchScheduleFn: (dispatch) => this.#schedule(dispatch) },
      )
      this.#children.set(list.id, loader)
    }
    return loader.load(parentKey) as Promise<Shown>
  }

  /** What has a member, of all holders that there are, in the order of their search. */
  async holders<Row extends object>(list: HolderList<Row>, member: string): Promise<readonly Row[]> {
    this.#holders ??= new Map()
    const name = list.search.operation
    let loading = this.#holders.get(name)
    if (!loading) {
      loading = loadHolders(this, list)
      this.#holders.set(name, loading)
    }
    return ((await loading).get(member) ?? []) as readonly Row[]
  }

  /** A document that does not change (XML, a form): fetched once per request, and kept for callers of the same rights. */
  document(operation: Operation, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const name = `${operation.operation}\n${Object.values(parameters).join('\n')}`
    // A missing document is not cached: on an eventually consistent cluster it may be there in a moment.
    return this.#once(name, isThere, () => this.call(operation, parameters))
  }

  /**
   * The form of a task. A caller who has read it for one task gets it from the cache for all other visible tasks with
   * the same form.
   * @param formKey as the task's row has it
   */
  async form(operation: Operation, parameters: Readonly<Record<string, string>>, formKey: unknown): Promise<unknown> {
    const own = () => this.document(operation, parameters)
    if (typeof formKey !== 'string' || !this.cluster.dialect.formKeysAreUnique) return own()
    const isIt = (answer: unknown) => isJsonObject(answer) && answer.formKey === formKey
    const answer = await this.#once(`form\n${formKey}`, isIt, own).catch((error: unknown) => {
      // The failed read was for another task, which may be gone or not visible: so read it for this task.
      if (error instanceof UpstreamFailure && error.kind === 'refused' && !error.isBackPressure) return undefined
      throw error
    })
    return isIt(answer) ? answer : own()
  }

  #once(name: string, isToKeep: (answer: unknown) => boolean, read: () => Promise<unknown>): Promise<unknown> {
    this.#documents ??= new Map()
    let document = this.#documents.get(name)
    if (!document) {
      const { identity } = this
      const { cache } = this.cluster
      const kept = cache.get(identity, name)
      document =
        kept === undefined
          ? read().then((answer) => {
              if (isToKeep(answer)) cache.set(identity, name, answer)
              return answer
            })
          : Promise.resolve(kept)
      this.#documents.set(name, document)
    }
    return document
  }

  /** Drops what this request has loaded: after a command it may be stale. */
  forget(): void {
    for (const loader of this.#rows.values()) loader.clearAll()
    this.#seen?.forget()
    this.#fresh?.clear()
    this.#whole?.clear()
    this.#children?.clear()
    this.#documents?.clear()
    this.#holders?.clear()
  }
}
