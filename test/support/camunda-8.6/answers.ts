import type { LegacyAnswer } from '../legacy/server.ts'
import { operateKey } from '../operate/rows.ts'

const DEPLOYED = { tenantId: '<default>', resourceName: 'order.bpmn' }

/** What the commands of 8.6 answer that answer something, by operation. */
export const commandAnswers: Readonly<Record<string, LegacyAnswer>> = {
  createProcessInstance: {
    status: 200,
    body: {
      processDefinitionKey: operateKey(0),
      processDefinitionId: 'order',
      processDefinitionVersion: 2,
      processInstanceKey: operateKey(1),
      tenantId: '<default>',
      variables: {},
    },
  },
  activateJobs: {
    status: 200,
    body: {
      jobs: [
        {
          key: operateKey(3),
          type: 'pay',
          processInstanceKey: operateKey(1),
          processDefinitionId: 'order',
          processDefinitionVersion: 2,
          processDefinitionKey: operateKey(0),
          elementId: 'pay',
          elementInstanceKey: operateKey(2),
          customHeaders: { key: 'a' },
          worker: 'w',
          retries: 3,
          deadline: 1795261099120,
          variables: { orderKey: operateKey(5) },
          tenantId: '<default>',
        },
      ],
    },
  },
  publishMessage: { status: 200, body: { messageKey: operateKey(8), tenantId: '<default>' } },
  correlateMessage: {
    status: 200,
    body: { messageKey: operateKey(8), processInstanceKey: operateKey(1), tenantId: '<default>' },
  },
  broadcastSignal: { status: 200, body: { signalKey: operateKey(9), tenantId: '<default>' } },
  evaluateDecision: {
    status: 200,
    body: {
      decisionDefinitionKey: operateKey(40),
      decisionDefinitionId: 'dish',
      decisionDefinitionName: 'Dish',
      decisionDefinitionVersion: 1,
      decisionRequirementsId: 'dinner',
      decisionRequirementsKey: operateKey(50),
      output: '"salad"',
      failedDecisionDefinitionId: '',
      failureMessage: '',
      tenantId: '<default>',
      decisionInstanceKey: operateKey(60),
      evaluatedDecisions: [
        {
          decisionDefinitionKey: operateKey(40),
          decisionDefinitionId: 'dish',
          decisionDefinitionName: 'Dish',
          decisionDefinitionVersion: 1,
          decisionDefinitionType: 'DECISION_TABLE',
          output: '"salad"',
          tenantId: '<default>',
          matchedRules: [
            {
              ruleId: 'r2',
              ruleIndex: 2,
              evaluatedOutputs: [{ outputId: 'o1', outputName: 'Dish', outputValue: '"salad"' }],
            },
          ],
          evaluatedInputs: [{ inputId: 'i1', inputName: 'Season', inputValue: '"summer"' }],
        },
      ],
    },
  },
  createDeployment: {
    status: 200,
    body: {
      deploymentKey: operateKey(3),
      deployments: [
        {
          processDefinition: {
            ...DEPLOYED,
            processDefinitionId: 'order',
            processDefinitionVersion: 1,
            processDefinitionKey: operateKey(0),
          },
        },
        { form: { ...DEPLOYED, formId: 'f', version: 1, formKey: operateKey(4) } },
      ],
      tenantId: '<default>',
    },
  },
}
