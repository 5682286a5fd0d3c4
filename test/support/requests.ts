import type { RunningGateway } from './gateway.ts'

/** What a client sends, and what it is answered. */
export type Send = (init: RequestInit, search?: string) => Promise<Response>

/** The ways in: a server of node:http, and `gateway.fetch`. */
export const WAYS_IN: ReadonlyArray<readonly [string, (gateway: RunningGateway) => Send]> = [
  [
    'node:http',
    (gateway) =>
      (init, search = '') =>
        fetch(gateway.url + search, init),
  ],
  [
    'gateway.fetch',
    (gateway) =>
      (init, search = '') =>
        gateway.gateway.fetch(new Request(`http://localhost/graphql${search}`, init)),
  ],
]

/** So that GET, forms and uploads are answered. */
export const PREFLIGHT = { 'apollo-require-preflight': 'true' }

/** A question as JSON in some bytes. */
export function json(body: string | Buffer, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  }
}

/** A form of HTML, as the text that it is sent as. */
export function urlencoded(text: string | Buffer, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { ...PREFLIGHT, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new Uint8Array(Buffer.from(text)),
  }
}

/** A part of a multipart form, with a file's name where it is a file. */
export interface Part {
  name: string
  content: string | Buffer
  filename?: string | Buffer
}

const BOUNDARY = 'boundary-0123456789abcdef'

/** A multipart form, byte by byte. */
export function multipart(...parts: Part[]): RequestInit {
  const pieces = parts.flatMap(({ name, content, filename }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`,
    ...(filename === undefined ? [] : ['; filename="', filename, '"\r\nContent-Type: application/octet-stream']),
    '\r\n\r\n',
    content,
    '\r\n',
  ])
  const body = Buffer.concat([...pieces, `--${BOUNDARY}--\r\n`].map((piece) => Buffer.from(piece)))
  return {
    method: 'POST',
    headers: { ...PREFLIGHT, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: new Uint8Array(body),
  }
}
