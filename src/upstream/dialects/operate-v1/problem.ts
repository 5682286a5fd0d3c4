import type { Meaning } from '../../failures/failure.ts'
import type { HttpAnswer } from '../../wire/http.ts'
import { errorDocument, problemDocument } from '../../wire/problem.ts'
import { meaningOf } from '../rejection.ts'

/**
 * What an error answer of Operate's or Tasklist's means. Their own documents are `{ status, message, instance, type }`,
 * Tasklist's without the type; the server around them answers `{ timestamp, status, error, path }`.
 */
export function readProblem(answer: HttpAnswer): Meaning | undefined {
  const document = errorDocument(answer) ?? {}
  const { type, message, error, timestamp, title, detail, instance } = document
  // Two applications in one process know the path; what it says of Java is for nobody.
  if (typeof detail === 'string' && detail.includes('Ambiguous handler methods')) {
    return { problem: { title: AMBIGUOUS, status: answer.status, detail: `${AMBIGUOUS}.` } }
  }
  if (title !== undefined) {
    const problem = problemDocument(answer)
    return problem && meaningOf(answer.status, problem)
  }
  if (typeof message === 'string') {
    if (answer.status === 401) return { problem: { title: 'Unauthorized', status: 401, detail: NO_LOGIN } }
    // Other servers that know nothing of the path write a message, too.
    if (answer.status === 404 && !isOwn(document)) return undefined
    const heading = typeof type === 'string' ? type : (HEADINGS[answer.status] ?? 'Internal error')
    const problem = { title: heading, status: answer.status, detail: message }
    return { problem: typeof instance === 'string' ? { ...problem, instance } : problem }
  }
  if (timestamp !== undefined && typeof error === 'string') {
    // To a search, which is a POST, a missing login and a missing X-CSRF-TOKEN look the same: a bare 403.
    if (answer.status === 403) return { status: 401, problem: { title: 'Unauthorized', status: 401, detail: NO_LOGIN } }
    if (answer.status === 404) return undefined
    return { problem: { title: error, status: answer.status } }
  }
  return undefined
}

/** Whether a document is Operate's or Tasklist's own: it repeats the status, and has an instance, which may be null. */
const isOwn = ({ status, instance }: Record<string, unknown>) => typeof status === 'number' && instance !== undefined

/** The title of a path that two applications in one process both serve, so that neither does. */
export const AMBIGUOUS = 'Operate and Tasklist share a process and both serve this path, so that neither can'

const NO_LOGIN =
  'Camunda wants a login: there is none, it has ended, or its X-CSRF-TOKEN is not the one of the session.'

const HEADINGS: Readonly<Record<number, string>> = {
  400: 'Invalid request',
  403: 'Forbidden',
  404: 'Requested resource not found',
}
