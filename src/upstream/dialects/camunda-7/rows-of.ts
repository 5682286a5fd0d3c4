import type { Row } from '../rows/row.ts'
import type { Engine } from './engine.ts'
import type { Raw } from './objects.ts'
import { Page } from './page.ts'
import type { ListRules } from './table.ts'

/**
 * The rows of an answer in the contract's shape. Throws an UpstreamFailure where one holds a date that cannot be read, or
 * an object or a list in a field that rows are compared by.
 * @param compared the fields of the filter and sort, none of them lazy
 */
export function rowsOf(
  engine: Engine,
  source: Pick<ListRules, 'row'>,
  raws: readonly Raw[],
  compared: readonly string[],
): Row[] {
  const page = new Page(engine, raws)
  return engine.readable(() =>
    raws.map((raw) => {
      const row = source.row(raw, page)
      for (const name of compared) {
        if (typeof row[name] === 'object' && row[name] !== null)
          throw new TypeError(`a row's ${name} is no plain value`)
      }
      return row
    }),
  )
}
