import { isJsonObject } from '../../json/json-object.ts'
import { choice, date, key, number, optional, shown, text } from './fields.ts'
import type { Row, Table } from './table.ts'

/** What Operate writes for the key of a process where none asked for the decision. */
const NOBODY = '-1'

export const decisionInstances: Table = {
  operation: 'searchDecisionInstances',
  path: '/decision-instances',
  key: 'decisionEvaluationInstanceKey',
  fields: {
    decisionEvaluationInstanceKey: text('id'),
    decisionEvaluationKey: key('key'),
    state: choice('state', ['EVALUATED', 'FAILED', 'UNKNOWN', 'UNSPECIFIED']),
    evaluationDate: date('evaluationDate'),
    // Filters by texts of any length are nothing to rely on.
    evaluationFailure: shown(text('evaluationFailure')),
    processDefinitionKey: optional(key('processDefinitionKey')),
    processInstanceKey: optional(key('processInstanceKey')),
    decisionDefinitionId: text('decisionId'),
    // A key that is text there.
    decisionDefinitionKey: text('decisionDefinitionId'),
    decisionDefinitionName: optional(text('decisionName')),
    decisionDefinitionVersion: number('decisionVersion'),
    decisionDefinitionType: choice('decisionType', ['DECISION_TABLE', 'LITERAL_EXPRESSION', 'UNSPECIFIED', 'UNKNOWN']),
    result: shown(text('result')),
    tenantId: text('tenantId'),
  },
  constants: {
    elementInstanceKey: null,
    rootDecisionDefinitionKey: null,
    rootProcessInstanceKey: null,
    businessId: null,
  },
  finish(row, { evaluatedInputs, evaluatedOutputs }) {
    for (const name of ['processDefinitionKey', 'processInstanceKey']) if (row[name] === NOBODY) row[name] = null
    // A read by the id alone tells both.
    if (Array.isArray(evaluatedInputs)) row.evaluatedInputs = evaluatedInputs.filter(isJsonObject).map(inputOf)
    if (Array.isArray(evaluatedOutputs)) row.matchedRules = rulesOf(evaluatedOutputs.filter(isJsonObject))
  },
}

const inputOf = ({ id, name, value }: Row) => ({ inputId: id, inputName: name, inputValue: value })

/** The rules that matched, in their order. Each output names its rule. */
function rulesOf(outputs: readonly Row[]): object[] {
  const rules = Map.groupBy(outputs, ({ ruleId, ruleIndex }) => JSON.stringify([ruleIndex, ruleId]))
  return Array.from(rules.values(), (own) => ({
    ruleId: own[0]?.ruleId,
    ruleIndex: own[0]?.ruleIndex,
    evaluatedOutputs: own.map(({ id, name, value, ruleId, ruleIndex }) => ({
      outputId: id,
      outputName: name,
      outputValue: value,
      ruleId,
      ruleIndex,
    })),
  })).sort((one, other) => Number(one.ruleIndex) - Number(other.ruleIndex))
}
