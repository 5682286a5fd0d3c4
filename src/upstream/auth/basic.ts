import type { Credentials } from './credentials.ts'

/** The gateway's own user name and password, for every caller. */
export function basic(username: string, password: string): Credentials {
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  return { ownRights: true, identify: () => 'gateway', headers: () => headers }
}
