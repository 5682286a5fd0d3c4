/** Whether a client gave a value: GraphQL leaves out what is not given, and clients also write null. */
export function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
