import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Sends a whole answer: its head and its text, in UTF-8. */
export function sendText(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, text: string): void {
  const length = Buffer.byteLength(text)
  response.writeHead(status, { ...headers, 'content-length': length })
  // ASCII is the same in Latin 1, in which node writes the head: so head and body go out in one write.
  if (length === text.length) response.end(text, 'latin1')
  else response.end(Buffer.from(text))
}

/** The same for a short body of bytes, as Latin 1 for the same reason: each byte is a character of it. */
export function sendBytes(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: Buffer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  response.end(body.toString('latin1'), 'latin1')
}
