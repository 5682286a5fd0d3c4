import type { Meaning } from '../../failures/failure.ts'
import type { HttpAnswer } from '../../wire/http.ts'
import { readProblem as readOperateProblem } from '../operate-v1/problem.ts'

/** Where a document says which path it is about: one with a key in it. */
const WITH_KEY = /\/\d+(\/|$)/

/** What an error answer of 8.6 means: of its API v2, of Operate and of Tasklist. */
export function readProblem(answer: HttpAnswer): Meaning | undefined {
  const refusal = readOperateProblem(answer)
  // A key names its partition. One that was made up names none, and 8.6 calls that unavailable.
  if (refusal?.problem.title?.endsWith('PartitionNotFoundException') && WITH_KEY.test(instanceOf(answer))) {
    return { status: 404, problem: { title: 'NOT_FOUND', status: 404, detail: 'There is nothing with this key.' } }
  }
  return refusal
}

function instanceOf({ body }: HttpAnswer): string {
  const { instance }: { instance?: unknown } = JSON.parse(body)
  return typeof instance === 'string' ? instance : ''
}
