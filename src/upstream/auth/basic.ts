import type { Credentials } from '../wire/credentials.ts'
import { RefusedPasswords } from './refused-passwords.ts'

/** The gateway's own user name and password, for every caller. */
export function basic(username: string, password: string): Credentials {
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  const refused = new RefusedPasswords()
  return {
    ownRights: true,
    identify: () => 'gateway',
    headers(caller) {
      refused.check(headers, caller)
      return headers
    },
    renew: (tried, caller) => refused.note(tried, caller),
  }
}
