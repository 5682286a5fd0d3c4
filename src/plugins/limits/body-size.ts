import { toRefusal } from '../../errors/errors.ts'
import { type BodyLimits, bodyTooLarge, maxBodyBytes } from '../../request/body-limits.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'

/** Refuses bodies that say that they are too long, before anything of them is read. */
export function bodySize(limits: BodyLimits): GatewayPlugin {
  return {
    onArrival({ arrival }) {
      const length = Number(arrival.header('content-length') ?? 0)
      const most = maxBodyBytes(arrival.header('content-type'), limits)
      return length > most ? toRefusal(bodyTooLarge(most, length, String(length))) : undefined
    },
  }
}
