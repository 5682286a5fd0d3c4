import { existsSync } from 'node:fs'
import { QUESTIONS, type QuestionName } from './questions.ts'
import { environmentFor, type Subject, start } from './subject.ts'

/** A server that the gateway is measured against. */
export interface Peer {
  name: string
  /** Its program in peers/. */
  file: string
  /** Whether it makes the same upstream calls as the gateway; else their number is part of the result. */
  sameCalls: boolean
  env?: Record<string, string>
  questions: Record<QuestionName, string>
  /** Brings what it answers into the form of the gateway's data. */
  normal?(data: unknown): unknown
}

const same = Object.fromEntries(Object.entries(QUESTIONS).map(([name, { query }]) => [name, query])) as Record<
  QuestionName,
  string
>

const hive = {
  Q1: `query Q1 { searchProcessInstances(input: { page: { limit: 10 } }) { items {
    processInstanceKey processDefinitionId processDefinitionName processDefinitionVersion state startDate hasIncident tenantId
  } } }`,
  Q3: `query Q3 { getProcessInstance(processInstanceKey: "9007199254741093") {
    processInstanceKey state startDate hasIncident processDefinition { name version hasStartForm }
  } }`,
}

const hiveQ2 = (incidents: string, userTasks: string) =>
  `query Q2 { searchProcessInstances(input: { page: { limit: 50 } }) { items {
    processInstanceKey state startDate processDefinitionName processDefinitionVersion
    incidents ${incidents} userTasks ${userTasks}
  } } }`

export const PEERS: readonly Peer[] = [
  {
    name: 'graphql-yoga, default form, same schema and resolvers',
    file: 'yoga.js',
    sameCalls: true,
    questions: same,
  },
  {
    name: 'mercurius with jit, same schema and resolvers',
    file: 'mercurius.js',
    sameCalls: true,
    questions: same,
  },
  {
    name: 'Apollo Server with DataLoader, by hand',
    file: 'apollo-dataloader.js',
    sameCalls: true,
    questions: same,
  },
  {
    name: 'Apollo Server, a REST data source per field',
    file: 'apollo-rest.js',
    sameCalls: false,
    questions: same,
  },
  {
    name: 'Hive Gateway, OpenAPI subgraph, relations batched by key',
    file: 'hive.js',
    sameCalls: false,
    questions: { ...hive, Q2: hiveQ2('{ incidentKey errorType errorMessage }', '{ userTaskKey name assignee }') },
    normal: fromHive,
  },
  {
    name: 'Hive Gateway, OpenAPI subgraph, relations by arguments',
    file: 'hive.js',
    sameCalls: false,
    env: { RELATIONS: 'each' },
    questions: {
      ...hive,
      Q2: hiveQ2(
        '{ page { totalItems } items { incidentKey errorType errorMessage } }',
        '{ page { totalItems } items { userTaskKey name assignee } }',
      ),
    },
    normal: fromHive,
  },
]

/** Starts a peer. Throws, saying how, when the peers are not installed. */
export function startPeer({ name, file, env }: Peer, upstream: Subject): Promise<Subject> {
  if (!existsSync(new URL('peers/node_modules', import.meta.url))) {
    throw new Error('The peers are not installed: run `npm ci --prefix bench/peers` first.')
  }
  return start(name, `peers/${file}`, { env: { ...environmentFor(upstream), ...env }, preload: 'peers/one-graphql.js' })
}

/** A relation as a bare list, or as the search's own answer. */
type HiveList = object[] | { items: object[]; page: { totalItems: number } }

interface HiveInstance {
  processDefinitionName?: string
  processDefinitionVersion?: number
  incidents?: HiveList
  userTasks?: HiveList
}

/** Its searches answer `items`, and the definition's name stands in the instance. */
function fromHive(data: unknown): unknown {
  const { searchProcessInstances: found, getProcessInstance: one } = data as {
    searchProcessInstances?: { items: HiveInstance[] }
    getProcessInstance?: object
  }
  if (!found) return { processInstance: one }
  return { processInstances: { nodes: found.items.map(fromHiveInstance) } }
}

function fromHiveInstance(instance: HiveInstance): object {
  const { incidents, userTasks, processDefinitionName: name, processDefinitionVersion: version, ...rest } = instance
  if (!incidents || !userTasks) return instance
  return {
    ...rest,
    processDefinition: { name, version },
    incidents: fromHiveList(incidents),
    userTasks: fromHiveList(userTasks),
  }
}

function fromHiveList(list: HiveList): object {
  const [rows, totalCount] = Array.isArray(list) ? [list, list.length] : [list.items, list.page.totalItems]
  return { totalCount, nodes: rows.slice(0, 5) }
}
