import { toRefusal } from '../../errors/errors.ts'
import { type BodyLimits, bodyTooLarge, maxBodyBytes } from '../../request/body-limits.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'

/** Refuses bodies whose content-length is too large, before reading them. */
export function bodySize(limits: BodyLimits): GatewayPlugin {
  return {
    onArrival({ arrival }) {
      const length = Number(arrival.header('content-length') ?? 0)
      const most = maxBodyBytes(arrival.header('content-type'), limits)
      return length > most ? toRefusal(bodyTooLarge(most, length, String(length))) : undefined
    },
  }
}
