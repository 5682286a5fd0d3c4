/** The tenant id that the contract uses where there is no tenant. */
const NONE = '<default>'

/** Camunda 7 has null where the contract has `<default>`. */
export const fromEngineTenant = (tenantId: unknown) => (typeof tenantId === 'string' ? tenantId : NONE)

/** The tenant to send in a command; undefined for `<default>`. */
export const engineTenantOf = (tenantId: unknown) =>
  typeof tenantId === 'string' && tenantId !== NONE ? tenantId : undefined

/** Whether a client means rows without a tenant. */
export const isNoTenant = (tenantId: unknown) => tenantId === NONE
