import { waitFor } from '../fields/after-write.ts'
import { backupId, backupIdPrefix, givenBackupId } from '../fields/backup-ids.ts'
import { command, type Written } from '../fields/command.ts'
import { bare, wholeList } from '../fields/list.ts'
import { isPresent } from '../fields/present.ts'
import { nullIfMissing, read, readFrom, readOrNull } from '../fields/read.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type {
  DeleteHistoryBackupInput,
  DeleteRuntimeBackupInput,
  Resolvers,
  TakeHistoryBackupInput,
  TakeRuntimeBackupInput,
} from '../generated/schema.ts'
import type { Context } from '../request/context.ts'
import { type Operation, operations } from '../upstream/catalog/operation.ts'
import type {
  BackupInfo,
  HistoryBackupInfo,
  RuntimeBackupState,
  TakeHistoryBackupResponse,
  TakeRuntimeBackupResponse,
} from '../upstream/contract/types.ts'
import { given } from './shared/given.ts'

interface Identified {
  backupId?: unknown
}

const identified = ({ backupId: id }: Identified) => ({ backupId: backupId('backupId', id) })

const checkGiven = ({ backupId: id }: Identified) => {
  if (isPresent(id)) backupId('input.backupId', id)
}

/** A backup as soon as it can be read. */
function taken<Row extends object>(operation: Operation) {
  return async (payload: Written<object, Identified>, _args: object, context: Context): Promise<Row> => {
    const upstream = upstreamOf(payload, context)
    const parameters = upstream.readable(payload.operation, () => identified(payload), 'write')
    return waitFor(
      upstream,
      payload.operation,
      async () => (await nullIfMissing(readFrom<Row>(upstream, operation, parameters))) ?? undefined,
    )
  }
}

/** True as soon as a backup cannot be read any more. */
function deleted(operation: Operation) {
  return (payload: Written<Identified>, _args: object, context: Context): Promise<true> => {
    const upstream = upstreamOf(payload, context)
    return waitFor(upstream, payload.operation, async () =>
      (await nullIfMissing(readFrom(upstream, operation, identified(payload.input)))) ? undefined : true,
    )
  }
}

export const resolvers: Resolvers = {
  Query: {
    historyBackups: (source, { prefix, verbose }, context) =>
      wholeList<HistoryBackupInfo>(
        source,
        context,
        operations.listHistoryBackups,
        given({ prefix: backupIdPrefix(prefix), verbose }),
        bare,
      ),
    historyBackup: readOrNull<HistoryBackupInfo, Identified>(operations.getHistoryBackup, identified),
    runtimeBackups: (source, { prefix }, context) =>
      wholeList<BackupInfo>(
        source,
        context,
        operations.listRuntimeBackups,
        given({ prefix: backupIdPrefix(prefix) }),
        bare,
      ),
    runtimeBackup: readOrNull<BackupInfo, Identified>(operations.getRuntimeBackup, identified),
    runtimeBackupState: read<RuntimeBackupState>(operations.getRuntimeBackupState),
  },
  Mutation: {
    takeHistoryBackup: command<TakeHistoryBackupInput, TakeHistoryBackupResponse>(operations.takeHistoryBackup, {
      answers: ['backupId'],
      check: checkGiven,
    }),
    deleteHistoryBackup: command<DeleteHistoryBackupInput>(operations.deleteHistoryBackup, { check: checkGiven }),
    takeRuntimeBackup: command<TakeRuntimeBackupInput, TakeRuntimeBackupResponse>(operations.takeRuntimeBackup, {
      answers: ['backupId'],
      check: checkGiven,
    }),
    deleteRuntimeBackup: command<DeleteRuntimeBackupInput>(operations.deleteRuntimeBackup, { check: checkGiven }),
    deleteRuntimeBackupState: command(operations.deleteRuntimeBackupState),
    syncRuntimeBackupState: command<object, RuntimeBackupState>(operations.syncRuntimeBackupState),
  },
  TakeHistoryBackupPayload: { historyBackup: taken<HistoryBackupInfo>(operations.getHistoryBackup) },
  DeleteHistoryBackupPayload: {
    backupId: givenBackupId,
    isGone: deleted(operations.getHistoryBackup),
  },
  TakeRuntimeBackupPayload: { runtimeBackup: taken<BackupInfo>(operations.getRuntimeBackup) },
  DeleteRuntimeBackupPayload: {
    backupId: givenBackupId,
    isGone: deleted(operations.getRuntimeBackup),
  },
  DeleteRuntimeBackupStatePayload: {
    runtimeBackupState: read<RuntimeBackupState>(operations.getRuntimeBackupState),
  },
  SyncRuntimeBackupStatePayload: { runtimeBackupState: (state) => state },
}
