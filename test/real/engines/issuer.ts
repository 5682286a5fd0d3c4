import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A client that may have tokens. */
export interface Client {
  readonly id: string
  readonly secret: string
}

/** An OAuth server as far as client credentials go. */
export interface Issuer {
  /** POST here for a token. */
  readonly tokenUrl: string
  /** The keys by which tokens are checked. */
  readonly keysUrl: string
}

/**
 * Issues tokens with given claims to one client, until the process ends. The keys are new each time. Tokens are good for
 * an hour, or for as many seconds as the form's `lifetime` says.
 */
export async function startIssuer(client: Client, claims: Readonly<Record<string, unknown>>): Promise<Issuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] })
  const issue = (lifetime: number): string => {
    const now = Math.floor(Date.now() / 1000)
    const parts = [
      { alg: 'RS256', typ: 'JWT', kid },
      { sub: client.id, iat: now, exp: now + lifetime, ...claims },
    ]
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
  }
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    if (request.url === '/keys') return answer(200, keys)
    if (request.url !== '/oauth/token' || request.method !== 'POST') return answer(404, '{}')
    const form = new URLSearchParams(await text(request))
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    const isKnown =
      request.headers.authorization === basic ||
      (form.get('client_id') === client.id && form.get('client_secret') === client.secret)
    if (!isKnown) return answer(401, '{"error":"invalid_client"}')
    if (form.get('grant_type') !== 'client_credentials') return answer(400, '{"error":"unsupported_grant_type"}')
    const lifetime = Number(form.get('lifetime') ?? 3600)
    return answer(200, JSON.stringify({ access_token: issue(lifetime), token_type: 'Bearer', expires_in: lifetime }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { tokenUrl: `${origin}/oauth/token`, keysUrl: `${origin}/keys` }
}
