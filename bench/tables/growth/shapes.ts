import { askAFew, type Cost } from '../../few-at-once.ts'
import { question } from '../../load.ts'
import { table } from '../../report.ts'
import { instanceKey } from '../../rows.ts'
import { see } from '../../same.ts'
import { figure, median } from '../../statistics.ts'
import { memoryOf, type Subject, startGateway } from '../../subject.ts'

const KEY = instanceKey(0)

/** Questions of a shape that makes servers suffer. */
const SHAPES: Record<string, Buffer> = {
  'one instance, for comparison': question(`{ processInstance(processInstanceKey: "${KEY}") { state } }`),
  '1,000 aliases of one field': question(
    `{ processInstance(processInstanceKey: "${KEY}") { ${Array.from({ length: 1_000 }, (_, n) => `a${n}: state`).join(' ')} } }`,
  ),
  '1,000 aliases of the same look-up': question(
    `{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: processInstance(processInstanceKey: "${KEY}") { state }`).join(' ')} }`,
  ),
  '1,000 aliases, each another instance': question(
    `{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: processInstance(processInstanceKey: "${instanceKey(n)}") { state }`).join(' ')} }`,
  ),
  'five relations deep, 50 instances': question(`{ processInstances(first: 50) { nodes {
    incidents(first: 5) { nodes { processInstance {
      userTasks(first: 5) { nodes { processInstance { processDefinition { hasStartForm } } } }
    } } }
  } } }`),
  'a variable of 5 MB, read': question(
    `{ processInstance(processInstanceKey: "${KEY}") { variables(first: 1) { nodes { name value } } } }`,
  ),
  'a variable of 5 MB, written': question(
    'mutation ($input: CompleteUserTaskInput!) { completeUserTask(input: $input) { userTask { userTaskKey } } }',
    {
      input: {
        userTaskKey: KEY,
        variables: { documents: Array.from({ length: 50_000 }, (_, n) => `${n}`.padEnd(97, '.')) },
      },
    },
  ),
}

/** By default a stranger may not ask for so much at once. */
const UNLIMITED = {
  GATEWAY_MAX_ALIASES: '2000',
  GATEWAY_MAX_ROOT_FIELDS: '2000',
  GATEWAY_MAX_SELECTIONS: '20000',
  GATEWAY_MAX_TOKENS: '50000',
}

export async function shapesTable(upstream: Subject, rounds: number): Promise<string> {
  const gateway = await startGateway(upstream, UNLIMITED)
  const calls = new Map<string, number>()
  const costs = new Map<string, Cost[]>(Object.keys(SHAPES).map((name) => [name, []]))
  for (const [name, request] of Object.entries(SHAPES)) {
    calls.set(name, (await see(upstream, gateway, request)).calls.length)
  }
  for (let round = -1; round < rounds; round++) {
    for (const [name, request] of Object.entries(SHAPES)) {
      const cost = await askAFew(gateway, request, { milliseconds: 300, connections: 1 })
      if (round >= 0) costs.get(name)?.push(cost)
    }
  }
  const { most } = memoryOf(gateway.pid)
  await gateway.stop()
  const middle = (name: string, of: keyof Cost) => median((costs.get(name) ?? []).map((cost) => cost[of]))
  const rows = Object.entries(SHAPES).map(([name, request]) => [
    name,
    String(calls.get(name)),
    figure(middle(name, 'latency')),
    figure(middle(name, 'cpu')),
    `${kilobytes(request.length)} / ${kilobytes(middle(name, 'length'))}`,
  ])
  const head = ['question', 'upstream calls', 'time to the answer, ms', 'CPU ms', 'kB in / out']
  return `Shapes, one at a time (most memory held: ${most.toFixed(0)} MiB):\n\n${table(head, rows)}`
}

const kilobytes = (bytes: number) => figure(bytes / 1_000)
