import { connection } from '../fields/connection.ts'
import type { Resolvers } from '../generated/schema.ts'
import { jobTypeStatistics } from '../upstream/catalog/job-statistics.ts'

export const resolvers: Resolvers = {
  Query: {
    jobTypeStatistics: connection(jobTypeStatistics),
  },
}
