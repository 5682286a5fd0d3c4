import { apis } from '../../api/api.ts'
import type { Dialect, SearchAnswer } from '../dialect.ts'
import { batchOf } from './batch.ts'
import { commands } from './commands/index.ts'
import { endedJobs } from './job-row.ts'
import { parentSearches } from './parent-searches.ts'
import { readProblem } from './problem.ts'
import { reads } from './reads.ts'
import { GENERATION, searchTable } from './search.ts'
import { support } from './support.ts'
import type { Raw } from './table.ts'
import { tables } from './tables.ts'
import { readVersion } from './version.ts'

/** The REST API of Camunda 7, and of its forks Operaton and CIB seven. */
export const camunda7: Dialect = {
  generation: GENERATION,
  // What the contract has, whenever it came: `support` says what of it works here.
  contract: '8.10',
  oldest: apis['camunda-7'].oldest,

  keys: {
    // UUIDs, decimal numbers, or key:version:id of a definition whose key may be any name of XML.
    pattern: /^(?!\.+$)[^\s/\\?#%]{1,64}$/u,
    rule: 'A key is the id that Camunda 7 gave, such as "c34c3c55-e59f-11f1-973a-02fc00000001" or "order:1:25".',
  },

  pagesFromEnd: true,
  support,
  version: readVersion,

  async search<Row extends object>(
    wire: Parameters<Dialect['search']>[0],
    request: Parameters<Dialect['search']>[1],
    key: keyof Row & string,
    page: Parameters<Dialect['search']>[3],
  ) {
    const { operation } = request.search
    const ofParent = parentSearches.search[operation]
    if (ofParent) return (await ofParent(wire, request, key as never, page)) as SearchAnswer<Row>
    const table = tables[operation]
    if (!table) throw new TypeError(`${GENERATION} has no ${operation}`)
    const answer = await searchTable<Row>(wire, table, request, key, page)
    return operation === 'searchJobs' ? withEnded(wire, request, answer) : answer
  },

  async row(wire, { operation }, _keyField, key) {
    const read = reads[operation]
    if (!read) throw new TypeError(`${GENERATION} has no ${operation}`)
    return read(wire, operation, key)
  },

  batch: (resource, field) => batchOf(resource.type, field),

  async perform(wire, { operation }, parameters, body, extraTime) {
    const perform = commands[operation]
    if (!perform) throw new TypeError(`${GENERATION} has no ${operation}`)
    return perform(wire, { operation, parameters, body: (body ?? {}) as Raw, extraTime })
  },

  readProblem,
}

/** Jobs that are asked for by their keys are found after their end, too: the log has them. */
async function withEnded<Row extends object>(
  wire: Parameters<Dialect['search']>[0],
  { search, filter = {} }: Parameters<Dialect['search']>[1],
  answer: SearchAnswer<Row>,
): Promise<SearchAnswer<Row>> {
  const { jobKey, ...others } = filter
  if (Object.keys(others).length > 0) return answer
  const asked = typeof jobKey === 'string' ? [jobKey] : ((jobKey as { $in?: string[] } | undefined)?.$in ?? [])
  const there = new Set(answer.rows.map((row) => (row as { jobKey?: unknown }).jobKey))
  const gone = asked.filter((key) => !there.has(key))
  if (gone.length === 0) return answer
  const rows = [...answer.rows, ...((await endedJobs(wire, search.operation, gone)) as Row[])]
  return { ...answer, rows, total: rows.length, totalIsExact: true }
}
