/** An answer instead of the one that was asked for, given before the body is read. */
export interface Refusal {
  status: number
  headers?: Readonly<Record<string, string>>
  /** JSON; left out for an answer without a body. */
  body?: object
}
