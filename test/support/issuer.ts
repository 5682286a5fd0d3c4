import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

export const AUDIENCE = 'the-gateway'

export interface TokenOptions {
  /** Beside `iss`, `aud`, `exp` and `sub`, or in their place; undefined leaves one out. */
  claims?: Record<string, unknown>
  /** The key's name in the token's head, where it is not the key's own. */
  kid?: string
  /** Seconds from now until it expires. */
  life?: number
}

/** A key pair that tokens are signed with. */
export interface Signer {
  readonly kid: string
  readonly jwk: JWK
  sign(options?: TokenOptions): Promise<string>
}

/** An issuer of tokens: discovery and keys over HTTP, and tokens that it signs. */
export interface Issuer extends AsyncDisposable {
  /** As its tokens name it. */
  readonly issuer: string
  readonly jwksUrl: string
  /** The paths asked for so far. */
  readonly requests: string[]
  /** The keys that it publishes. */
  readonly keys: JWK[]
  /** Answers instead of the issuer's own way. */
  fault: ((path: string, response: ServerResponse) => boolean | Promise<boolean>) | undefined
  /** A new key; published unless told not to. */
  signer(options?: { alg?: string; published?: boolean }): Promise<Signer>
  stop(): Promise<void>
  restart(): Promise<void>
}

/** Starts an issuer without a key. */
export async function startIssuer(): Promise<Issuer> {
  const requests: string[] = []
  const keys: JWK[] = []
  let server: Server = createServer()
  let signers = 0
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server = createServer(async (request, response) => {
        const path = request.url ?? ''
        requests.push(path)
        if (await issuer.fault?.(path, response)) return
        const documents: Record<string, object> = {
          '/realm/.well-known/openid-configuration': { issuer: issuer.issuer, jwks_uri: issuer.jwksUrl },
          '/keys': { keys },
        }
        const document = documents[path]
        response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
        response.end(JSON.stringify(document ?? {}))
      })
      server.listen(port, '127.0.0.1', resolve)
    })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const issuer: Issuer = {
    issuer: '',
    jwksUrl: '',
    requests,
    keys,
    fault: undefined,
    async signer({ alg = 'ES256', published = true } = {}) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
      const kid = `key-${++signers}`
      const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
      if (published) keys.push(jwk)
      return {
        kid,
        jwk,
        sign: ({ claims = {}, kid: named = kid, life = 3_600 } = {}) => {
          const now = Math.floor(Date.now() / 1000)
          const all = { iss: issuer.issuer, aud: AUDIENCE, sub: 'somebody', iat: now, exp: now + life, ...claims }
          return new SignJWT(all as JWTPayload).setProtectedHeader({ alg, kid: named }).sign(privateKey)
        },
      }
    },
    stop,
    restart: () => listen(Number(new URL(issuer.issuer).port)),
    [Symbol.asyncDispose]: stop,
  }
  await listen(0)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(issuer, { issuer: `${origin}/realm`, jwksUrl: `${origin}/keys` })
}
