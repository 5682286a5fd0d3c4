/** The body of an `application/problem+json` answer, as Camunda writes it (RFC 9457). */
export interface ProblemBody {
  type: 'about:blank'
  title: string
  status: number
  detail: string
  instance: string
}

/**
 * An error that the REST API answers with.
 *
 * The title is Camunda's own name for the kind of failure (`INVALID_ARGUMENT`, `NOT_FOUND`, `INVALID_STATE`...), or
 * "Bad Request" when the request could not be read at all.
 */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly detail: string

  constructor(status: number, title: string, detail: string) {
    super(`${status} ${title}: ${detail}`)
    this.name = 'Problem'
    this.status = status
    this.title = title
    this.detail = detail
  }

  /** The answer's body; `instance` is the path that was asked. */
  toJSON(instance = ''): ProblemBody {
    return { type: 'about:blank', title: this.title, status: this.status, detail: this.detail, instance }
  }
}

/** The request was understood, and one of its values is not acceptable. */
export function invalidArgument(detail: string): Problem {
  return new Problem(400, 'INVALID_ARGUMENT', detail)
}

/** The request's JSON does not fit its shape: what Spring answers before Camunda's own code runs. */
export function badRequest(detail: string): Problem {
  return new Problem(400, 'Bad Request', detail)
}

/** A property that the request may not have, or that has the wrong JSON type. */
export function unreadableProperty(name: string): Problem {
  return badRequest(`Request property [${name}] cannot be parsed`)
}

/** A value outside its enumeration. */
export function unknownEnumValue(field: string, value: unknown, allowed: readonly string[]): Problem {
  return badRequest(
    `Unexpected value '${String(value)}' for enum field '${field}'. Use any of the following values: [${allowed.join(', ')}]`,
  )
}

/** No entity has this key, or the caller may not know that one has. */
export function notFound(detail: string): Problem {
  return new Problem(404, 'NOT_FOUND', detail)
}
