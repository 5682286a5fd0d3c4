import { invalidArgument, notFound } from '../problem.ts'
import { search } from '../search/search.ts'
import { clusterVariableId } from '../state/cluster-variables.ts'
import { type Call, type Handler, type Handlers, json, NO_CONTENT, pathKey, text } from './call.ts'
import { cutLongValues, isLong } from './long-values.ts'
import { rulesOf } from './search-rules.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const get: Handler = (call) => {
  const { tenantId, name } = idOf(call)
  const row = call.cluster.clusterVariables.visible.get(clusterVariableId(tenantId, name))
  if (row) return json(row)
  throw notFound(`Cluster variable with name '${name}'${tenantId === null ? '' : ` of tenant '${tenantId}'`} not found`)
}

const create: Handler = (call) => {
  const { tenantId } = idOf(call)
  const name = text(call.body.name) ?? ''
  if (!NAME.test(name)) throw invalidArgument(`The provided name '${name}' must match the pattern '${NAME.source}'.`)
  if (tenantId !== null && !call.cluster.identity.has('tenants', tenantId)) {
    throw notFound(`Expected to create cluster variable for tenant '${tenantId}', but no such tenant was found`)
  }
  return json(call.cluster.clusterVariables.create(tenantId, name, valueText(call)))
}

const update: Handler = (call) => {
  const { tenantId, name } = idOf(call)
  return json(call.cluster.clusterVariables.update(tenantId, name, valueText(call)))
}

const remove: Handler = (call) => {
  const { tenantId, name } = idOf(call)
  call.cluster.clusterVariables.delete(tenantId, name)
  return NO_CONTENT
}

export const clusterVariableHandlers: Handlers = {
  searchClusterVariables: (call) => {
    // A name is unique only within its scope, so the rows get an identity for the time of the search.
    const rows = [...call.cluster.clusterVariables.visible].map(([id, row]) => ({ ...row, id }))
    const rules = rulesOf<(typeof rows)[number]>('searchClusterVariables', {
      key: 'id',
      special: { isTruncated: { matches: (value) => (row) => isLong(row) === value } },
    })
    const { items, page } = search(rows, call.body, { ...rules, keyType: 'string' })
    return json(cutLongValues(call, { items: items.map(({ id, ...row }) => row), page }))
  },
  getGlobalClusterVariable: get,
  getTenantClusterVariable: get,
  createGlobalClusterVariable: create,
  createTenantClusterVariable: create,
  updateGlobalClusterVariable: update,
  updateTenantClusterVariable: update,
  deleteGlobalClusterVariable: remove,
  deleteTenantClusterVariable: remove,
}

function idOf(call: Call): { tenantId: string | null; name: string } {
  return { tenantId: call.path.tenantId ?? null, name: pathKey(call, 'name') }
}

function valueText(call: Call): string {
  return JSON.stringify(call.exact.value)
}
