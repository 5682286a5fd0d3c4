import type { Context } from '../request/context.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import type { FormResult } from '../upstream/contract/types.ts'
import { notCamundas } from '../upstream/failures/failure.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { checkKey } from './keys.ts'
import { nullIfMissing } from './read.ts'
import { upstreamOf } from './upstream-of.ts'

/** A form, and the REST operationId that it came by. */
export interface FormRow extends FormResult {
  operation: string
}

/**
 * The form of a process or a task; null where it has none (REST answers 204 then).
 * A form that is linked does not change, so it is kept.
 * @param keyOf the form's key, where the parent tells it
 */
export function form<Parent>(
  operation: Operation,
  parametersOf: (parent: Parent) => Record<string, string>,
  keyOf: (parent: Parent) => unknown = () => undefined,
) {
  return async (parent: Parent, _args: object, context: Context): Promise<FormRow | null> => {
    const upstream = upstreamOf(parent, context)
    return rowOf(upstream, operation, await upstream.form(operation, parametersOf(parent), keyOf(parent)))
  }
}

/** A form by its own key, as an argument; null where there is none. It names one version, which is kept. */
export function formByKey(operation: Operation) {
  return async (source: unknown, { formKey }: { formKey: string }, context: Context): Promise<FormRow | null> => {
    const upstream = upstreamOf(source, context)
    checkKey('formKey', formKey, upstream.keys)
    const answer = await nullIfMissing(upstream.form(operation, { formKey }, formKey))
    return rowOf(upstream, operation, answer ?? undefined)
  }
}

function rowOf(upstream: Upstream, { operation }: Operation, answer: unknown): FormRow | null {
  if (answer === undefined) return null
  return upstream.readable(operation, () => {
    if (!isForm(answer)) throw notCamundas('the answer is no form')
    return { ...answer, operation }
  })
}

// An 8.8 cluster may leave out any of its fields.
function isForm(answer: unknown): answer is FormResult {
  return isJsonObject(answer)
}
