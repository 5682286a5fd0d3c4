/** One call of a REST operation, before it is bound to a caller. */
export interface Call {
  /** The REST operationId: names the call in errors, logs and metrics. */
  operation: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's base path, parameters filled in, query included. */
  path: string
  /** Sent as JSON; a Multipart is sent as it is. */
  body?: unknown
  /** `read`: may be shared and repeated; `write`: a command; `poll`: waits in the cluster on purpose. */
  kind: 'read' | 'write' | 'poll'
  /** Whether numbers in the answer keep their text: for answers that contain variables as JSON. */
  exact?: boolean
  /** Whether the answer is text other than JSON, such as XML. */
  text?: boolean
  /** Further statuses whose answers are the operation's own, where they are no problem documents. */
  answersAt?: readonly number[]
  /** Camunda answers 204: another success is not Camunda's. */
  answersNothing?: boolean
  /** Milliseconds on top of the usual deadline, for calls that the cluster holds open. */
  extraTime?: number
  /** For a poll that may end early: the answer that means "nothing came". */
  nothing?: unknown
  /** Which of the addresses it goes to, where a generation has several; the first where it is left out. */
  at?: string
}

/** A multipart body, ready to send. */
export class Multipart {
  readonly contentType: string
  readonly bytes: Buffer

  constructor(contentType: string, bytes: Buffer) {
    this.contentType = contentType
    this.bytes = bytes
  }
}
