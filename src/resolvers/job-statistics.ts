import { connection } from '../fields/connection.ts'
import { read } from '../fields/read.ts'
import type { Resolvers } from '../generated/schema.ts'
import {
  jobErrorStatistics,
  jobTimeSeriesStatistics,
  jobTypeStatistics,
  jobWorkerStatistics,
} from '../upstream/catalog/job-statistics.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { GlobalJobStatisticsQueryResult } from '../upstream/contract/types.ts'

export const resolvers: Resolvers = {
  Query: {
    jobStatistics: read<GlobalJobStatisticsQueryResult>(operations.getGlobalJobStatistics),
    jobTypeStatistics: connection(jobTypeStatistics),
    jobWorkerStatistics: connection(jobWorkerStatistics),
    jobErrorStatistics: connection(jobErrorStatistics),
    jobTimeSeriesStatistics: connection(jobTimeSeriesStatistics),
  },
}
