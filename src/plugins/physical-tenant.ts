import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { quoted } from '../text/cut.ts'

/** What an id of a physical tenant is, for messages. */
export const PHYSICAL_TENANT_RULE = 'an id of letters, digits, dots, dashes and underscores, of up to 255 characters'

/** Whether a text can be the id of a physical tenant: it becomes a part of a path. */
export const isPhysicalTenant = (id: string): boolean => /^(?!\.{1,2}$)[\w.-]{1,255}$/.test(id)

/** How the physical tenant of a request is chosen. */
export interface PhysicalTenantChoice {
  /** The name of a header that a trusted proxy sets, in lower case. */
  header: string | undefined
  /** Where there is no such header. */
  otherwise: string | undefined
}

/**
 * Chooses the physical tenant that a request is for. Everything that outlives the request is kept by it, as it is kept by
 * caller. A request for which nothing chooses is refused where a proxy should have: it has come another way.
 */
export function physicalTenant({ header, otherwise }: PhysicalTenantChoice): GatewayPlugin {
  return {
    onArrival({ isGraphQL, isContent, arrival, caller }) {
      const id = (header === undefined ? undefined : arrival.header(header)) ?? otherwise
      caller.physicalTenant = id
      if (header === undefined || !(isGraphQL || isContent)) return undefined
      if (id === undefined) return refusal(`It has no header ${header}, which says the physical tenant that it is for.`)
      if (isPhysicalTenant(id)) return undefined
      return refusal(`Its header ${header} is ${quoted(id)}, and not ${PHYSICAL_TENANT_RULE}.`)
    },
  }
}

const refusal = (why: string) =>
  toRefusal(
    new Refused(
      'BAD_REQUEST',
      `The request cannot be answered. ${why} The proxy in front of this gateway sets it.`,
      { retryable: false },
      { status: 400 },
    ),
  )
