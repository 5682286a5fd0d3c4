import type { ServerResponse } from 'node:http'
import { giveErrorId } from '../errors/error-ids.ts'
import type { Refusal } from '../errors/refusal.ts'
import type { Visit } from '../request/visit.ts'
import { sendText } from './send-text.ts'

/** What clients are told of a mistake of the gateway's, where no answer could be made. */
export function unexpectedError(error: unknown): Refusal {
  const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId: giveErrorId(error), retryable: false }
  return { status: 500, body: { errors: [{ message: 'Unexpected error.', extensions }] } }
}

/** Sends that, or ends an answer that has begun. */
export function sendUnexpected(response: ServerResponse, visit: Visit, error: unknown): void {
  if (response.headersSent) {
    response.end()
    return
  }
  const { status, body } = unexpectedError(error)
  const headers = { ...visit.headers.collected, 'content-type': 'application/json; charset=utf-8' }
  sendText(response, status, headers, JSON.stringify(body))
}
