import type { JobSearchResult } from '@camunda8/orchestration-cluster-api'
import { inSince, resource } from './resource.ts'

export const jobs = resource<JobSearchResult>({
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
