import type { Operation } from '../catalog/operation.ts'
import { notCamundas } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Wire } from './dialect.ts'

/** Whether an answer has any of what the contract says of Camunda's: something else than the REST API has nothing of it. */
export function isCamundas({ answers }: Pick<Operation, 'answers'>, answer: unknown): boolean {
  return !answers || (isJsonObject(answer) && answers.some((field) => field in answer))
}

/** The answer of Camunda 8 to an operation. Throws the UpstreamFailure for what is none. */
export function ofCamunda(wire: Wire, called: Operation, answer: unknown): unknown {
  const check = () => {
    if (!isCamundas(called, answer)) throw notCamundas("it is no answer of Camunda's")
    return answer
  }
  return wire.readable(called.operation, check, called.kind)
}
