import { isObject } from '../json.ts'
import type { Engine } from './engine.ts'
import { evaluateFeel, type FeelContext, isExpression } from './feel.ts'
import type { ElementInstance, Variable } from './records.ts'
import { noSuch } from './rejection.ts'

/** Variables as JSON texts by name. */
export type Variables = Readonly<Record<string, string>>

/** Reads a document (as `parseExact` made it) into variables. */
export function toVariables(document: unknown): Variables {
  if (!isObject(document)) return {}
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, JSON.stringify(value)]))
}

/** Sets a variable in exactly this scope. */
export function setLocalVariable(engine: Engine, scope: ElementInstance, name: string, value: string): void {
  const existing = scope.variables.get(name)
  if (existing?.value === value) return
  const variable: Variable = existing ?? { variableKey: engine.keys.next(), name, scope, value }
  variable.value = value
  delete variable.parsed
  scope.variables.set(name, variable)
  engine.changed({ kind: 'variable', entity: variable })
}

/** Sets variables in exactly this scope. */
export function setLocalVariables(engine: Engine, scope: ElementInstance, variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) setLocalVariable(engine, scope, name, value)
}

/** Sets each variable in the nearest scope that holds one of this name, or else in the process instance. */
export function propagateVariables(engine: Engine, from: ElementInstance, variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    let scope = from
    while (scope.scope && !scope.variables.has(name)) scope = scope.scope
    setLocalVariable(engine, scope, name, value)
  }
}

/** The variables that can be seen from a scope: the innermost of each name. */
export function visibleVariables(scope: ElementInstance): Map<string, Variable> {
  const visible = new Map<string, Variable>()
  for (let at: ElementInstance | null = scope; at; at = at.scope) {
    for (const variable of at.variables.values()) {
      if (!visible.has(variable.name)) visible.set(variable.name, variable)
    }
  }
  return visible
}

/** What an expression sees from a scope. */
export function feelContext(engine: Engine, scope: ElementInstance): FeelContext {
  const variables: Record<string, unknown> = {}
  for (const [name, variable] of visibleVariables(scope)) {
    if (!('parsed' in variable)) variable.parsed = JSON.parse(variable.value)
    variables[name] = variable.parsed
  }
  return { variables, now: engine.clock.now() }
}

/**
 * Evaluates an expression to a JSON text. A bare variable is copied as it is, so that a number too big for JavaScript
 * passes through mappings unharmed.
 */
export function evaluateToJson(text: string, scope: ElementInstance, context: FeelContext): string {
  if (isExpression(text)) {
    const variable = findVariable(scope, text.slice(1).trim())
    if (variable) return variable.value
  }
  return JSON.stringify(evaluateFeel(text, context).value)
}

/** Command: sets variables from outside. */
export function setVariables(engine: Engine, key: string, variables: Variables, local: boolean): void {
  const scope = engine.elements.get(key)
  if (scope?.state !== 'ACTIVE') throw noSuch('update variables for', 'element', key)
  if (local) setLocalVariables(engine, scope, variables)
  else propagateVariables(engine, scope, variables)
}

function findVariable(scope: ElementInstance, name: string): Variable | undefined {
  for (let at: ElementInstance | null = scope; at; at = at.scope) {
    const variable = at.variables.get(name)
    if (variable) return variable
  }
  return undefined
}
