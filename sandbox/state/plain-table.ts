import type { ReadView } from '../export.ts'

/**
 * Rows that nothing but commands changes. Commands see at once what others did before them; reads see it when the
 * export lag has passed.
 */
export class PlainTable<Row> {
  readonly #rows = new Map<string, Row>()
  readonly #visible = new Map<string, Row>()
  readonly #view: ReadView

  constructor(view: ReadView) {
    this.#view = view
  }

  /** What commands see. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#rows
  }

  /** What reads see. */
  get visible(): ReadonlyMap<string, Row> {
    return this.#visible
  }

  set(id: string, row: Row): void {
    this.#rows.set(id, row)
    this.#view.later(() => this.#visible.set(id, row))
  }

  delete(id: string): void {
    this.#rows.delete(id)
    this.#view.later(() => this.#visible.delete(id))
  }
}
