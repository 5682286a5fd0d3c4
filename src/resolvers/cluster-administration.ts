import { backupId, backupIdPrefix, checkBackupSelection, givenBackupId } from '../fields/backup-ids.ts'
import { command, type Written, withoutNulls } from '../fields/command.ts'
import { checkText } from '../fields/keys.ts'
import { bare, wholeList } from '../fields/list.ts'
import { isPresent } from '../fields/present.ts'
import { read, readOrNull } from '../fields/read.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type {
  ChangeClusterModeAsClusterAdminInput,
  ClusterStatus,
  ClusterUpgradeStatus,
  DeleteHistoryBackupAsClusterAdminInput,
  DeleteRuntimeBackupAsClusterAdminInput,
  ExportingStatus,
  PauseExportingInput,
  PhysicalTenantInput,
  Resolvers,
  RestoreAsClusterAdminInput,
  TakeHistoryBackupAsClusterAdminInput,
  TakeRuntimeBackupAsClusterAdminInput,
  TriggerClusterRebalanceInput,
} from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type {
  ClusterBalanceResponse,
  ClusterHistoryBackupInfo,
  ClusterModeChangeResponse,
  ClusterRestoreResponse,
  ClusterRuntimeBackupInfo,
  ClusterRuntimeBackupState,
  ClusterTakeHistoryBackupResponse,
  ClusterTakeRuntimeBackupResponse,
  ClusterTopologyResponse,
  RebalanceCancellationResponse,
} from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { exportingUntil, statusOf } from './shared/exporting.ts'
import { given } from './shared/given.ts'

interface Backup {
  backupId?: unknown
  physicalTenantId?: string | null
}

const identified = ({ backupId: id, physicalTenantId }: Backup) =>
  given({ backupId: backupId('backupId', id), physicalTenantId: named('physicalTenantId', physicalTenantId) })

/** Throws InvalidInput for a physical tenant without a name: to Camunda an empty one means all, which nobody would guess. */
function named(argument: string, physicalTenantId: string | null | undefined): string | null | undefined {
  if (isPresent(physicalTenantId)) checkText(argument, physicalTenantId)
  return physicalTenantId
}

const checkNamed = ({ physicalTenantId }: PhysicalTenantInput) => void named('input.physicalTenantId', physicalTenantId)

const { getClusterExportingStatus, getRuntimeBackupStateAsClusterAdmin } = operations

const paused = exportingUntil<ExportingStatus>(getClusterExportingStatus, 'PAUSED', 'SOFT_PAUSED')

