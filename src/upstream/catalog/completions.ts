import type { operations } from './operation.ts'

const names: Array<keyof typeof operations> = [
  'completeJob',
  'failJob',
  'throwJobError',
  'updateJob',
  'completeUserTask',
]

/**
 * The operations by which a cluster gets work off its hands. To hold them back under back-pressure would keep it under
 * pressure, so no limit applies to them; Camunda's own clients do the same, without `updateJob`, by which a worker keeps
 * a job that it is still at.
 */
export const completions: ReadonlySet<string> = new Set(names)
