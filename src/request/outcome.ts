import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { actedOn } from '../errors/error-code.ts'
import { errorsOf, type Refusal } from '../errors/refusal.ts'
import { cut } from '../text/cut.ts'
import type { Departure, Outcome, Visit } from './visit.ts'

/** How many different codes and ids of an answer's errors are noted. */
const MAX_TOLD = 5

/** Notes on the visit how one of its questions was answered: codes and ids of errors, never their messages. */
export function noteAnswer(visit: Visit, result: ExecutionResult | FormattedExecutionResult): void {
  const outcome = outcomeOf(result)
  visit.outcome = visit.outcome === undefined || visit.outcome === outcome ? outcome : 'partial'
  if (!result.errors) return
  visit.errorCodes ??= []
  visit.errorIds ??= []
  for (const { extensions } of result.errors) {
    const { errorId } = extensions ?? {}
    note(visit.errorCodes, actedOn(extensions ?? {}).code)
    if (typeof errorId === 'string') note(visit.errorIds, errorId)
  }
}

/** Notes on the visit that it was refused before its body was read. */
export function noteRefusal(visit: Visit, refusal: Refusal): void {
  const errors = errorsOf(refusal)
  if (errors.length > 0) noteAnswer(visit, { errors })
}

/** How the visit ended as a whole. */
export function endOf(visit: Visit, { status }: Departure): Outcome {
  // A subscription ends when its client leaves.
  if (status === undefined && visit.events === undefined) return 'left'
  return visit.outcome ?? ((status ?? 200) < 400 ? 'ok' : 'refused')
}

function outcomeOf({ data, errors }: ExecutionResult | FormattedExecutionResult): Outcome {
  if (!errors) return 'ok'
  // GraphQL answers no data at all where it has not begun to execute.
  if (data === undefined) return 'refused'
  return data !== null && Object.values(data).some((value) => value !== null) ? 'partial' : 'failed'
}

function note(told: string[], one: string): void {
  // Codes of the owner's plugins can be anything.
  const short = cut(one)
  if (told.length < MAX_TOLD && !told.includes(short)) told.push(short)
}
