import type { CallContext } from './call-context.ts'
import type { HttpAnswer } from './http.ts'

/** Gets the headers of the answers to a caller's calls. */
export type OnAnswer = (headers: HttpAnswer['headers']) => void

/** Who asks, by the request's headers. Only these headers ever go upstream. */
export interface Caller {
  authorization?: string | undefined
  cookie?: string | undefined
  /** The X-CSRF-TOKEN header: with a session cookie, Camunda wants it for every search, because searches are POSTs. */
  csrfToken?: string | undefined
  /** The physical tenant that is asked; undefined for the gateway's own calls, and where nothing chooses one. */
  physicalTenant?: string | undefined
  /** Set for browser sessions, which answers may renew. */
  onAnswer?: OnAnswer | undefined
  /** The request that the calls are made for; undefined for the gateway's own, such as those of `/ready`. */
  callContext?: CallContext | undefined
}

/**
 * The caller of a request, by the headers that say who it is.
 * @param header a header of the request by its lower-case name
 */
export function readCaller(header: (name: string) => string | string[] | null | undefined): Caller {
  const one = (name: string) => {
    const value = header(name)
    return typeof value === 'string' ? value : undefined
  }
  return {
    authorization: one('authorization'),
    cookie: one('cookie'),
    csrfToken: one('x-csrf-token'),
    physicalTenant: undefined,
    callContext: undefined,
  }
}

/** How the gateway proves to Camunda in whose name it asks. One file per strategy. */
export interface Credentials {
  /** Whether the gateway asks with its own rights, for every caller. */
  readonly ownRights: boolean
  /** A text that is the same for callers with the same rights and never the same for others; holds no secret. */
  identify(caller: Caller): string
  /** The headers that go with a call of this caller's. Rejects with an UpstreamFailure when none can be had. */
  headers(caller: Caller): Record<string, string> | Promise<Record<string, string>>
  /** Told when the cluster refused these headers of a caller's (401). Answers whether a second try with new ones makes sense. */
  renew?(refused: Record<string, string>, caller: Caller): boolean
}
