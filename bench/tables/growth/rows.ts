import { askAFew, type Cost } from '../../few-at-once.ts'
import { question } from '../../load.ts'
import { QUESTIONS } from '../../questions.ts'
import { table } from '../../report.ts'
import { figure, median, spread, withSpread } from '../../statistics.ts'
import { type Subject, startCeiling, startGateway } from '../../subject.ts'

const SIZES = [10, 100, 1_000, 10_000]
/** Milliseconds for each size in a round. */
const SHARE = 500

/** The gateway's cost for each row, beside the ceiling's, which shows how much of it is the request's own. */
export async function rowsTable(upstream: Subject, rounds: number): Promise<string> {
  const subjects = [await startGateway(upstream, { GATEWAY_MAX_PAGE_SIZE: '10000' }), await startCeiling(upstream)]
  const tables: string[] = []
  for (const [kind, query] of Object.entries({
    'Flat (Q1’s eight fields)': QUESTIONS.Q1.query,
    'With relations (Q2’s fields)': QUESTIONS.Q2.query,
  })) {
    // One row stands for what a request costs whatever it asks for.
    const requests = [1, ...SIZES].map((size) => question(query.replace(/first: \d+/, `first: ${size}`)))
    await checkLengths(subjects, requests)
    const costs: Cost[][][] = subjects.map(() => requests.map(() => []))
    for (let round = -1; round < rounds; round++) {
      for (const [place, request] of requests.entries()) {
        for (const [index, subject] of subjects.entries()) {
          const cost = await askAFew(subject, request, { milliseconds: SHARE, connections: 4 })
          // The first round is for the compiler.
          if (round >= 0) costs[index]?.[place]?.push(cost)
        }
      }
    }
    const [gateway = [], ceiling = []] = costs
    const largest = ofRows(gateway, SIZES.length, SIZES.at(-1) ?? 1)
    const rows = SIZES.map((size, index) => {
      const further = ofRows(gateway, index + 1, size)
      return [
        size.toLocaleString('en'),
        figure(median(perRow(gateway, index + 1, size))),
        figure(median(further)),
        withSpread(against(further, largest)),
        figure(median(ofRows(ceiling, index + 1, size))),
      ]
    })
    const head = [
      'rows',
      'CPU µs per row, all in all',
      'without what one row costs',
      'times that at 10,000 rows',
      'the ceiling’s',
    ]
    tables.push(`${kind}:\n\n${table(head, rows)}`)
  }
  for (const subject of subjects) await subject.stop()
  return tables.join('\n\n')
}

/** What the questions of one row and ten look like is checked elsewhere; here none may lose rows. */
async function checkLengths(subjects: readonly Subject[], requests: readonly Buffer[]): Promise<void> {
  for (const request of requests) {
    const [gateway, ceiling] = await Promise.all(
      subjects.map((subject) => askAFew(subject, request, { milliseconds: 0, connections: 1 })),
    )
    if (gateway?.length !== ceiling?.length) {
      throw new Error(`The gateway answers ${gateway?.length} bytes, the ceiling ${ceiling?.length}.`)
    }
  }
}

const perRow = (costs: Cost[][], place: number, size: number) =>
  (costs[place] ?? []).map(({ cpu }) => (cpu * 1_000) / size)

/** Microseconds for each further row: the request's own cost, which a single row shows, taken off. */
function ofRows(costs: Cost[][], place: number, size: number): number[] {
  const single = median((costs[0] ?? []).map(({ cpu }) => cpu))
  return (costs[place] ?? []).map(({ cpu }) => ((cpu - single) * 1_000) / (size - 1))
}

const against = (own: number[], other: number[]) =>
  spread(own.map((value, round) => value / (other[round] ?? Number.NaN)))
