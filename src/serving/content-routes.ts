import { ENDPOINT } from '../fields/content-path.ts'
import { type Operation, operations } from '../upstream/catalog/operation.ts'

/** What is served as bytes, and the field that tells its path: whoever may not ask for that may not have it. */
interface ContentRoute {
  operation: Operation
  field: { type: string; name: string }
}

const routes: readonly ContentRoute[] = [
  { operation: operations.getDocument, field: { type: 'Document', name: 'contentUrl' } },
  { operation: operations.getResourceContentBinary, field: { type: 'Resource', name: 'contentUrl' } },
]

/** A route, and the parameters that its path has. */
export interface ContentMatch extends ContentRoute {
  /** Decoded; undefined where the path is no UTF-8 within percent signs. */
  parameters: Record<string, string> | undefined
}

/** The content at a path without its query; undefined where there is none. */
export function contentAt(path: string): ContentMatch | undefined {
  if (!path.startsWith(`${ENDPOINT}/`)) return undefined
  const parts = path.slice(ENDPOINT.length).split('/')
  for (const route of routes) {
    const template = route.operation.path.split('/')
    const fits = (part: string, at: number) => (part.startsWith('{') ? parts[at] !== '' : part === parts[at])
    if (template.length !== parts.length || !template.every(fits)) continue
    return { ...route, parameters: parametersOf(template, parts) }
  }
  return undefined
}

function parametersOf(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      template.flatMap((part, at) =>
        part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(parts[at] ?? '')]] : [],
      ),
    )
  } catch {
    return undefined
  }
}
