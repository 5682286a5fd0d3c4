import type { Query } from '../planning/translation.ts'
import { type Engine, inUrls } from './engine.ts'
import { type EngineList, processDefinitionList } from './lists.ts'
import type { Raw } from './objects.ts'

/**
 * The rows of one answer. Lazy fields of a row are resolved for the whole page by one call where the engine allows it, and
 * only when a client asks for the field.
 */
export class Page {
  readonly engine: Engine
  readonly raws: readonly Raw[]
  readonly #asked = new Map<string, Promise<unknown>>()

  constructor(engine: Engine, raws: readonly Raw[]) {
    this.engine = engine
    this.raws = raws
  }

  /** Rows of a list; the same query is sent once for the whole page. */
  rows(list: EngineList, query: Query, max: number): Promise<Raw[]> {
    return this.once(`${list.path} ${JSON.stringify(query)}`, () => this.engine.rows(list, query, max))
  }

  /** One object; the same path is asked once for the whole page. */
  object(path: string): Promise<Raw> {
    return this.once(path, () => this.engine.object(path))
  }

  /** Runs `ask` for the first row that needs it, and shares its answer with the others. */
  once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    let asked = this.#asked.get(name)
    if (!asked) {
      asked = ask()
      this.#asked.set(name, asked)
    }
    // The cast is safe because each name is used at one place, with one type.
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
