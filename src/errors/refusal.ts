import type { GraphQLFormattedError } from 'graphql'

/** An HTTP answer that refuses a request before it is executed. */
export interface Refusal {
  status: number
  headers?: Readonly<Record<string, string>>
  /** JSON; left out for an answer without a body. */
  body?: object
}

/** The errors that a refusal tells, as whoever refuses has written them; none where it has no answer of GraphQL's. */
export function errorsOf({ body }: Refusal): readonly GraphQLFormattedError[] {
  return body && 'errors' in body && Array.isArray(body.errors) ? body.errors : []
}
