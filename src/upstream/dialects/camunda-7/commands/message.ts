import { notCamundas, UpstreamFailure } from '../../../failures/failure.ts'
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
      if (!isUnclaimed(error, String(body.name))) throw error
    }
    return { messageKey: null, tenantId: fromEngineTenant(engineTenantOf(body.tenantId)) }
  },

  async correlateMessage(engine, { body }) {
    onlyWith(body, ['name', 'correlationKey', 'variables', 'typedVariables', 'tenantId'])
    return engine.order('POST', '/message', { ...message(body), resultEnabled: true }, (answer) => {
      const [taken] = Array.isArray(answer) ? answer : []
      if (!isJsonObject(taken)) throw notCamundas('the answer names nothing that took the message')
      const { execution, processInstance } = taken
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

/** Whether nobody waits for a message. What else is missing is missing to whoever took it, and that has been rolled back. */
function isUnclaimed(error: unknown, name: string): boolean {
  const detail = isMissing(error) && error instanceof UpstreamFailure ? (error.problem?.detail ?? '') : ''
  if (!detail.includes('MismatchingMessageCorrelationException')) return false
  // Whoever took it may have sent another one.
  const [, other = name] = /Cannot correlate message '([^']*)'/.exec(detail) ?? []
  return other === name
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
