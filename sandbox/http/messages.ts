import { correlateMessage, publishMessage } from '../engine/messages.ts'
import { TENANT } from '../engine/records.ts'
import { broadcastSignal } from '../engine/signals.ts'
import { toVariables } from '../engine/variables.ts'
import { invalidArgument } from '../problem.ts'
import { search } from '../search/search.ts'
import { type Call, type Handlers, integer, json, text } from './call.ts'
import { rulesOf } from './search-rules.ts'

export const messageHandlers: Handlers = {
  searchMessageSubscriptions: ({ cluster: { view }, body }) =>
    json(
      search(
        [...view.messageSubscriptions.values()],
        body,
        rulesOf('searchMessageSubscriptions', { key: 'messageSubscriptionKey' }),
      ),
    ),

  searchCorrelatedMessageSubscriptions: ({ cluster: { view }, body }) => {
    // Several messages may reach one subscription, so the rows get an identity for the time of the search.
    const rows = [...view.correlations].map(([id, row]) => ({ ...row, id }))
    const rules = rulesOf<(typeof rows)[number]>('searchCorrelatedMessageSubscriptions', { key: 'id' })
    const { items, page } = search(rows, body, { ...rules, keyType: 'string' })
    return json({ items: items.map(({ id, ...row }) => row), page })
  },

  publishMessage: (call) => {
    const { engine } = call.cluster
    const message = {
      ...nameAndKey(call),
      messageId: text(call.body.messageId),
      timeToLive: Math.max(0, integer(call.body.timeToLive) ?? 0),
    }
    return json({ tenantId: TENANT, messageKey: engine.run(() => publishMessage(engine, message)) })
  },

  correlateMessage: (call) => {
    const { engine } = call.cluster
    return json({ tenantId: TENANT, ...engine.run(() => correlateMessage(engine, nameAndKey(call))) })
  },
}

export const signalHandlers: Handlers = {
  broadcastSignal: (call) => {
    const { engine } = call.cluster
    const name = text(call.body.signalName)
    if (!name) throw invalidArgument('No signalName provided.')
    const variables = toVariables(call.exact.variables)
    return json({ tenantId: TENANT, signalKey: engine.run(() => broadcastSignal(engine, name, variables)) })
  },
}

function nameAndKey(call: Call) {
  const name = text(call.body.name)
  if (!name) throw invalidArgument('No name provided.')
  return { name, correlationKey: text(call.body.correlationKey) ?? '', variables: toVariables(call.exact.variables) }
}
