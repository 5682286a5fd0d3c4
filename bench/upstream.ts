import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * The upstream of the benchmarks: ready-made answers of the 8.10 kind, chosen by path and body, so that it costs far
 * less than anything that is measured. Prints its port.
 */
const key = (n: number) => String(9007199254740993n + BigInt(n))
const instance = (n: number) => ({
  processInstanceKey: key(100 + n),
  processDefinitionKey: key(n % 5),
  processDefinitionId: `order-${n % 5}`,
  processDefinitionName: `Order process ${n % 5}`,
  processDefinitionVersion: 3,
  processDefinitionVersionTag: null,
  state: 'ACTIVE',
  startDate: '2026-11-01T09:30:00.000Z',
  endDate: null,
  suspendedDate: null,
  hasIncident: n % 2 === 0,
  tenantId: '<default>',
  parentProcessInstanceKey: null,
  parentElementInstanceKey: null,
  rootProcessInstanceKey: key(100 + n),
  tags: [],
  businessId: `ORD-${10_000 + n}`,
})
const incident = (n: number) => ({
  incidentKey: key(1_000 + n),
  processInstanceKey: key(100 + (n % 50)),
  processDefinitionKey: key(n % 5),
  processDefinitionId: `order-${n % 5}`,
  rootProcessInstanceKey: key(100 + (n % 50)),
  errorType: 'JOB_NO_RETRIES',
  errorMessage: 'The payment provider did not answer within 30 seconds.',
  elementId: 'charge-card',
  elementInstanceKey: key(5_000 + n),
  creationTime: '2026-11-01T09:31:00.000Z',
  state: 'ACTIVE',
  jobKey: key(7_000 + n),
  tenantId: '<default>',
})
const userTask = (n: number) => ({
  userTaskKey: key(2_000 + n),
  name: 'Check order',
  state: 'CREATED',
  assignee: n % 2 === 0 ? 'demo' : null,
  elementId: 'check-order',
  candidateGroups: ['accounting'],
  candidateUsers: [],
  processDefinitionId: `order-${n % 5}`,
  creationDate: '2026-11-01T09:31:00.000Z',
  completionDate: null,
  followUpDate: null,
  dueDate: '2026-11-08T09:31:00.000Z',
  tenantId: '<default>',
  externalFormReference: null,
  processDefinitionVersion: 3,
  customHeaders: {},
  priority: 50,
  elementInstanceKey: key(6_000 + n),
  processName: `Order process ${n % 5}`,
  processDefinitionKey: key(n % 5),
  processInstanceKey: key(100 + (n % 50)),
  rootProcessInstanceKey: key(100 + (n % 50)),
  formKey: null,
  tags: [],
  businessId: null,
})
const definition = (n: number) => ({
  processDefinitionKey: key(n),
  processDefinitionId: `order-${n}`,
  name: `Order process ${n}`,
  version: 3,
  versionTag: null,
  resourceName: `order-${n}.bpmn`,
  tenantId: '<default>',
  hasStartForm: false,
  state: 'ACTIVE',
})
const page = (items: object[], total = items.length) =>
  Buffer.from(
    JSON.stringify({
      items,
      page: { totalItems: total, hasMoreTotalItems: false, startCursor: 'WzFd', endCursor: 'WzJd' },
    }),
  )
const range = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

const sizes = new Map<number, Buffer>()
const instances = (count: number) => {
  const kept = sizes.get(count) ?? page(range(count, instance), Math.max(count, 357))
  sizes.set(count, kept)
  return kept
}
const incidents = page(range(75, incident))
const userTasks = page(range(90, userTask))
const one = Buffer.from(JSON.stringify(instance(0)))
const definitions = range(5, (n) => Buffer.from(JSON.stringify(definition(n))))
const topology = Buffer.from(
  JSON.stringify({
    brokers: [],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: '8.10.6',
    lastCompletedChangeId: '1',
  }),
)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const answer = answerTo(request.url ?? '', chunks)
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'content-length': answer?.length ?? 0,
    })
    response.end(answer)
  })
})
server.keepAliveTimeout = 60_000
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

function answerTo(url: string, chunks: Buffer[]): Buffer | undefined {
  if (url === '/v2/process-instances/search') {
    const limit = /"limit":(\d+)/.exec(Buffer.concat(chunks).toString())?.[1]
    return instances(Number(limit ?? 100))
  }
  if (url === '/v2/incidents/search') return incidents
  if (url === '/v2/user-tasks/search') return userTasks
  if (url.startsWith('/v2/process-instances/')) return one
  if (url.startsWith('/v2/process-definitions/'))
    return definitions[Number(BigInt(url.split('/').at(-1) ?? 0) - 9007199254740993n)]
  if (url === '/v2/topology') return topology
  return undefined
}
