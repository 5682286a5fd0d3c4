import { asksForGraphiQL } from './page.ts'
import type { Visit } from './visit.ts'

/**
 * Whether a request may ask for something of the cluster's, judged before its body is read: not a preflight, nor a browser
 * that wants the page of GraphiQL.
 */
export function mayAsk({ arrival, isGraphQL, isContent }: Visit): boolean {
  if (arrival.method === 'OPTIONS') return false
  return isContent || (isGraphQL && !asksForGraphiQL(arrival))
}
