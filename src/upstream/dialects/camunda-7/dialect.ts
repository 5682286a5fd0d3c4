import { apis } from '../../api/api.ts'
import { Multipart } from '../../wire/call.ts'
import type { Dialect, Wire } from '../dialect.ts'
import { valuesOf } from '../planning/rules.ts'
import { operatorsOf } from '../rows/operators.ts'
import type { Row } from '../rows/row.ts'
import { typed } from '../rows/typed.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import { batchOf } from './batch.ts'
import { commands } from './commands/index.ts'
import { Engine } from './engine.ts'
import { GENERATION } from './generation.ts'
import { endedJobs } from './job-row.ts'
import { isObject } from './objects.ts'
import { searchOfParent } from './parent-searches.ts'
import { readProblem } from './problem.ts'
import { reads } from './reads.ts'
import { searchTable } from './search.ts'
import { support } from './support.ts'
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
  hasTypedVariables: true,
  support,
  version: readVersion,

  async search<R extends object>(wire: Wire, request: SearchRequest, key: keyof R & string, page: WirePage) {
    const { operation } = request.search
    const engine = new Engine(wire, operation)
    let answer = await searchOfParent(engine, request, key, page)
    answer ??= await searchTable(engine, known(tables, operation), request, key, page)
    if (operation === 'searchJobs') answer = await withEnded(engine, request, answer)
    return engine.readable(() => typed<R>(answer, key))
  },

  async row(wire, { operation }, _keyField, key) {
    return known(reads, operation)(new Engine(wire, operation), key)
  },

  batch: (resource, field) => batchOf(resource.type, field),

  async perform(wire, { operation, nothing }, parameters, body, extraTime) {
    const form = body instanceof Multipart ? body : undefined
    const given = {
      parameters,
      body: !form && isObject(body) ? body : {},
      form,
      extraTime,
      mayEndEarly: nothing !== undefined,
    }
    return known(commands, operation)(new Engine(wire, operation), given)
  },

  readProblem,
}

/** What answers an operation. `support` has let nothing else through. */
function known<T>(operations: Readonly<Record<string, T>>, operation: string): T {
  const answerer = operations[operation]
  if (answerer === undefined) throw new TypeError(`${GENERATION} has no ${operation}`)
  return answerer
}

/** Jobs that are asked for by their keys are found after their end, too: the log has them. */
async function withEnded(
  engine: Engine,
  { filter = {} }: SearchRequest,
  answer: SearchAnswer<Row>,
): Promise<SearchAnswer<Row>> {
  const { jobKey, ...others } = filter
  if (Object.keys(others).length > 0) return answer
  const asked = (jobKey === undefined ? undefined : valuesOf(operatorsOf(jobKey))) ?? []
  const there = new Set(answer.rows.map((row) => row.jobKey))
  const gone = asked.map(String).filter((key) => !there.has(key))
  if (gone.length === 0) return answer
  const rows = [...answer.rows, ...(await endedJobs(engine, gone))]
  return { ...answer, rows, total: rows.length, totalIsExact: true }
}
