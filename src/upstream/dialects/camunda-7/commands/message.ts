import { NotSupported } from '../../../failures/failure.ts'
import { toNumber } from '../../../json/exact-json.ts'
import { isJsonObject } from '../../../json/json-object.ts'
import { isMissing } from '../found.ts'
import { GENERATION } from '../search.ts'
import type { Raw } from '../table.ts'
import { engineTenantOf, fromEngineTenant, isNoTenant } from '../tenant.ts'
import { toTypedValues } from '../typed-values.ts'
import { onlyWith, type Perform, write } from './perform.ts'

/** What is asked of a tenant: none given is any. */
const tenant = (tenantId: unknown) =>
  isNoTenant(tenantId) ? { withoutTenantId: true } : engineTenantOf(tenantId) === undefined ? {} : { tenantId }

/** The contract's correlation key is compared with the business key: the engine's own keys are variables with a name. */
function message({ name, correlationKey, variables, tenantId }: Raw) {
  const processVariables = toTypedValues(variables)
  return {
    messageName: name,
    ...(correlationKey === undefined || correlationKey === '' ? {} : { businessKey: correlationKey }),
    ...(processVariables ? { processVariables } : {}),
    ...tenant(tenantId),
  }
}

const correlateMessage: Perform = async (wire, { operation, body }) => {
  onlyWith(body, ['name', 'correlationKey', 'variables', 'tenantId'])
  const answer = await write(wire, operation, 'POST', '/message', { ...message(body), resultEnabled: true })
  return wire.readable(operation, () => {
    const [taken] = Array.isArray(answer) ? answer : []
    const { execution, processInstance } = isJsonObject(taken) ? taken : {}
    const waiting = isJsonObject(execution) ? execution : undefined
    const started = isJsonObject(processInstance) ? processInstance : undefined
    return {
      messageKey: null,
      processInstanceKey: waiting?.processInstanceId ?? started?.id ?? null,
      tenantId: fromEngineTenant(waiting?.tenantId ?? started?.tenantId),
    }
  })
}

/** The engine keeps no message: it is taken now or lost, as the contract's without a time to live. */
const publishMessage: Perform = async (wire, { operation, body }) => {
  const { timeToLive, ...others } = body
  if (toNumber(timeToLive ?? 0) > 0) {
    throw NotSupported.byGeneration(
      'input.timeToLive',
      GENERATION,
      'A message is taken now or lost: leave it out, or give 0.',
    )
  }
  onlyWith(others, ['name', 'correlationKey', 'variables', 'tenantId'])
  try {
    await write(wire, operation, 'POST', '/message', message(others))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return { messageKey: null, tenantId: fromEngineTenant(engineTenantOf(body.tenantId)) }
}

const broadcastSignal: Perform = async (wire, { operation, body }) => {
  onlyWith(body, ['signalName', 'variables', 'tenantId'])
  const variables = toTypedValues(body.variables)
  await write(wire, operation, 'POST', '/signal', {
    name: body.signalName,
    ...(variables ? { variables } : {}),
    ...tenant(body.tenantId),
  })
  return {
    signalKey: () => {
      throw NotSupported.byGeneration('signalKey', GENERATION, 'The signal was sent; it has no key there.')
    },
    tenantId: fromEngineTenant(engineTenantOf(body.tenantId)),
  }
}

export const messageCommands: Readonly<Record<string, Perform>> = { publishMessage, correlateMessage, broadcastSignal }
