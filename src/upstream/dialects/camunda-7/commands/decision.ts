import { UpstreamFailure } from '../../../failures/failure.ts'
import { plainDecisionDefinition } from '../decision-definition.ts'
import { outputText, shapeOf } from '../decision-output.ts'
import { at, type Engine } from '../engine.ts'
import { decisionDefinitionList } from '../lists.ts'
import { objectsIn, type Raw } from '../objects.ts'
import { engineTenantOf } from '../tenant.ts'
import { valuesIn } from '../typed-values.ts'
import { onlyWith, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

export const decisionCommands: Readonly<Record<string, Perform>> = {
  /** The engine answers what the decision came to, and nothing of how: history alone has it, under a key that is not told. */
  async evaluateDecision(engine, { body }) {
    onlyWith(body, ['decisionDefinitionId', 'decisionDefinitionKey', 'variables', 'tenantId'])
    const definition = await definitionOf(engine, body)
    const about = {
      ...named(definition),
      decisionEvaluationKey: null,
      evaluatedDecisions: null,
      failedDecisionDefinitionId: null,
    }
    // Before the decision is evaluated: nothing must fail afterwards.
    const shape = await shapeOf(engine, String(definition.id), String(definition.key))
    try {
      const answer = await engine.wire.send({
        operation: engine.operation,
        method: 'POST',
        path: at('/decision-definition', definition.id, '/evaluate'),
        kind: 'write',
        exact: true,
        body: { variables: valuesIn(body) },
      })
      const output = engine.readable(() => outputText(shape, objectsIn(answer)))
      return { ...about, output, failureMessage: null }
    } catch (error) {
      const failureMessage = failureIn(error)
      if (failureMessage === undefined) throw error
      return { ...about, output: null, failureMessage }
    }
  },
}

const named = (raw: Raw) => {
  const { name, version, ...others } = plainDecisionDefinition(raw)
  return { ...others, decisionDefinitionName: name, decisionDefinitionVersion: version }
}

/** The decision that is to be evaluated: by its key, or the newest with an id. */
async function definitionOf(engine: Engine, body: Raw): Promise<Raw> {
  const { decisionDefinitionKey, decisionDefinitionId, tenantId } = body
  const tenant = engineTenantOf(tenantId)
  if (decisionDefinitionKey !== undefined) {
    const raw = await engine.object(at('/decision-definition', decisionDefinitionKey))
    if (tenantId === undefined || (raw.tenantId ?? undefined) === tenant) return raw
    throw refusal(engine, 404, 'The tenant has no such decision definition.')
  }
  const [raw] = await engine.rows(
    decisionDefinitionList,
    {
      key: decisionDefinitionId,
      latestVersion: true,
      ...(tenant === undefined ? { withoutTenantId: true } : { tenantIdIn: [tenant] }),
    },
    1,
  )
  if (!raw) throw refusal(engine, 404, 'There is no decision definition with this id for the tenant.')
  return raw
}

/** Why a decision could not be evaluated, which is an answer; undefined for other errors. */
function failureIn(error: unknown): string | undefined {
  if (!(error instanceof UpstreamFailure) || error.kind !== 'refused' || error.status !== 500) return undefined
  const { title, detail } = error.problem ?? {}
  return title === 'RestException' && detail?.startsWith('Cannot evaluate decision') ? detail : undefined
}
