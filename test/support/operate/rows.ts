import type { OperateRow } from './search.ts'

/** The first key beyond what a JavaScript number can hold. */
const FIRST_KEY = 9007199254740993n

/** The n-th key. */
export const operateKey = (n: number): bigint => FIRST_KEY + BigInt(n)

/** A date as Operate writes it, so many milliseconds after the first of January 2026. */
export function operateDate(milliseconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString().replace('Z', '+0000')
}

/** The same as the gateway answers it. */
export const dateOf = (milliseconds: number): string => operateDate(milliseconds).replace('+0000', 'Z')

const DEFINITION = { processDefinitionKey: operateKey(0), tenantId: '<default>' }

export function definitionRow(row: OperateRow = {}): OperateRow {
  return { key: operateKey(0), name: 'Order', version: 1, bpmnProcessId: 'order', tenantId: '<default>', ...row }
}

export function instanceRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    ...DEFINITION,
    key: operateKey(n),
    processVersion: 1,
    bpmnProcessId: 'order',
    startDate: operateDate(n),
    state: 'ACTIVE',
    incident: false,
    ...row,
  }
}

export function elementRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    ...DEFINITION,
    key: operateKey(n),
    processInstanceKey: operateKey(1),
    startDate: operateDate(n),
    flowNodeId: 'pay',
    flowNodeName: 'Pay',
    type: 'SERVICE_TASK',
    state: 'ACTIVE',
    incident: false,
    ...row,
  }
}

export function incidentRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    ...DEFINITION,
    key: operateKey(n),
    processInstanceKey: operateKey(1),
    type: 'JOB_NO_RETRIES',
    message: 'card declined',
    creationTime: operateDate(n),
    state: 'ACTIVE',
    jobKey: operateKey(n + 1),
    ...row,
  }
}

export function variableRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    key: operateKey(n),
    processInstanceKey: operateKey(1),
    scopeKey: operateKey(1),
    name: `name${n}`,
    value: '"o-1"',
    tenantId: '<default>',
    ...row,
  }
}

export function decisionRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    id: String(operateKey(n)),
    key: operateKey(n),
    decisionId: 'dish',
    name: 'Dish',
    version: 1,
    decisionRequirementsId: 'dinner',
    decisionRequirementsKey: operateKey(50),
    decisionRequirementsName: 'Dinner',
    decisionRequirementsVersion: 1,
    tenantId: '<default>',
    ...row,
  }
}

export function graphRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    id: String(operateKey(n)),
    key: operateKey(n),
    decisionRequirementsId: 'dinner',
    name: 'Dinner',
    version: 1,
    resourceName: 'dinner.dmn',
    tenantId: '<default>',
    ...row,
  }
}

export function decisionInstanceRow(n: number, row: OperateRow = {}): OperateRow {
  return {
    id: `${operateKey(60)}-${n}`,
    key: operateKey(60),
    state: 'EVALUATED',
    evaluationDate: operateDate(n),
    processDefinitionKey: operateKey(0),
    processInstanceKey: operateKey(1),
    decisionId: 'dish',
    decisionDefinitionId: String(operateKey(40)),
    decisionName: 'Dish',
    decisionVersion: 1,
    decisionType: 'DECISION_TABLE',
    result: '"stew"',
    tenantId: '<default>',
    ...row,
  }
}
