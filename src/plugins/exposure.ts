import { exposureWarning, type Lent } from '../config/exposure.ts'
import type { GatewayPlugin } from './plugin.ts'

/**
 * Warns once where strangers can reach a gateway that lends them something. Its own command refuses to lend rights so;
 * within a server of somebody else's it is first known where that listens when a request comes.
 */
export function exposure(lends: Lent, warn: (message: string) => void): GatewayPlugin[] {
  if (lends === undefined) return []
  let isTold = false
  return [
    {
      onArrival({ arrival: { onLoopback } }) {
        if (isTold || onLoopback !== false) return undefined
        isTold = true
        warn(exposureWarning(lends))
        return undefined
      },
    },
  ]
}
