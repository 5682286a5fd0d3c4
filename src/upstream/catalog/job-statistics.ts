import type {
  JobErrorStatisticsItem,
  JobTimeSeriesStatisticsItem,
  JobTypeStatisticsItem,
  JobWorkerStatisticsItem,
} from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'
import { identifiedBy, type WithRowKey } from './row-key.ts'

export const jobTypeStatistics = resource<JobTypeStatisticsItem>()({
  type: 'JobTypeStatistics',
  key: 'jobType',
  isListOnly: true,
  search: operations.getJobTypeStatistics,
})

export const jobWorkerStatistics = resource<JobWorkerStatisticsItem>()({
  type: 'JobWorkerStatistics',
  key: 'worker',
  isListOnly: true,
  search: operations.getJobWorkerStatistics,
})

export const jobErrorStatistics = resource<WithRowKey<JobErrorStatisticsItem>>()({
  type: 'JobErrorStatistics',
  key: 'rowKey',
  isListOnly: true,
  search: identifiedBy(operations.getJobErrorStatistics, 'errorCode', 'errorMessage'),
})

export const jobTimeSeriesStatistics = resource<JobTimeSeriesStatisticsItem>()({
  type: 'JobTimeSeriesStatistics',
  key: 'time',
  isListOnly: true,
  search: operations.getJobTimeSeriesStatistics,
})
