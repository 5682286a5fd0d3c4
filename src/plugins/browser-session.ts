import type { GatewayPlugin } from '../request/plugin.ts'
import { hasSession, sessionNews } from '../upstream/auth/forward.ts'

/**
 * For callers with browser sessions: passes new values of their cookies, and the CSRF token, from the cluster's answers
 * back to the browser. No other header is passed.
 */
export function browserSession(): GatewayPlugin {
  return {
    onArrival({ caller, headers: own }) {
      if (!hasSession(caller)) return undefined
      // One question may take many calls: the latest value of each cookie counts.
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
