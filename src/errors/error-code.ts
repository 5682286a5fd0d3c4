/**
 * What `extensions.code` of an error may be, which is what frontends act on, and what each means: the README's table is
 * generated from here.
 */
export const errorCodes = {
  BAD_USER_INPUT:
    'an argument or a variable is wrong; most are refused before any call, with the `argument`’s path. Also what fields of your own throw without a code',
  BAD_REQUEST:
    'the request is no question that can be read: no JSON in UTF-8, a parameter of another type, a method, path or type of content that is not served',
  GRAPHQL_PARSE_FAILED: 'the document is no GraphQL; the message says what was expected, and where',
  GRAPHQL_VALIDATION_FAILED: 'the document asks for what the schema does not have',
  OPERATION_RESOLUTION_FAILURE:
    'the document has no operation of the name that `operationName` gives, or several and no name was given',
  UNAUTHENTICATED:
    'the cluster does not know the caller, or the gateway wants a good token; `WWW-Authenticate` says how to prove who one is, but for sessions and their CSRF tokens, of which the cluster says nothing there. HTTP status 401 where nothing else was answered',
  FORBIDDEN: 'the caller may not do this; with a `rule`, it is the gateway’s policy that refuses the `field`',
  NOT_FOUND: 'a command met an object that is not there',
  CONFLICT: 'a command met an object in another state; a listener’s reason for a denial is in the message',
  PRECONDITION_FAILED: 'a command met an object that does not fulfil a condition',
  NOT_SUPPORTED:
    'the cluster’s `version` is older than `since`, or its `generation` has nothing like it; the message says what would do',
  LIMIT_EXCEEDED:
    'the question asks for more than the gateway lets through: `rule`, `limit` and `value`. With the rule `errors` it stands for errors that are not told',
  REQUEST_TIMEOUT: 'the time of the request was up, or its body came too slowly',
  NOT_YET_VISIBLE: 'the command was accepted, but its effect could not be read in time',
  CANCELLED: 'the request was given up before this was answered',
  RATE_LIMITED:
    'the cluster is overloaded and took nothing on, or the caller has asked too much of the gateway; see `retryAfter`',
  OVERLOADED:
    'the gateway has too many calls waiting and did not send this one; see `retryAfter`. HTTP status 503 where nothing else was answered',
  UPSTREAM_UNAVAILABLE: 'the cluster cannot be reached',
  UPSTREAM_TIMEOUT: 'the cluster did not answer in time',
  UPSTREAM_ERROR:
    'the cluster failed, broke its contract, something else than Camunda answered, or the gateway’s own credentials were refused',
  INTROSPECTION_DISABLED: 'the schema is not told here',
  CSRF_PREVENTED:
    'a page of another site could have made a browser send this; the message names a header that proves otherwise',
  DOCUMENT_NOT_TRUSTED: 'only documents of a list are answered here, and this is none of them',
  PERSISTED_QUERY_NOT_FOUND: 'no document is known by this hash: send it once with its text',
  PERSISTED_QUERY_NOT_SUPPORTED: 'documents are not kept here: send their texts',
  INTERNAL_SERVER_ERROR: 'a mistake of the gateway’s; its `errorId` is in the log',
} as const

export type ErrorCode = keyof typeof errorCodes

/** Of these the same request may succeed later without being changed. */
const TRANSIENT: ReadonlySet<string> = new Set<ErrorCode>([
  'RATE_LIMITED',
  'OVERLOADED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
])

export const isTransient = (code: string): boolean => TRANSIENT.has(code)

/**
 * The code of an error and whether it is `retryable`, which every error says: GraphQL gives none to values that do not fit
 * their arguments, and fields of the owner's may throw errors without one. What a code of the owner's means is his to say.
 */
export function actedOn({ code, retryable }: Readonly<Record<string, unknown>>): { code: string; retryable?: boolean } {
  const known = typeof code === 'string' ? code : ('BAD_USER_INPUT' satisfies ErrorCode)
  if (typeof retryable === 'boolean') return { code: known, retryable }
  return Object.hasOwn(errorCodes, known) ? { code: known, retryable: TRANSIENT.has(known) } : { code: known }
}
