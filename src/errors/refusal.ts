/** An HTTP answer that refuses a request before it is executed. */
export interface Refusal {
  status: number
  headers?: Readonly<Record<string, string>>
  /** JSON; left out for an answer without a body. */
  body?: object
}
