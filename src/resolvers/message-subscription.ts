import { children, onlyChild } from '../fields/children.ts'
import { connection } from '../fields/connection.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import {
  correlatedMessageSubscriptions,
  messageSubscriptions,
  processDefinitionMessageSubscriptionStatistics,
} from '../upstream/catalog/message-subscription.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'

export const resolvers: Resolvers[] = [
  {
    Query: {
      messageSubscription: byKey(messageSubscriptions),
      messageSubscriptions: connection(messageSubscriptions),
      correlatedMessageSubscriptions: connection(correlatedMessageSubscriptions),
      processDefinitionMessageSubscriptionStatistics: connection(processDefinitionMessageSubscriptionStatistics),
    },
    MessageSubscription: {
      id: globalId(messageSubscriptions),
      ...processRelations,
      processDefinition: one(
        processDefinitions,
        (row) => row.processDefinitionKey,
        ({ processDefinitionId, processDefinitionName, processDefinitionVersion, tenantId }) => ({
          processDefinitionId,
          name: processDefinitionName,
          version: processDefinitionVersion,
          tenantId,
        }),
      ),
      elementInstance: one(elementInstances, (row) => row.elementInstanceKey),
      correlatedMessageSubscriptions: children(
        correlatedMessageSubscriptions,
        'subscriptionKey',
        (row) => row.messageSubscriptionKey,
      ),
    },
    CorrelatedMessageSubscription: {
      ...processRelations,
      elementInstance: one(elementInstances, (row) => row.elementInstanceKey),
      messageSubscription: one(
        messageSubscriptions,
        (row) => row.subscriptionKey,
        ({ elementId, messageName, tenantId }) => ({ elementId, messageName, tenantId }),
      ),
    },
    ProcessDefinitionMessageSubscriptionStatistics: {
      processDefinition: processRelations.processDefinition,
    },
  },
  {
    ProcessInstance: {
      messageSubscriptions: children(messageSubscriptions, 'processInstanceKey', (row) => row.processInstanceKey),
      correlatedMessageSubscriptions: children(
        correlatedMessageSubscriptions,
        'processInstanceKey',
        (row) => row.processInstanceKey,
      ),
    },
    ElementInstance: {
      messageSubscriptions: children(messageSubscriptions, 'elementInstanceKey', (row) => row.elementInstanceKey),
      correlatedMessageSubscriptions: children(
        correlatedMessageSubscriptions,
        'elementInstanceKey',
        (row) => row.elementInstanceKey,
      ),
    },
    ProcessDefinition: {
      messageSubscriptions: children(messageSubscriptions, 'processDefinitionKey', (row) => row.processDefinitionKey),
      correlatedMessageSubscriptions: children(
        correlatedMessageSubscriptions,
        'processDefinitionKey',
        (row) => row.processDefinitionKey,
      ),
      messageSubscriptionStatistics: onlyChild(
        processDefinitionMessageSubscriptionStatistics,
        'processDefinitionKey',
        (row) => row.processDefinitionKey,
      ),
    },
  },
]
