/** What the contract calls the tenant of what has none. */
const NONE = '<default>'

/** Camunda 7 has null where the contract has `<default>`. */
export const fromEngineTenant = (tenantId: unknown) => (typeof tenantId === 'string' ? tenantId : NONE)

/** The tenant to name in a command; undefined for what has none. */
export const engineTenantOf = (tenantId: unknown) =>
  typeof tenantId === 'string' && tenantId !== NONE ? tenantId : undefined

/** Whether a command is given the tenant of what has none. */
export const isNoTenant = (tenantId: unknown) => tenantId === NONE
