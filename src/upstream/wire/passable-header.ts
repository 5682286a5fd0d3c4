const PASSABLE = /^[\t\x20-\x7e]+$/

/**
 * A header of an answer as it can be passed on, several lines as one list; undefined where there is none, or where it is
 * no plain ASCII: node:http throws for some of that and garbles the rest.
 */
export function passableHeader(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value
  return text !== undefined && PASSABLE.test(text) ? text : undefined
}