export const resolvers: Resolvers = {
  Query: { clusterAdministration: (source, _args, context) => upstreamOf(source, context).own({}) },
  ClusterAdministration: {
    status: statusOf<ClusterStatus>(operations.getClusterStatus),
    upgradeStatus: statusOf<ClusterUpgradeStatus>(operations.getClusterUpgradeStatus),
    topology: read<ClusterTopologyResponse>(operations.getClusterTopology),
    exportingStatus: statusOf<ExportingStatus>(getClusterExportingStatus),
    rebalance: read<ClusterBalanceResponse>(operations.getClusterRebalance),
    historyBackups: (source, { physicalTenantId, prefix, verbose }, context) =>
      wholeList<ClusterHistoryBackupInfo>(
        source,
        context,
        operations.listHistoryBackupsAsClusterAdmin,
        given({
          physicalTenantId: named('physicalTenantId', physicalTenantId),
          prefix: backupIdPrefix(prefix),
          verbose,
        }),
        bare,
      ),
    historyBackup: readOrNull<ClusterHistoryBackupInfo, Backup>(operations.getHistoryBackupAsClusterAdmin, identified),
    runtimeBackups: (source, { physicalTenantId, prefix }, context) =>
      wholeList<ClusterRuntimeBackupInfo>(
        source,
        context,
        operations.listRuntimeBackupsAsClusterAdmin,
        given({ physicalTenantId: named('physicalTenantId', physicalTenantId), prefix: backupIdPrefix(prefix) }),
        bare,
      ),
    runtimeBackup: readOrNull<ClusterRuntimeBackupInfo, Backup>(operations.getRuntimeBackupAsClusterAdmin, identified),
    runtimeBackupState: read<ClusterRuntimeBackupState, PhysicalTenantInput>(
      getRuntimeBackupStateAsClusterAdmin,
      ({ physicalTenantId }) => given({ physicalTenantId: named('physicalTenantId', physicalTenantId) }),
    ),
  },
  Mutation: {
    takeHistoryBackupAsClusterAdmin: command<TakeHistoryBackupAsClusterAdminInput, ClusterTakeHistoryBackupResponse>(
      operations.takeHistoryBackupAsClusterAdmin,
      { answers: ['backupId'], check: checkGiven },
    ),
    deleteHistoryBackupAsClusterAdmin: command<DeleteHistoryBackupAsClusterAdminInput>(
      operations.deleteHistoryBackupAsClusterAdmin,
      {
        check: checkGiven,
      },
    ),
    takeRuntimeBackupAsClusterAdmin: command<TakeRuntimeBackupAsClusterAdminInput, ClusterTakeRuntimeBackupResponse>(
      operations.takeRuntimeBackupAsClusterAdmin,
      { answers: ['physicalTenants'], check: checkGiven },
    ),
    deleteRuntimeBackupAsClusterAdmin: command<DeleteRuntimeBackupAsClusterAdminInput>(
      operations.deleteRuntimeBackupAsClusterAdmin,
      {
        check: checkGiven,
      },
    ),
    deleteRuntimeBackupStateAsClusterAdmin: command<PhysicalTenantInput>(
      operations.deleteRuntimeBackupStateAsClusterAdmin,
      { check: checkNamed },
    ),
    syncRuntimeBackupStateAsClusterAdmin: command<PhysicalTenantInput, ClusterRuntimeBackupState>(
      operations.syncRuntimeBackupStateAsClusterAdmin,
      { check: checkNamed },
    ),
    pauseClusterExporting: command<PauseExportingInput>(operations.pauseClusterExporting),
    resumeClusterExporting: command(operations.resumeClusterExporting),
    changeClusterModeAsClusterAdmin: command<ChangeClusterModeAsClusterAdminInput, ClusterModeChangeResponse>(
      operations.changeClusterModeAsClusterAdmin,
      { answers: ['changeId'], check: checkNamed },
    ),
    restoreAsClusterAdmin: command<RestoreAsClusterAdminInput, ClusterRestoreResponse>(
      operations.restoreAsClusterAdmin,
      { answers: ['changeId'], check: checkRestore, body: restoreBody },
    ),
    triggerClusterRebalance: command<TriggerClusterRebalanceInput, ClusterBalanceResponse>(
      operations.triggerClusterRebalance,
    ),
    cancelClusterRebalance: command<object, RebalanceCancellationResponse>(operations.cancelClusterRebalance),
  },
  DeleteHistoryBackupAsClusterAdminPayload: { backupId: givenBackupId },
  DeleteRuntimeBackupAsClusterAdminPayload: { backupId: givenBackupId },
  DeleteRuntimeBackupStateAsClusterAdminPayload: {
    runtimeBackupState: (payload: Written<PhysicalTenantInput>, args, context, info) =>
      read<ClusterRuntimeBackupState>(getRuntimeBackupStateAsClusterAdmin, () =>
        given({ physicalTenantId: payload.input.physicalTenantId }),
      )(payload, args, context, info),
  },
  SyncRuntimeBackupStateAsClusterAdminPayload: { runtimeBackupState: (state) => state },
  PauseClusterExportingPayload: { exportingStatus: paused },
  ResumeClusterExportingPayload: {
    exportingStatus: exportingUntil<ExportingStatus>(getClusterExportingStatus, 'EXPORTING'),
  },
  TriggerClusterRebalancePayload: { clusterRebalance: (state) => state },
}

function checkGiven({ backupId: id, physicalTenantId }: Backup): void {
  if (isPresent(id)) backupId('input.backupId', id)
  named('input.physicalTenantId', physicalTenantId)
}

function checkRestore(input: RestoreAsClusterAdminInput): void {
  const { overrides, physicalTenantId } = input
  named('input.physicalTenantId', physicalTenantId)
  if (overrides && physicalTenantId) {
    throw new InvalidInput(
      'input.overrides',
      'these are for a restore of all physical tenants. Leave them or physicalTenantId out.',
    )
  }
  // Each may be overridden, so that there is nothing for all.
  const hasOwn = input.backupIds || input.from || input.to
  if (hasOwn || !overrides?.length) checkBackupSelection('input', input)
  const seen = new Set<string>()
  for (const [index, override] of (overrides ?? []).entries()) {
    const argument = `input.overrides[${index}]`
    named(`${argument}.physicalTenantId`, override.physicalTenantId)
    if (seen.has(override.physicalTenantId)) {
      throw new InvalidInput(
        `${argument}.physicalTenantId`,
        'this one is there twice. Say once what to restore it from.',
      )
    }
    seen.add(override.physicalTenantId)
    checkBackupSelection(argument, override)
  }
}

function restoreBody({ backupIds, from, to, overrides }: RestoreAsClusterAdminInput): object {
  return withoutNulls({
    backupIds,
    from,
    to,
    overrides:
      overrides &&
      Object.fromEntries(
        overrides.map(({ physicalTenantId, ...selection }) => [physicalTenantId, withoutNulls(selection)]),
      ),
  })
}
