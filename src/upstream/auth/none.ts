import type { Credentials } from '../wire/credentials.ts'

/** A cluster without authentication: nothing is sent. */
export function none(): Credentials {
  return { ownRights: false, identify: () => 'anyone', headers: () => ({}) }
}
