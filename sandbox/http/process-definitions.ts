import type { ReadView } from '../export.ts'
import type { ProcessDefinitionRow } from '../rows.ts'
import type { SearchRules, SpecialFilter } from '../search/rules.ts'
import { search } from '../search/search.ts'
import { type Call, existing, type Handlers, json, NO_CONTENT, object, pathKey, type Reply } from './call.ts'
import { elementStatistics } from './element-statistics.ts'
import { selectProcessInstances } from './process-instance-search.ts'
import { rulesOf } from './search-rules.ts'

export const processDefinitionHandlers: Handlers = {
  searchProcessDefinitions: ({ cluster, body }) => {
    // The newest versions page by id: the key is not among what they can be sorted by.
    const isLatestVersion = object(body.filter).isLatestVersion === true
    const answer = search(
      [...cluster.view.processDefinitions.values()],
      body,
      isLatestVersion ? latestRules() : rules(),
    )
    return json(answer)
  },

  getProcessDefinition: (call) => json(definition(call)),

  getProcessDefinitionXML: (call) => {
    const { processDefinitionKey } = definition(call)
    const xml = call.cluster.view.definitionDetails.get(processDefinitionKey)?.xml ?? ''
    return { text: xml, mediaType: 'text/xml' }
  },

  getStartProcessForm: (call) => {
    const { processDefinitionKey } = definition(call)
    const formId = call.cluster.view.definitionDetails.get(processDefinitionKey)?.startFormId
    return formId ? latestForm(call.cluster.view, formId) : NO_CONTENT
  },

  getProcessDefinitionStatistics: (call) => {
    const key = pathKey(call, 'processDefinitionKey')
    const { view } = call.cluster
    const instances = selectProcessInstances(
      view,
      [...view.processInstances.values()].filter((row) => row.processDefinitionKey === key),
      call.body.filter,
    )
    return json({ items: elementStatistics(view, new Set(instances.map((row) => row.processInstanceKey))) })
  },
}

function definition(call: Call): ProcessDefinitionRow {
  return existing(call.cluster.view.processDefinitions, 'Process definition', pathKey(call, 'processDefinitionKey'))
}

function latestForm(view: ReadView, formId: string): Reply {
  const versions = [...view.forms.values()].filter((form) => form.formId === formId)
  const latest = versions.sort((left, right) => right.version - left.version)[0]
  return latest ? json(latest) : NO_CONTENT
}

function rules(): SearchRules<ProcessDefinitionRow> {
  return rulesOf('searchProcessDefinitions', { key: 'processDefinitionKey', special: { isLatestVersion } })
}

function latestRules(): SearchRules<ProcessDefinitionRow> {
  const { sort, ...rest } = rules()
  const { processDefinitionId, tenantId } = sort
  return { ...rest, sort: { ...(processDefinitionId && { processDefinitionId }), ...(tenantId && { tenantId }) } }
}

const isLatestVersion: SpecialFilter<ProcessDefinitionRow> = {
  forwardOnly: (value) => value === true,
  matches: (value, rows) => {
    if (value !== true) return () => true
    const latest = new Map<string, number>()
    for (const { processDefinitionId: id, version, state } of rows) {
      if (state === 'ACTIVE') latest.set(id, Math.max(version, latest.get(id) ?? 0))
    }
    return (row) => latest.get(row.processDefinitionId) === row.version
  },
}
