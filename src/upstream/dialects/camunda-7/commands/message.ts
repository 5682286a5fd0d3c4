import { toNumber } from '../../../json/exact-json.ts'
import { isJsonObject } from '../../../json/json-object.ts'
import { notSupported } from '../generation.ts'
import type { Raw } from '../objects.ts'
import { isMissing } from '../or-null.ts'
import { engineTenantOf, fromEngineTenant, isNoTenant } from '../tenant.ts'
import { valuesIn } from '../typed-values.ts'
import { onlyWith, type Perform } from './perform.ts'

export const messageCommands: Readonly<Record<string, Perform>> = {
  /** The engine keeps no message: it is taken now or lost, as the contract's without a time to live. */
  async publishMessage(engine, { body }) {
    const { timeToLive, ...others } = body
    if (toNumber(timeToLive ?? 0) > 0) {
      throw notSupported('input.timeToLive', 'A message is taken now or lost: leave it out, or give 0.')
    }
    onlyWith(others, ['name', 'correlationKey', 'variables', 'typedVariables', 'tenantId'])
    try {
      await engine.write('POST', '/message', message(others))
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    return { messageKey: null, tenantId: fromEngineTenant(engineTenantOf(body.tenantId)) }
  },

  async correlateMessage(engine, { body }) {
    onlyWith(body, ['name', 'correlationKey', 'variables', 'typedVariables', 'tenantId'])
    const answer = await engine.write('POST', '/message', { ...message(body), resultEnabled: true })
    return engine.readable(() => {
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
  },

  async broadcastSignal(engine, { body }) {
    onlyWith(body, ['signalName', 'variables', 'typedVariables', 'tenantId'])
    await engine.write('POST', '/signal', {
      name: body.signalName,
      variables: valuesIn(body),
      ...tenant(body.tenantId),
    })
    return {
      signalKey: () => {
        throw notSupported('signalKey', 'The signal was sent; it has no key there.')
      },
      tenantId: fromEngineTenant(engineTenantOf(body.tenantId)),
    }
  },
}

/** What is asked of a tenant: none given is any. */
const tenant = (tenantId: unknown) =>
  isNoTenant(tenantId) ? { withoutTenantId: true } : engineTenantOf(tenantId) === undefined ? {} : { tenantId }

/** The contract's correlation key is compared with the business key: the engine's own keys are variables with a name. */
function message({ name, correlationKey, variables, typedVariables, tenantId }: Raw) {
  return {
    messageName: name,
    businessKey: correlationKey === '' ? undefined : correlationKey,
    processVariables: valuesIn({ variables, typedVariables }),
    ...tenant(tenantId),
  }
}
