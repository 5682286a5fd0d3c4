import type {
  CorrelatedMessageSubscriptionResult,
  MessageSubscriptionResult,
  ProcessDefinitionMessageSubscriptionStatisticsResult,
} from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'
import { identifiedBy, type WithRowKey } from './row-key.ts'

export const messageSubscriptions = resource<MessageSubscriptionResult>()({
  type: 'MessageSubscription',
  key: 'messageSubscriptionKey',
  search: operations.searchMessageSubscriptions,
})

/** A message may meet many subscriptions, and a subscription many messages. */
export const correlatedMessageSubscriptions = resource<WithRowKey<CorrelatedMessageSubscriptionResult>>()({
  type: 'CorrelatedMessageSubscription',
  key: 'rowKey',
  isListOnly: true,
  search: identifiedBy(operations.searchCorrelatedMessageSubscriptions, 'messageKey', 'subscriptionKey'),
  sort: [
    { field: 'correlationTime', order: 'ASC' },
    { field: 'messageKey', order: 'ASC' },
    { field: 'subscriptionKey', order: 'ASC' },
  ],
})

export const processDefinitionMessageSubscriptionStatistics =
  resource<ProcessDefinitionMessageSubscriptionStatisticsResult>()({
    type: 'ProcessDefinitionMessageSubscriptionStatistics',
    key: 'processDefinitionKey',
    isListOnly: true,
    search: operations.getProcessDefinitionMessageSubscriptionStatistics,
  })
