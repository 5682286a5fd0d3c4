import type { ExecutionResult } from 'graphql'
import { isLarge } from '../execution/large.ts'
import { httpResponse } from './http-response.ts'
import { jsonInTurns } from './json-pieces.ts'

/** Whether an answer is so large that it is written in turns. */
export const takesLong = ({ data }: ExecutionResult): boolean => data !== null && data !== undefined && isLarge(data)

/**
 * The JSON of an answer as clients see it, in UTF-8; a promise only if writing it takes several turns.
 * @param owner whose work it is, as for `turns`
 */
export function answerJson(result: ExecutionResult, owner: string): Buffer | Promise<Buffer> {
  const { body } = httpResponse(result, 'application/json')
  return takesLong(result) ? jsonInTurns(body, owner).then(Buffer.concat) : Buffer.from(JSON.stringify(body))
}
