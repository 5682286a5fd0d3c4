import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import { notCamundas } from '../upstream/failures/failure.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { upstreamOf } from './upstream-of.ts'

/** Finds the list in an answer; throws TypeError where there is none. */
type ListReader = (answer: unknown) => unknown[]

/**
 * A list that REST answers whole, without pages.
 * @param source of the field that answers it
 */
export async function wholeList<Row extends object>(
  source: unknown,
  context: Context,
  operation: Operation,
  parameters: Readonly<Record<string, string>>,
  read: ListReader,
  body?: unknown,
): Promise<Row[]> {
  const upstream = upstreamOf(source, context)
  const answer = await upstream.call(operation, parameters, body)
  return upstream.readable(operation.operation, () => {
    const rows = read(answer)
    if (!areObjects<Row>(rows)) throw notCamundas('an item of the answer is no object')
    return rows
  })
}

/** Most lists are the `items` of an object, which an 8.8 cluster may leave out when there are none. */
export const items: ListReader = (answer) => {
  if (!isJsonObject(answer)) throw notCamundas('the answer is no object')
  return listIn('items' in answer ? answer.items : [])
}

/** Some answers are the list itself. */
export const bare: ListReader = (answer) => listIn(answer)

function listIn(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notCamundas('the answer holds no list')
  return value
}

function areObjects<Row extends object>(rows: unknown[]): rows is Row[] {
  return rows.every((row) => typeof row === 'object' && row !== null)
}
