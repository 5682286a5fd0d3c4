import type { Wire } from '../dialect.ts'
import { fetchRows, inUrls } from './engine.ts'
import { processDefinitionList } from './lists.ts'
import type { Raw } from './table.ts'

/**
 * Rows that came together. What the engine does not say with a row is asked for all of them at once, and only when
 * somebody wants it: then the row holds a function, which GraphQL calls for the field.
 */
export class Page {
  readonly wire: Wire
  readonly operation: string
  readonly raws: readonly Raw[]
  readonly #asked = new Map<string, Promise<unknown>>()

  constructor(wire: Wire, operation: string, raws: readonly Raw[]) {
    this.wire = wire
    this.operation = operation
    this.raws = raws
  }

  /** Asks once, however many rows want to know. */
  once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    let asked = this.#asked.get(name)
    if (!asked) {
      asked = ask()
      this.#asked.set(name, asked)
    }
    return asked as Promise<T>
  }

  /** The distinct values of a field of the engine's. */
  distinct(field: string): string[] {
    return [...new Set(this.raws.map((raw) => raw[field]).filter((value) => typeof value === 'string'))]
  }

  /** A field of the process definition of a row; null where the caller may not see it. */
  async definition(raw: Raw, field: string): Promise<unknown> {
    const id = raw.processDefinitionId
    if (typeof id !== 'string') return null
    const definitions = await this.once('definitions', async () => {
      const found = await Promise.all(
        inUrls(this.distinct('processDefinitionId')).map((ids) =>
          fetchRows(
            this.wire,
            this.operation,
            processDefinitionList,
            { processDefinitionIdIn: ids },
            [],
            0,
            ids.length,
          ),
        ),
      )
      return new Map(found.flat().map((definition) => [definition.id, definition]))
    })
    return definitions.get(id)?.[field] ?? null
  }
}
