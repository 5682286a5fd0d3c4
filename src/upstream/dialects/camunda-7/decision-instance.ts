import type { DecisionInstanceRow } from '../../catalog/decision-instance.ts'
import { choices, one, valuesOf } from '../planning/rules.ts'
import { fromEngineDate } from './dates.ts'
import { outputText, shapeOf } from './decision-output.ts'
import { inUrls } from './engine.ts'
import { decisionDefinitionList, decisionInstanceList } from './lists.ts'
import { objectsIn, type Raw } from './objects.ts'
import type { Page } from './page.ts'
import { absent, dates, manyInUrl, tenants, text } from './rules.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'
import { toJsonText } from './typed-values.ts'

/** The engine has no filter by version, and knows which decisions have it. */
const ofVersion: EngineRule = {
  operators: ['$eq'],
  translate: async (operators, engine) => {
    const [version] = valuesOf(operators) ?? []
    const found = await engine.rows(decisionDefinitionList, { version }, MOST_DEFINITIONS + 1)
    if (found.length > MOST_DEFINITIONS) return undefined
    return { queries: inUrls(found.map(({ id }) => String(id))).map((part) => ({ decisionDefinitionIdIn: part })) }
  },
}

const MOST_DEFINITIONS = 10_000

/** The engine sorts them by nothing that tells all of them apart, so they are read whole and paged here. */
export const decisionInstanceTable: Table = {
  operation: 'searchDecisionInstances',
  lists: [
    {
      list: decisionInstanceList,
      filters: {
        decisionEvaluationInstanceKey: manyInUrl('decisionInstanceIdIn'),
        decisionEvaluationKey: one('rootDecisionInstanceId'),
        decisionDefinitionId: manyInUrl('decisionDefinitionKeyIn'),
        decisionDefinitionKey: manyInUrl('decisionDefinitionIdIn'),
        decisionDefinitionName: text({
          eq: 'decisionDefinitionName',
          like: 'decisionDefinitionNameLike',
          looser: true,
        }),
        decisionDefinitionVersion: ofVersion,
        decisionRequirementsKey: one('decisionRequirementsDefinitionId'),
        elementInstanceKey: manyInUrl('activityInstanceIdIn'),
        evaluationDate: dates('evaluatedAfter', 'evaluatedBefore', 'inclusive'),
        evaluationFailure: absent,
        processDefinitionKey: one('processDefinitionId'),
        processInstanceKey: one('processInstanceId'),
        // What fails is not kept.
        state: choices({ EVALUATED: [{}] }),
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {},
      row: decisionInstanceRow,
    },
  ],
  fields: {
    decisionEvaluationInstanceKey: { kind: 'id' },
    decisionEvaluationKey: { kind: 'id' },
    decisionDefinitionId: { kind: 'text' },
    decisionDefinitionKey: { kind: 'text' },
    decisionDefinitionName: { kind: 'text' },
    decisionRequirementsKey: { kind: 'text' },
    elementInstanceKey: { kind: 'text' },
    evaluationDate: { kind: 'date' },
    evaluationFailure: { kind: 'text' },
    processDefinitionKey: { kind: 'text' },
    processInstanceKey: { kind: 'id' },
    state: { kind: 'choice' },
    tenantId: { kind: 'text' },
  },
}

/** A decision instance as the contract has it. */
export function decisionInstanceRow(raw: Raw, page: Page): RowOf<DecisionInstanceRow> {
  return {
    decisionEvaluationInstanceKey: raw.id,
    decisionEvaluationKey: raw.rootDecisionInstanceId ?? raw.id,
    decisionDefinitionId: raw.decisionDefinitionKey,
    decisionDefinitionKey: raw.decisionDefinitionId,
    decisionDefinitionName: raw.decisionDefinitionName,
    decisionDefinitionVersion: async () => (await definitionsOf(page)).get(raw.decisionDefinitionId)?.version ?? null,
    decisionDefinitionType: null,
    elementInstanceKey: raw.activityInstanceId,
    evaluationDate: fromEngineDate(raw.evaluationTime),
    evaluationFailure: null,
    processDefinitionKey: raw.processDefinitionId,
    processInstanceKey: raw.processInstanceId,
    rootDecisionDefinitionKey: async () =>
      raw.rootDecisionInstanceId === null
        ? raw.decisionDefinitionId
        : ((await rootsOf(page)).get(raw.rootDecisionInstanceId)?.decisionDefinitionId ?? null),
    rootProcessInstanceKey: raw.rootProcessInstanceId ?? null,
    result: () => resultOf(raw, page),
    state: 'EVALUATED',
    tenantId: fromEngineTenant(raw.tenantId),
    businessId: null,
    // A read by key alone brings both.
    ...(raw.inputs === undefined ? {} : { evaluatedInputs: objectsIn(raw.inputs).map(inputOf) }),
    ...(raw.outputs === undefined ? {} : { matchedRules: rulesOf(objectsIn(raw.outputs)) }),
    // Not a field of the contract's rows, but clients can filter by it.
    decisionRequirementsKey: raw.decisionRequirementsDefinitionId ?? null,
  }
}

const inputOf = (input: Raw) => ({
  inputId: input.clauseId ?? null,
  inputName: input.clauseName ?? null,
  inputValue: toJsonText(input),
})

/** The rules that matched, in their order. What an expression came to is of none. */
function rulesOf(outputs: readonly Raw[]) {
  const ofRules = outputs.filter(({ ruleId }) => typeof ruleId === 'string')
  return Array.from(byRule(ofRules), ([ruleIndex, own]) => ({
    ruleId: own[0]?.ruleId ?? null,
    ruleIndex,
    evaluatedOutputs: own.map((output) => ({
      outputId: output.clauseId ?? null,
      outputName: output.clauseName ?? output.variableName ?? null,
      outputValue: toJsonText(output),
      ruleId: output.ruleId ?? null,
      ruleIndex,
    })),
  }))
}

const byRule = (outputs: readonly Raw[]): Array<[ruleIndex: number, outputs: Raw[]]> =>
  [...Map.groupBy(outputs, ({ ruleOrder }) => Number(ruleOrder ?? 0))].sort(([one], [other]) => one - other)

/** What a decision came to, as JSON text, in the form that its model says. */
async function resultOf(raw: Raw, page: Page): Promise<string> {
  const whole = raw.outputs === undefined ? (await outputsOf(page)).get(raw.id) : raw
  const { decisionDefinitionId: id, decisionDefinitionKey: key, collectResultValue } = raw
  if (collectResultValue !== null && collectResultValue !== undefined) return JSON.stringify(collectResultValue)
  const shape = await page.once(`shape ${id}`, () => shapeOf(page.engine, String(id), String(key)))
  const results = byRule(objectsIn(whole?.outputs)).map(([, outputs]) =>
    Object.fromEntries(outputs.map((output) => [String(output.variableName), output])),
  )
  return outputText(shape, results)
}

/** The rows of a page with their outputs, by their ids. */
const outputsOf = (page: Page) =>
  page.once('outputs', () => rowsBy(page, 'id', 'decisionInstanceIdIn', { includeOutputs: true }))

const rootsOf = (page: Page) => page.once('roots', () => rowsBy(page, 'rootDecisionInstanceId', 'decisionInstanceIdIn'))

const definitionsOf = (page: Page) =>
  page.once('decision definitions', () =>
    rowsBy(page, 'decisionDefinitionId', 'decisionDefinitionIdIn', {}, decisionDefinitionList),
  )

/** The rows of a list that the rows of a page name in a field, by their ids. */
async function rowsBy(page: Page, field: string, parameter: string, more = {}, list = decisionInstanceList) {
  const parts = inUrls(page.distinct(field))
  const found = await Promise.all(parts.map((ids) => page.engine.rows(list, { [parameter]: ids, ...more }, ids.length)))
  return new Map<unknown, Raw>(found.flat().map((raw) => [raw.id, raw]))
}
