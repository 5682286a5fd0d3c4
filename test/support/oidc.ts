import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { vi } from 'vitest'

export interface OidcOptions {
  clientId: string
  clientSecret: string
  scope: string
  /** Seconds that a token is valid. */
  life: number
}

/** A real OpenID Connect provider that gives tokens for client credentials, and can be stopped and started again. */
export interface Oidc extends AsyncDisposable {
  readonly tokenUrl: string
  /** How many tokens it has given out, and how many requests for one it has refused. */
  readonly granted: number
  readonly refused: number
  /** Whether it stands for a token: known, not ended, not revoked, with the scope. */
  accepts(authorization: string | string[] | undefined): Promise<boolean>
  /** Withdraws a token by the provider's own endpoint. */
  revoke(token: string): Promise<void>
  stop(): Promise<void>
  restart(): Promise<void>
}

export async function startOidc({ clientId, clientSecret, scope, life }: OidcOptions): Promise<Oidc> {
  let server: Server = createServer()
  let listener: ReturnType<Provider['callback']> | undefined
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => void listener?.(request, response))
      server.listen(port, '127.0.0.1', resolve)
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  // It warns on the console of what a provider in production should not do: keys and adapters for development.
  const warnings = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')].map((spy) => spy.mockImplementation(() => {}))
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
    },
    scopes: [scope],
    ttl: { ClientCredentials: life },
  })
  for (const spy of warnings) spy.mockRestore()
  let granted = 0
  let refused = 0
  provider.on('grant.success', () => granted++)
  provider.on('grant.error', () => refused++)
  listener = provider.callback()

  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    tokenUrl: `${issuer}/token`,
    get granted() {
      return granted
    },
    get refused() {
      return refused
    },
    async accepts(authorization) {
      const value = /^Bearer (.+)$/.exec(String(authorization))?.[1]
      const token = value === undefined ? undefined : await provider.ClientCredentials.find(value)
      return token?.scope === scope
    },
    async revoke(token) {
      const body = new URLSearchParams({ token, client_id: clientId, client_secret: clientSecret })
      const response = await fetch(`${issuer}/token/revocation`, { method: 'POST', body })
      if (response.status !== 200) throw new Error(`the token was not revoked: ${response.status}`)
    },
    stop,
    restart: () => listen(port),
    [Symbol.asyncDispose]: stop,
  }
}
