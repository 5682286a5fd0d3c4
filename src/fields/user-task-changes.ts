import { withoutNulls } from './command.ts'

/** What REST takes for "none". */
const CLEARED: Readonly<Record<string, unknown>> = {
  assignee: '',
  candidateGroups: [],
  candidateUsers: [],
  dueDate: '',
  followUpDate: '',
}

/**
 * Changes of a user task as REST takes them. In REST null keeps a value and an empty value clears it; in GraphQL a
 * field that is left out keeps its value, and null clears it.
 */
export function userTaskChanges(changes: object): Record<string, unknown> {
  return withoutNulls(
    Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value === null ? CLEARED[name] : value])),
  )
}
