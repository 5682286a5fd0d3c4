import { children } from '../fields/children.ts'
import { connection } from '../fields/connection.ts'
import { factsOf } from '../fields/facts.ts'
import { NOTHING, restFilter } from '../fields/filter.ts'
import { form } from '../fields/form.ts'
import { items, wholeList } from '../fields/list.ts'
import { byKey, globalId } from '../fields/one.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import { xml } from '../fields/xml.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { ProcessDefinitionRow } from '../upstream/catalog/process-definition.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import type { ProcessElementStatisticsResult } from '../upstream/contract/types.ts'

const keyOf = ({ processDefinitionKey }: ProcessDefinitionRow) => processDefinitionKey
const pathOf = ({ processDefinitionKey }: ProcessDefinitionRow) => ({ processDefinitionKey })

export const resolvers: Resolvers = {
  Query: {
    processDefinition: byKey(processDefinitions),
    processDefinitions: connection(processDefinitions),
  },
  ProcessDefinition: {
    id: globalId(processDefinitions),
    xml: xml(operations.getProcessDefinitionXML, pathOf),
    startForm: form(operations.getStartProcessForm, pathOf),
    elementStatistics: async (definition, { filter }, context, info) => {
      const facts = factsOf(info).arguments.get('filter')
      const upstream = upstreamOf(definition, context)
      const rest =
        filter && facts
          ? restFilter(facts.type, filter, 'filter', { version: await upstream.version(), keys: upstream.keys })
          : undefined
      if (rest === NOTHING) return []
      const body = rest ? { filter: rest } : {}
      return wholeList<ProcessElementStatisticsResult>(
        definition,
        context,
        operations.getProcessDefinitionStatistics,
        pathOf(definition),
        items,
        body,
      )
    },
    processInstances: children(processInstances, 'processDefinitionKey', keyOf),
    elementInstances: children(elementInstances, 'processDefinitionKey', keyOf),
    jobs: children(jobs, 'processDefinitionKey', keyOf),
    userTasks: children(userTasks, 'processDefinitionKey', keyOf),
    incidents: children(incidents, 'processDefinitionKey', keyOf),
  },
}
