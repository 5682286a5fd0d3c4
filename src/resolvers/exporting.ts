import { command } from '../fields/command.ts'
import type { ExportingStatus, PauseExportingInput, Resolvers } from '../generated/schema.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { exportingUntil, statusOf } from './shared/exporting.ts'

const { getExportingStatus, pauseExporting, resumeExporting } = operations

export const resolvers: Resolvers = {
  Query: { exportingStatus: statusOf<ExportingStatus>(getExportingStatus) },
  Mutation: {
    pauseExporting: command<PauseExportingInput>(pauseExporting),
    resumeExporting: command(resumeExporting),
  },
  PauseExportingPayload: {
    exportingStatus: exportingUntil<ExportingStatus>(getExportingStatus, 'PAUSED', 'SOFT_PAUSED'),
  },
  ResumeExportingPayload: { exportingStatus: exportingUntil<ExportingStatus>(getExportingStatus, 'EXPORTING') },
}
