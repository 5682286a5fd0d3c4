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
  /** Keep numbers of the answer exactly: for answers that hold variables as JSON. */
  exact?: boolean
  /** The answer is text that is no JSON: XML. */
  text?: boolean
  /** Camunda answers 204: another success is not Camunda's. */
  answersNothing?: boolean
  /** Milliseconds on top of the usual deadline, for calls that the cluster holds open. */
  extraTime?: number
  /** For a poll that may end early: the JSON that says that nothing came. */
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
