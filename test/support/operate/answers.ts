import { type SearchedResource, searchedResource } from '../legacy/resource.ts'
import type { LegacyAnswer, LegacyAnswerer, LegacyCall } from '../legacy/server.ts'
import { type OperateRow, type OperateSearch, Refused, search } from './search.ts'

/** Rows by the path below `/v1`. */
export type OperateRows = Record<string, OperateRow[]>

interface Resource {
  readonly path: string
  readonly notFound: string
  /** The name of many, where it has no s at its end. */
  readonly plural?: string
  /** What its path names, where that is not its key. */
  readonly key?: string
}

/** What is played of Operate, by the end of the operations' names. */
const RESOURCES: Readonly<Record<string, Resource>> = {
  ProcessDefinition: { path: 'process-definitions', notFound: 'process definitions' },
  ProcessInstance: { path: 'process-instances', notFound: 'process instances' },
  FlowNodeInstance: { path: 'flownode-instances', notFound: 'flownode instance' },
  Incident: { path: 'incidents', notFound: 'incident' },
  Variable: { path: 'variables', notFound: 'variable' },
  DecisionDefinition: { path: 'decision-definitions', notFound: 'decision definition' },
  DecisionInstance: { path: 'decision-instances', notFound: 'decision instance', key: 'id' },
  DecisionRequirements: { path: 'drd', notFound: 'decision requirements', plural: 'DecisionRequirements' },
}

/** Rows for each resource, none so far. */
export const emptyRows = (): OperateRows =>
  Object.fromEntries(Object.values(RESOURCES).map(({ path }): [string, OperateRow[]] => [path, []]))

type Handler = (call: LegacyCall, key: string) => LegacyAnswer

/** Answers as Operate does. @param withTasklist whether Tasklist is in the same process */
export function operateAnswerer(rows: OperateRows, withTasklist: boolean): LegacyAnswerer {
  const handlers: Record<string, Handler> = {}
  const rowOf = ({ path, notFound, key: field = 'key' }: Resource, key: string): OperateRow => {
    const row = rows[path]?.find((one) => String(one[field]) === key)
    if (!row) throw new Refused(404, 'Requested resource not found', `No ${notFound} found for key ${key}`)
    return row
  }
  for (const [name, resource] of Object.entries(RESOURCES)) {
    const searching = `search${resource.plural ?? `${name}s`}`
    const known = searchedResource('operate-v1', searching)
    handlers[searching] = ({ body }) => {
      const asked: OperateSearch = body ?? {}
      checkSearch(known, asked)
      const found = search(known, rows[resource.path] ?? [], asked, resource.key)
      return { status: 200, body: { ...found, items: found.items.map(shown) } }
    }
    handlers[`get${name}`] = (_, key) => {
      const row = rowOf(resource, key)
      // The whole of a value that searches cut.
      const { value, whole = value } = row
      // What searches leave out of a decision instance.
      const { detail } = row
      return {
        status: 200,
        body: { ...shown(whole === undefined ? row : { ...row, value: whole }), ...Object(detail) },
      }
    }
  }
  const ofInstance = (body: unknown): Handler => {
    return (_, key) => {
      rowOf({ path: 'process-instances', notFound: 'process instances' }, key)
      return { status: 200, body }
    }
  }
  handlers.getProcessDefinitionXml = (_, key) => {
    const { bpmnProcessId } = rowOf({ path: 'process-definitions', notFound: 'process definitions' }, key)
    return { status: 200, headers: { 'content-type': 'text/xml' }, text: `<definitions id="${bpmnProcessId}"/>` }
  }
  handlers.getDecisionRequirementsXml = (_, key) => {
    const { resourceName } = rowOf({ path: 'drd', notFound: 'decision requirements' }, key)
    return { status: 200, headers: { 'content-type': 'text/xml' }, text: `<definitions id="${resourceName}"/>` }
  }
  handlers.getProcessInstanceStatistics = ofInstance([
    { activityId: 'pay', active: 1, canceled: 0, incidents: 0, completed: 2 },
  ])
  handlers.getProcessInstanceSequenceFlows = ofInstance(['started-pay'])
  handlers.deleteProcessInstance = (_, key) => {
    const { state } = rowOf({ path: 'process-instances', notFound: 'process instances' }, key)
    if (state === 'ACTIVE') {
      const message = 'Process instances needs to be in one of the states [COMPLETED, CANCELED]'
      return {
        status: 400,
        body: { status: 400, message, instance: 'e44681a4-c00d-4645-a1a2-4f5ed358a4f1', type: 'Invalid request' },
      }
    }
    rows['process-instances'] = (rows['process-instances'] ?? []).filter((row) => String(row.key) !== key)
    return {
      status: 200,
      body: { message: `Process instance and dependant data deleted for key '${key}'`, deleted: 1 },
    }
  }
  if (withTasklist) handlers.getVariable = ({ path }) => ambiguous(`/v1${path}`)

  return (call, { operationId, parameters }) => {
    try {
      return handlers[operationId]?.(call, parameters.key ?? parameters.id ?? '')
    } catch (error) {
      if (error instanceof Refused) return refusal(error)
      throw error
    }
  }
}

function checkSearch({ sorts }: SearchedResource, { size = 10, sort = [] }: OperateSearch): void {
  if (!Number.isInteger(size) || size < 1 || size > 1_000)
    throw new Refused(400, 'Invalid request', 'size should be greater than zero and equal or less than 1000')
  const wrong = sort.find(({ field }) => !sorts.has(field))
  if (wrong) throw new Refused(400, 'Data invalid', `Sort has invalid field(s): ${wrong.field}`)
}

/** A row without what tests keep in it: 8.6.0 filters by `truncated` and does not show it. */
function shown({ whole: _, truncated: __, detail: ___, ...row }: OperateRow): OperateRow {
  return row
}

function refusal({ status, type, message, reason }: Refused): LegacyAnswer {
  const body = { status, message, instance: 'e44681a4-c00d-4645-a1a2-4f5ed358a4f1', type }
  return { status, body, ...(status === 404 ? {} : { violation: reason }) }
}

function ambiguous(path: string): LegacyAnswer {
  const detail = `Request processing failed: java.lang.IllegalStateException: Ambiguous handler methods mapped for '${path}'`
  return { status: 500, body: { type: 'about:blank', status: 500, title: 'Filter issue', detail } }
}
