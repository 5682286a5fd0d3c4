import type { ActivatedJobResult, JobSearchResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { inSince, resource } from './resource.ts'

/** A row. Camunda 7 does not tell these fields with a row. */
export type JobRow = WithLazy<JobSearchResult, 'type' | 'elementId' | 'elementInstanceKey' | 'customHeaders'>

/** A job as a worker gets it: Camunda 7 does not tell the version with it. */
export type ActivatedJobRow = WithLazy<ActivatedJobResult, 'processDefinitionVersion'>

export const jobs = resource<JobRow>({
  type: 'Job',
  key: 'jobKey',
  search: { operation: 'searchJobs', path: '/jobs/search' },
  many: {
    jobKey: inSince('8.8'),
    processInstanceKey: inSince('8.8'),
    processDefinitionKey: inSince('8.8'),
    elementInstanceKey: inSince('8.8'),
  },
  shows: ['processInstanceKey', 'processDefinitionKey', 'elementInstanceKey'],
  sort: [{ field: 'jobKey', order: 'ASC' }],
  sortsByKey: true,
})
