import type { JobSearchResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const jobs = resource<JobSearchResult>()({
  type: 'Job',
  key: 'jobKey',
  search: operations.searchJobs,
})

export type JobRow = RowOf<typeof jobs>
