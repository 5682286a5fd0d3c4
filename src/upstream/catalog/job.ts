import type { JobSearchResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'type' | 'elementId' | 'elementInstanceKey' | 'customHeaders'

export const jobs = resource<WithLazy<JobSearchResult, LazyField>>()({
  type: 'Job',
  key: 'jobKey',
  search: operations.searchJobs,
})

export type JobRow = RowOf<typeof jobs>
