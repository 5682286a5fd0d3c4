import type { ServerResponse } from 'node:http'
import { sendText } from '../answers/send-text.ts'
import type { Refusal } from '../errors/refusal.ts'
import type { Visit } from '../request/visit.ts'

export const JSON_TYPE = 'application/json; charset=utf-8'

/** Answers with a refusal. */
export function sendRefusal(response: ServerResponse, visit: Visit, { status, headers: own, body }: Refusal): void {
  const headers = { ...visit.headers.collected, ...own }
  if (body) sendText(response, status, { ...headers, 'content-type': JSON_TYPE }, JSON.stringify(body))
  else response.writeHead(status, headers).end()
}

/** A refusal as a response of Fetch. */
export function refusalResponse({ status, headers = {}, body }: Refusal): Response {
  const init = { status, headers: { ...headers } }
  return body ? Response.json(body, init) : new Response(null, init)
}
