import type { OperationEntry } from './table.ts'

/** An operation found by method and path. */
export interface OperationMatch {
  readonly operationId: string
  readonly operation: OperationEntry
  /** The path's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Compiles the operations' path templates. The function returned finds the operation behind a method and a path (with
 * or without `/v2` and a query string); a literal segment wins over a parameter, as in `/documents/batch`.
 */
export function matcher(
  operations: Readonly<Record<string, OperationEntry>>,
): (method: string, path: string) => OperationMatch | undefined {
  const routes = Object.entries(operations)
    .map(([operationId, operation]) => ({ operationId, operation, segments: split(operation.path) }))
    .sort((left, right) => parameterCount(left.segments) - parameterCount(right.segments))
  return (method, path) => {
    const segments = split((path.split('?')[0] ?? '').replace(/^\/v2(?=\/)/, ''))
    for (const { operationId, operation, segments: template } of routes) {
      if (operation.method !== method.toUpperCase()) continue
      const parameters = bind(template, segments)
      if (parameters) return { operationId, operation, parameters }
    }
    return undefined
  }
}

function bind(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? ''
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined
    } else {
      const value = decode(segment)
      if (value === undefined || value === '') return undefined
      parameters[part.slice(1, -1)] = value
    }
  }
  return parameters
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function split(path: string): string[] {
  return path.split('/').slice(1)
}

function parameterCount(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith('{')).length
}
