import { checkBackupSelection } from '../fields/backup-ids.ts'
import { command } from '../fields/command.ts'
import { readOrNull } from '../fields/read.ts'
import type { ChangeClusterModeInput, Resolvers, RestoreInput } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type {
  ClusterModeChangeResponse,
  ClusterRestoreResponse,
  RestoreStatusResponse,
} from '../upstream/contract/types.ts'

const restoreStatus = readOrNull<RestoreStatusResponse>(operations.getRestoreStatus)

export const resolvers: Resolvers = {
  Query: { restoreStatus },
  Mutation: {
    restore: command<RestoreInput, ClusterRestoreResponse>(operations.restore, {
      answers: ['changeId'],
      check: (input) => checkBackupSelection('input', input),
    }),
    changeClusterMode: command<ChangeClusterModeInput, ClusterModeChangeResponse>(operations.changeClusterMode, {
      answers: ['changeId'],
    }),
  },
  RestorePayload: { restoreStatus },
}
