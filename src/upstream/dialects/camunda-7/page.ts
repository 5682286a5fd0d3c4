import type { Query } from '../planning/translation.ts'
import { type Engine, inUrls } from './engine.ts'
import { processDefinitionList } from './lists.ts'
import type { EngineList, Raw } from './table.ts'

/**
 * Rows that came together. What the engine does not say with a row is asked for all of them at once, and only when
 * somebody wants it: the row's field is lazy.
 */
export class Page {
  readonly engine: Engine
  readonly raws: readonly Raw[]
  readonly #asked = new Map<string, Promise<unknown>>()

  constructor(engine: Engine, raws: readonly Raw[]) {
    this.engine = engine
    this.raws = raws
  }

  /** Rows of a list, asked for once. */
  rows(list: EngineList, query: Query, max: number): Promise<Raw[]> {
    return this.once(`${list.path} ${JSON.stringify(query)}`, () => this.engine.rows(list, query, max))
  }

  /** An object, asked for once. */
  object(path: string): Promise<Raw> {
    return this.once(path, () => this.engine.object(path))
  }

  /** Asks once, however many rows want to know. */
  once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    let asked = this.#asked.get(name)
    if (!asked) {
      asked = ask()
      this.#asked.set(name, asked)
    }
    // Each name is asked for at one place, and so has one type.
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
          this.engine.rows(processDefinitionList, { processDefinitionIdIn: ids }, ids.length),
        ),
      )
      return new Map(found.flat().map((definition) => [definition.id, definition]))
    })
    return definitions.get(id)?.[field] ?? null
  }
}
