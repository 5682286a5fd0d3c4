import type { JobTypeStatisticsItem } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const jobTypeStatistics = resource<JobTypeStatisticsItem>()({
  type: 'JobTypeStatistics',
  key: 'jobType',
  isListOnly: true,
  search: operations.getJobTypeStatistics,
})
