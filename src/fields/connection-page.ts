import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { encodeCursor } from '../upstream/paging/cursor.ts'
import { hasNext, hasPrevious, type List } from '../upstream/paging/pagination.ts'
import { positionOf, type Slice } from '../upstream/paging/slice.ts'
import type { SortInput } from './sort.ts'
import type { WindowArguments } from './window.ts'

/** The arguments that every connection takes; a field's own schema says which it has. */
export interface ConnectionArguments extends WindowArguments {
  filter?: object | null | undefined
  sort?: readonly SortInput[] | null | undefined
}

export type ConnectionResolver<Parent, Row extends object> = (
  parent: Parent,
  args: ConnectionArguments,
  context: Context,
  info: GraphQLResolveInfo,
) => Promise<Connection<Row>> | Connection<Row>

/** A list and its name in cursors: needed for cursors and for calls beyond the page, so made when one is asked for. */
interface Located<Row extends object> {
  list: List<Row>
  fingerprint: string
}

/** One page of a list as the schema shows it. Fields that cost a call make it when they are asked for. */
export class Connection<Row extends object> {
  readonly nodes: Row[]
  readonly #slice: Slice<Row>
  readonly #locate: (parentKey: string) => Located<Row>
  readonly #parentKey: string
  #located: Located<Row> | undefined

  /** @param locate told the parent's key, so that one function serves the lists below many parents */
  constructor(slice: Slice<Row>, locate: (parentKey: string) => Located<Row>, parentKey = '') {
    this.nodes = slice.rows
    this.#slice = slice
    this.#locate = locate
    this.#parentKey = parentKey
  }

  /** The same page with other objects for its rows, which have the same keys. */
  map(toOther: (row: Row) => Row): Connection<Row> {
    return new Connection({ ...this.#slice, rows: this.nodes.map(toOther) }, this.#locate, this.#parentKey)
  }

  /** Counting costs a call on engines that answer no count with a page. */
  get totalCount(): number | (() => Promise<number>) {
    const { total, totalIsExact, count } = this.#slice
    return totalIsExact || !count ? total : count
  }

  get totalCountIsExact(): boolean {
    return this.#slice.totalIsExact || this.#slice.count !== undefined
  }

  get edges(): Array<{ node: Row; cursor: () => string }> {
    return this.nodes.map((node, index) => ({ node, cursor: () => this.#cursor(index) }))
  }

  get pageInfo() {
    const last = this.nodes.length - 1
    return {
      hasNextPage: () => hasNext(this.#where.list, this.#slice),
      hasPreviousPage: () => hasPrevious(this.#where.list, this.#slice),
      startCursor: () => (last < 0 ? null : this.#cursor(0)),
      endCursor: () => (last < 0 ? null : this.#cursor(last)),
    }
  }

  get #where(): Located<Row> {
    this.#located ??= this.#locate(this.#parentKey)
    return this.#located
  }

  #cursor(index: number): string {
    const { list, fingerprint } = this.#where
    return encodeCursor(fingerprint, positionOf(this.#slice, list.key, index))
  }
}
