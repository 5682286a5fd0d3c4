import type { GatewayPlugin } from '../request/plugin.ts'
import { hasSession, sessionNews } from '../upstream/auth/forward.ts'

/**
 * Where callers ask with their own browser sessions: what the cluster's answers say to the session goes back to the
 * browser, which is new values of its cookies and the CSRF token. Nothing else of their headers does.
 */
export function browserSession(): GatewayPlugin {
  return {
    onArrival({ caller, headers: own }) {
      if (!hasSession(caller)) return undefined
      // Many calls serve one question: of each cookie the latest value counts.
      const cookies = new Map<string, string>()
      caller.onAnswer = (headers) => {
        const news = sessionNews(caller, headers)
        for (const [name, line] of news.cookies) cookies.set(name, line)
        if (news.cookies.size > 0) own.set('set-cookie', [...cookies.values()])
        if (news.csrfToken !== undefined) own.set('x-csrf-token', news.csrfToken)
      }
      return undefined
    },
  }
}
