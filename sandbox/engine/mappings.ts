import { isObject, parseExact } from '../json.ts'
import type { Engine } from './engine.ts'
import { Failure } from './failure.ts'
import { FeelError } from './feel.ts'
import type { Mapping } from './model/model.ts'
import type { ElementInstance } from './records.ts'
import {
  evaluateToJson,
  feelContext,
  propagateVariables,
  setLocalVariable,
  setLocalVariables,
  type Variables,
} from './variables.ts'

/** Creates the local variables that the input mappings of an element describe. */
export function applyInputs(engine: Engine, element: ElementInstance): void {
  for (const mapping of element.element.inputs) {
    // Each mapping sees what those before it have made.
    const value = evaluate(engine, element, mapping)
    const [name = '', ...path] = mapping.target.split('.')
    setLocalVariable(engine, element, name, nested(element.variables.get(name)?.value, path, value))
  }
}

/** Carries results into the scope around the element: what the output mappings describe, if there are any. */
export function applyOutputs(engine: Engine, element: ElementInstance): void {
  const results: Record<string, string> = {}
  for (const mapping of element.element.outputs) {
    const value = evaluate(engine, element, mapping)
    const [name = '', ...path] = mapping.target.split('.')
    results[name] = nested(results[name] ?? element.scope?.variables.get(name)?.value, path, value)
  }
  if (element.scope) propagateVariables(engine, element.scope, results)
}

/**
 * Takes in what a job, task or message brought. With output mappings it stays local, for them to pick from; without,
 * it is propagated.
 */
export function mergeResult(engine: Engine, element: ElementInstance, variables: Variables): void {
  if (element.element.outputs.length > 0) setLocalVariables(engine, element, variables)
  else propagateVariables(engine, element, variables)
}

function evaluate(engine: Engine, element: ElementInstance, mapping: Mapping): string {
  try {
    return evaluateToJson(mapping.source, element, feelContext(engine, element))
  } catch (error) {
    if (error instanceof FeelError) throw new Failure('IO_MAPPING_ERROR', error.message)
    throw error
  }
}

/** Puts `value` at a path within an existing JSON text; with no path it is the value itself. */
function nested(existing: string | undefined, path: readonly string[], value: string): string {
  const [name, ...rest] = path
  if (name === undefined) return value
  const document = existing === undefined ? {} : parseExact(existing)
  const object = isObject(document) ? document : {}
  const inner = Object.hasOwn(object, name) ? JSON.stringify(object[name]) : undefined
  return JSON.stringify({ ...object, [name]: parseExact(nested(inner, rest, value)) })
}
