import { type DocumentNode, Location, type Source } from 'graphql'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** Line and column of a node: all that errors need. */
class Place {
  readonly start: number
  readonly end: number
  readonly source: Source

  constructor({ start, end, source }: Location) {
    this.start = start
    this.end = end
    this.source = source
  }

  toJSON(): object {
    return { start: this.start, end: this.end }
  }
}

/**
 * Reduces a document's locations to lines and columns. The tokens and comments that they refer to take more memory than
 * all the rest.
 */
export function lightenLocations(document: DocumentNode): void {
  const waiting: unknown[] = [document]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (Array.isArray(node)) for (const one of node) waiting.push(one)
    else if (isJsonObject(node)) {
      for (const name in node) {
        const value = node[name]
        if (value instanceof Location) node[name] = new Place(value)
        else if (typeof value === 'object') waiting.push(value)
      }
    }
  }
}
