import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A way for the upstream to fail at a call. Nothing of it is held against the contract. */
export type Fault =
  /** Any answer at all; a body that is not a string is sent as JSON. */
  | { status: number; headers?: Record<string, string | string[]>; body?: unknown }
  | { redirect: string }
  /** Answers as usual, later. */
  | { delay: number }
  /** Breaks the connection before, or in the middle of, the answer. */
  | 'reset'
  | 'resetMidBody'
  /** Never answers; the connection stays open until the upstream closes or the client gives up. */
  | 'hang'
  /** What a proxy or a login page would send, with status 200. */
  | 'html'
  /** A complete answer whose JSON is not. */
  | 'truncatedJson'

/** Carries a fault out. Returns true if the call is still to be answered as usual. */
export async function commit(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (typeof fault === 'object') {
    if ('delay' in fault) {
      await wait(fault.delay)
      return !response.destroyed
    }
    if ('redirect' in fault) response.writeHead(302, { location: fault.redirect }).end()
    else raw(fault, response)
    return false
  }
  switch (fault) {
    case 'reset':
      response.socket?.resetAndDestroy()
      return false
    case 'resetMidBody':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      // The connection may only break once the first bytes are out, or the client would see no answer at all.
      response.write('{"items":[', () => setTimeout(() => response.socket?.resetAndDestroy(), 10))
      return false
    case 'hang':
      return false
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
      return false
    case 'truncatedJson':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[{"processInstanceKey":"90071')
      return false
  }
}

function raw(
  fault: { status: number; headers?: Record<string, string | string[]>; body?: unknown },
  response: ServerResponse,
) {
  const { status, headers = {}, body } = fault
  if (body === undefined) response.writeHead(status, headers).end()
  else if (typeof body === 'string') response.writeHead(status, headers).end(body)
  else {
    const type = status >= 400 ? 'application/problem+json' : 'application/json'
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body))
  }
}
