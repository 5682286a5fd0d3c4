/**
 * Complete rows that the searches of one request have answered: reading one of them by key needs no call. They are
 * indexed only when a row is looked for, because most searches are never asked about.
 */
export class SeenRows {
  /** By the field that identifies them: pages that nobody has asked about yet. */
  readonly #pages = new Map<string, Array<readonly object[]>>()
  readonly #byKey = new Map<string, Map<unknown, object>>()

  /** @param keyField the field that identifies the rows; no other kind of row is identified by it */
  note(keyField: string, rows: readonly object[]): void {
    const pages = this.#pages.get(keyField)
    if (pages) pages.push(rows)
    else this.#pages.set(keyField, [rows])
  }

  get(keyField: string, key: string): object | undefined {
    const pages = this.#pages.get(keyField)
    if (!pages) return undefined
    let byKey = this.#byKey.get(keyField)
    if (!byKey) {
      byKey = new Map()
      this.#byKey.set(keyField, byKey)
    }
    for (const rows of pages.splice(0)) for (const row of rows) byKey.set(Reflect.get(row, keyField), row)
    return byKey.get(key)
  }

  /** Forgets all: reads may answer something else by now. */
  forget(): void {
    this.#pages.clear()
    this.#byKey.clear()
  }
}
