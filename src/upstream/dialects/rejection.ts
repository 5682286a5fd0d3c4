import type { Meaning, Problem } from '../failures/failure.ts'

/** What the engine's own rejections mean where REST calls them its failure. */
const BY_CODE: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  // More than the engine writes at once: the input is too large.
  EXCEEDED_BATCH_RECORD_SIZE: 413,
  FORBIDDEN: 403,
  UNAUTHORIZED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  INVALID_STATE: 409,
}

const REJECTION = /\bCommand '\w+' rejected with code '(\w+)'/

/** A body that the web server refused before it reached the engine. */
const UNFIT_BODY = /multipart|FileCountLimit|FileUpload|SizeLimit|size ?exceeded|upload size/i

/** How the web server tells what failed before any of the API's own code. */
const BEFORE_THE_API = 'Filter issue'

/**
 * What a problem of Camunda 8 means. REST tells some refusals as failures: a command that the engine has rejected is rolled
 * back, and a body that was refused was never given to it.
 */
export function meaningOf(status: number, problem: Problem): Meaning {
  if (status < 500) return { problem }
  const { title = '', detail = '' } = problem
  const code = REJECTION.exec(detail)?.[1]
  if (code !== undefined) return asRefusal(problem, BY_CODE[code])
  if (title === 'MALFORMED_REQUEST' || /^\W*MALFORMED_REQUEST\b/.test(detail)) return asRefusal(problem, 400)
  if (title !== BEFORE_THE_API) return { problem }
  return asRefusal(problem, UNFIT_BODY.test(detail) ? 400 : undefined)
}

/** @param status what it means; undefined where that is the cluster's failure all the same */
function asRefusal(problem: Problem, status: number | undefined): Meaning {
  if (status === undefined) return { problem, isUndone: true }
  return { status, problem: { ...problem, status }, isUndone: true }
}
