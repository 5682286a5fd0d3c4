import type { Context } from '../context.ts'
import { checkKey, fromGlobalId, quoted } from '../fields/keys.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'
import { InvalidInput } from '../upstream/failure.ts'

const MAX_NODES = 1_000

/** How an object of each type is loaded by its key. A type that implements Node stands here. */
const loaders: Record<string, (context: Context, key: string) => Promise<object | null>> = {
  ProcessDefinition: ({ upstream }, key) => upstream.row(processDefinitions, key),
  ProcessInstance: ({ upstream }, key) => upstream.row(processInstances, key),
  ElementInstance: ({ upstream }, key) => upstream.row(elementInstances, key),
  Variable: ({ upstream }, key) => upstream.row(variables, key),
  Job: ({ upstream }, key) => upstream.row(jobs, key),
  UserTask: ({ upstream }, key) => upstream.row(userTasks, key),
  Incident: ({ upstream }, key) => upstream.row(incidents, key),
}

export const resolvers: Resolvers = {
  Query: {
    node: (_, { id }, context) => load('id', id, context),
    nodes: (_, { ids }, context) => {
      if (ids.length > MAX_NODES)
        throw new InvalidInput('ids', `at most ${MAX_NODES} are possible, this has ${ids.length}. Ask in parts.`)
      return ids.map((id, index) => load(`ids[${index}]`, id, context))
    },
  },
  Node: {
    __resolveType: (node) => (node as { __typename?: never }).__typename ?? null,
  },
}

async function load(argument: string, id: string, context: Context): Promise<never> {
  const { type, key } = fromGlobalId(argument, id)
  const loader = Object.hasOwn(loaders, type) ? loaders[type] : undefined
  if (!loader) throw new InvalidInput(argument, `${quoted(id)} names no type of this API.`)
  checkKey(argument, key)
  const row = await loader(context, key)
  // The row is shared with other fields of the request; only here must it tell its type.
  return (row && { ...row, __typename: type }) as never
}
