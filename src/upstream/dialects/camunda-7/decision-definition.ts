import type { DecisionDefinitionRow } from '../../catalog/decision-definition.ts'
import { one, valuesOf } from '../planning/rules.ts'
import { type Engine, inUrls } from './engine.ts'
import { decisionDefinitionList, decisionRequirementsList } from './lists.ts'
import type { Raw } from './objects.ts'
import type { Page } from './page.ts'
import { latest, manyInUrl, tenants, text } from './rules.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

export const decisionDefinitionTable: Table = {
  operation: 'searchDecisionDefinitions',
  lists: [
    {
      list: decisionDefinitionList,
      filters: {
        decisionDefinitionKey: manyInUrl('decisionDefinitionIdIn'),
        decisionDefinitionId: one('key'),
        name: text({ eq: 'name', like: 'nameLike', looser: true }),
        version: one('version'),
        decisionRequirementsKey: one('decisionRequirementsDefinitionId'),
        decisionRequirementsId: one('decisionRequirementsDefinitionKey'),
        decisionRequirementsName: byRequirements('name'),
        decisionRequirementsVersion: byRequirements('version'),
        isLatestVersion: latest,
        tenantId: tenants('withoutTenantId'),
      },
      notWith: { isLatestVersion: ['name', 'version'] },
      sorts: {},
      row: decisionDefinitionRow,
    },
  ],
  fields: {
    decisionDefinitionKey: { kind: 'text' },
    decisionDefinitionId: { kind: 'text' },
    name: { kind: 'text' },
    version: { kind: 'number' },
    decisionRequirementsKey: { kind: 'text' },
    decisionRequirementsId: { kind: 'text' },
    tenantId: { kind: 'text' },
  },
}

/** A decision of which only its graph has what is asked for: the graphs are looked up. */
function byRequirements(field: 'name' | 'version'): EngineRule {
  return {
    operators: ['$eq'],
    translate: async (operators, engine) => {
      const [wanted] = valuesOf(operators) ?? []
      // One graph more than there may be queries, so that the search is refused rather than answered in part.
      const graphs = await engine.rows(decisionRequirementsList, { [field]: wanted }, MOST_GRAPHS + 1)
      const own = graphs.filter((raw) => raw[field] === wanted)
      return { queries: own.map(({ id }) => ({ decisionRequirementsDefinitionId: id })) }
    },
  }
}

const MOST_GRAPHS = 1_000

/** A decision as the contract has it. One that stands alone in its model belongs to no graph here. */
export function decisionDefinitionRow(raw: Raw, page: Page): RowOf<DecisionDefinitionRow> {
  return {
    ...plainDecisionDefinition(raw),
    decisionRequirementsName: async () => (await graphOf(page, raw))?.name ?? null,
    decisionRequirementsVersion: async () => (await graphOf(page, raw))?.version ?? null,
  }
}

/** What the engine tells of a decision with its row. */
export const plainDecisionDefinition = (raw: Raw) => ({
  decisionDefinitionKey: raw.id,
  decisionDefinitionId: raw.key,
  name: raw.name,
  version: raw.version,
  decisionRequirementsKey: raw.decisionRequirementsDefinitionId,
  decisionRequirementsId: raw.decisionRequirementsDefinitionKey,
  tenantId: fromEngineTenant(raw.tenantId),
})

/** The graph of a decision, read for all decisions of a page at once. */
async function graphOf(page: Page, raw: Raw): Promise<Raw | undefined> {
  const field = 'decisionRequirementsDefinitionId'
  if (typeof raw[field] !== 'string') return undefined
  const graphs = await page.once('decision requirements', () => graphsBy(page.engine, page.distinct(field)))
  return graphs.get(raw[field])
}

async function graphsBy(engine: Engine, ids: readonly string[]): Promise<ReadonlyMap<unknown, Raw>> {
  const found = await Promise.all(
    inUrls(ids).map((some) =>
      engine.rows(decisionRequirementsList, { decisionRequirementsDefinitionIdIn: some }, some.length),
    ),
  )
  return new Map(found.flat().map((graph) => [graph.id, graph]))
}
