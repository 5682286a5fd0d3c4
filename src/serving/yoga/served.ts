import type { Visit } from '../../request/visit.ts'

/** What Yoga is given with each request. */
export interface Served {
  visit: Visit
  /** The request's body; undefined where it has none, or where a server in front has read it. */
  body: Buffer | undefined
}
