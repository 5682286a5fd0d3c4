import type { Problem } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { HttpAnswer } from './http.ts'

/** Camunda's titles of refusals are names of constants; those of others are words. */
const CAMUNDAS_TITLE = /^[A-Z]+(_[A-Z]+)*$/

/** The JSON of an error answer; undefined where it is no JSON object. */
export function errorDocument({ headers, body }: HttpAnswer): Record<string, unknown> | undefined {
  if (!String(headers['content-type'] ?? '').includes('json')) return undefined
  try {
    const parsed: unknown = JSON.parse(body)
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * The problem document (RFC 9457) of an error answer; undefined where it says neither title nor detail, and where it says
 * 404 in other words than Camunda's: web servers that know nothing of the path answer such documents, too.
 */
export function problemDocument(answer: HttpAnswer): Problem | undefined {
  const { type, title, status, detail, instance } = errorDocument(answer) ?? {}
  const problem: Problem = {}
  if (typeof type === 'string') problem.type = type
  if (typeof title === 'string') problem.title = title
  if (typeof status === 'number') problem.status = status
  if (typeof detail === 'string') problem.detail = detail
  if (typeof instance === 'string') problem.instance = instance
  if (answer.status === 404 && !CAMUNDAS_TITLE.test(problem.title ?? '')) return undefined
  return problem.title === undefined && problem.detail === undefined ? undefined : problem
}
