import type { AuditLogResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const auditLogs = resource<AuditLogResult>()({
  type: 'AuditLog',
  key: 'auditLogKey',
  get: operations.getAuditLog,
  search: operations.searchAuditLogs,
  sort: [
    { field: 'timestamp', order: 'DESC' },
    { field: 'auditLogKey', order: 'ASC' },
  ],
})
