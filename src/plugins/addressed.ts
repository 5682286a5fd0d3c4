import { toRefusal } from '../errors.ts'
import type { GatewayPlugin } from './plugin.ts'
import { Refused } from './refused.ts'

/** What would end the name of a host where an address is put together, so that the rest of it would be the path. */
const NO_HOST = /[/?#@\\\s]/

/**
 * Refuses requests that do not say properly where they go: what stands in `Host` and the request's target is made into an
 * address, which must be one, and the one that all others look at.
 */
export function addressed(): GatewayPlugin {
  // The same few names come all the time.
  let knownHost = ''
  return {
    onArrival({ arrival: { path, header } }) {
      const host = header('host') ?? ''
      if (path.startsWith('/') && (host === knownHost || isHost(host))) {
        knownHost = host
        return undefined
      }
      return toRefusal(
        new Refused(
          'BAD_USER_INPUT',
          'The request does not say properly where it goes: it needs a path that begins with a slash, and in its header Host a name and perhaps a port.',
          { retryable: false },
          { status: 400 },
        ),
      )
    },
  }
}

const isHost = (host: string) => !NO_HOST.test(host) && (host === '' || URL.canParse(`http://${host}/`))
