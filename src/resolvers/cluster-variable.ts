import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { jsonText } from '../fields/json-text.ts'
import { checkText } from '../fields/keys.ts'
import { byPair, globalId } from '../fields/one.ts'
import { isPresent } from '../fields/present.ts'
import { comparable, comparableText } from '../fields/same-json.ts'
import type {
  CreateGlobalClusterVariableInput,
  CreateTenantClusterVariableInput,
  Resolvers,
  UpdateGlobalClusterVariableInput,
  UpdateTenantClusterVariableInput,
} from '../generated/schema.ts'
import { type ClusterVariableRow, clusterVariables } from '../upstream/catalog/cluster-variable.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { ClusterVariableResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** What commands are told of a variable. */
interface Told {
  value: unknown
  metadata?: unknown
}

/** Names are checked where they are part of a path; a new one is not, and could never be read. */
const creating = {
  check: (input: Told & { name: string }) => {
    checkText('input.name', input.name)
    checkMetadata(input)
  },
}
const updating = { check: checkMetadata }

const created = { clusterVariable: afterWrite(clusterVariables) }
const updated = {
  clusterVariable: afterWrite(clusterVariables, {
    // Another caller may have given it another value meanwhile.
    changes: ({ value, metadata }: ClusterVariableRow) => [value, metadata],
    isVisible: (row: ClusterVariableRow, { input }: { input: Told; operation: string }) => isAsTold(row, input),
  }),
}
const deleted = { isGone: gone(clusterVariables) }

export const resolvers: Resolvers = {
  Query: {
    globalClusterVariable: byPair(clusterVariables, ({ name }) => [null, name]),
    tenantClusterVariable: byPair(clusterVariables, ({ tenantId, name }) => [tenantId, name]),
    clusterVariables: connection(clusterVariables),
  },
  ClusterVariable: {
    id: globalId(clusterVariables),
    isTruncated: ({ isTruncated }) => isTruncated === true,
    value: jsonText(operations.searchClusterVariables, (row) => (row.isTruncated ? null : row.value)),
  },
  Mutation: {
    createGlobalClusterVariable: command<CreateGlobalClusterVariableInput, ClusterVariableResult>(
      operations.createGlobalClusterVariable,
      creating,
    ),
    updateGlobalClusterVariable: command<UpdateGlobalClusterVariableInput, ClusterVariableResult>(
      operations.updateGlobalClusterVariable,
      updating,
    ),
    deleteGlobalClusterVariable: command(operations.deleteGlobalClusterVariable),
    createTenantClusterVariable: command<CreateTenantClusterVariableInput, ClusterVariableResult>(
      operations.createTenantClusterVariable,
      creating,
    ),
    updateTenantClusterVariable: command<UpdateTenantClusterVariableInput, ClusterVariableResult>(
      operations.updateTenantClusterVariable,
      updating,
    ),
    deleteTenantClusterVariable: command(operations.deleteTenantClusterVariable),
  },
  CreateGlobalClusterVariablePayload: created,
  UpdateGlobalClusterVariablePayload: updated,
  DeleteGlobalClusterVariablePayload: deleted,
  CreateTenantClusterVariablePayload: created,
  UpdateTenantClusterVariablePayload: updated,
  DeleteTenantClusterVariablePayload: deleted,
}

const MAX_METADATA = 100

function checkMetadata({ metadata }: Told): void {
  if (!isPresent(metadata)) return
  const values = isJsonObject(metadata) && !isRawNumber(metadata) ? Object.values(metadata) : [null]
  const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number' || isRawNumber(value)
  if (values.length <= MAX_METADATA && values.every(isText)) return
  throw new InvalidInput(
    'input.metadata',
    `give a JSON object of texts and numbers, at most ${MAX_METADATA}, such as { "owner": "finance" }.`,
  )
}

/** Whether a row has what the variable was given. */
function isAsTold(row: ClusterVariableRow, { value, metadata }: Told): boolean {
  return (
    comparableText(row.value ?? '') === comparable(value) &&
    (!isPresent(metadata) || comparable(row.metadata) === comparable(metadata))
  )
}
