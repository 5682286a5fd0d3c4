/** What a field of Operate's holds. Keys are numbers beyond what a JavaScript number holds: `bigint` here. */
export type FieldKind = 'key' | 'number' | 'text' | 'date' | 'flag'

/** One resource of Operate's API v1, as Operate 8.6.0 was seen to answer. */
export interface OperateResource {
  fields: Readonly<Record<string, FieldKind>>
  /** Fields that are shown alone: a filter by them is ignored there. */
  notFilterable?: readonly string[]
  /** Fields by which a sort is refused or breaks. */
  notSortable?: readonly string[]
  /** In filters, another name of a field. */
  notFound: string
}

/** By the path below `/v1`. */
export const RESOURCES: Readonly<Record<string, OperateResource>> = {
  'process-definitions': {
    fields: {
      key: 'key',
      name: 'text',
      version: 'number',
      versionTag: 'text',
      bpmnProcessId: 'text',
      tenantId: 'text',
    },
    notFilterable: ['versionTag'],
    notFound: 'process definitions',
  },
  'process-instances': {
    fields: {
      key: 'key',
      processVersion: 'number',
      processVersionTag: 'text',
      bpmnProcessId: 'text',
      parentKey: 'key',
      parentFlowNodeInstanceKey: 'key',
      startDate: 'date',
      endDate: 'date',
      state: 'text',
      incident: 'flag',
      processDefinitionKey: 'key',
      tenantId: 'text',
    },
    notSortable: ['parentKey'],
    notFound: 'process instances',
  },
  'flownode-instances': {
    fields: {
      key: 'key',
      processInstanceKey: 'key',
      processDefinitionKey: 'key',
      startDate: 'date',
      endDate: 'date',
      flowNodeId: 'text',
      flowNodeName: 'text',
      incidentKey: 'key',
      type: 'text',
      state: 'text',
      incident: 'flag',
      tenantId: 'text',
    },
    notFilterable: ['flowNodeName'],
    notSortable: ['flowNodeName'],
    notFound: 'flownode instance',
  },
  incidents: {
    fields: {
      key: 'key',
      processDefinitionKey: 'key',
      processInstanceKey: 'key',
      type: 'text',
      message: 'text',
      creationTime: 'date',
      state: 'text',
      jobKey: 'key',
      tenantId: 'text',
    },
    notFilterable: ['message'],
    notSortable: ['message'],
    notFound: 'incident',
  },
  variables: {
    fields: {
      key: 'key',
      processInstanceKey: 'key',
      scopeKey: 'key',
      name: 'text',
      value: 'text',
      truncated: 'flag',
      tenantId: 'text',
    },
    notSortable: ['truncated'],
    notFound: 'variable',
  },
}
