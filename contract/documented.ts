/**
 * Rules that Camunda's documents give in words, or its server enforces, beyond what the schemas can say. A request that
 * breaks one is refused, or answered with something else than was asked.
 */
export function documentedRules(operationId: string, body: unknown): string[] {
  const problems: string[] = []
  const { filter, page, sort } = record(body)
  const given = Object.keys(record(page)).filter((name) => ['from', 'after', 'before'].includes(name))
  // The server's own words: "Only one of [from, after, before] is allowed."
  if (given.length > 1)
    problems.push(`body.page has ${given.join(' and ')}; only one of from, after, before is allowed`)

  const { from, limit } = record(page)
  if (typeof limit === 'number' && limit > WINDOW) problems.push(`body.page.limit is ${limit}, above ${WINDOW}`)
  // Elasticsearch answers no deeper than its result window; beyond it a client has to use cursors.
  if (typeof from === 'number' && from + (typeof limit === 'number' ? limit : 100) > WINDOW) {
    problems.push(`body.page reaches beyond row ${WINDOW} by offset`)
  }

  const { isLatestVersion, batchOperationId, batchOperationKey } = record(filter)
  if (isLatestVersion === true) problems.push(...latestVersionRules(operationId, record(page), sort))
  if (batchOperationId !== undefined && batchOperationKey !== undefined) {
    problems.push('body.filter has batchOperationId and batchOperationKey; only one of them is allowed')
  }
  return problems
}

/**
 * The body as its schema has it: these dates are cleared by an empty text, which their format does not say. And the value of
 * a variable of the cluster may be any JSON by its description, an object by its schema.
 */
export function asSchemaHasIt(operationId: string, body: unknown): unknown {
  if (ANY_VALUE.test(operationId) && 'value' in record(body)) return { ...record(body), value: {} }
  const path = CLEARABLE[operationId]
  return path ? replaced(body, path) : body
}

const ANY_VALUE = /^(create|update)(Global|Tenant)ClusterVariable$/

const CLEARABLE: Readonly<Record<string, readonly string[]>> = {
  updateUserTask: ['changeset'],
  completeJob: ['result', 'corrections'],
}

function replaced(value: unknown, [step, ...path]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (step !== undefined) {
    return step in value ? { ...value, [step]: replaced((value as Record<string, unknown>)[step], path) } : value
  }
  const isCleared = ([name, date]: [string, unknown]) => (name === 'dueDate' || name === 'followUpDate') && date === ''
  return Object.fromEntries(Object.entries(value).filter((field) => !isCleared(field)))
}

const WINDOW = 10_000

function latestVersionRules(operationId: string, page: Record<string, unknown>, sort: unknown): string[] {
  const problems = ['from', 'before']
    .filter((name) => name in page)
    .map((name) => `body.page.${name} does not go with isLatestVersion, which pages forward only`)
  if (operationId !== 'searchProcessDefinitions' || !Array.isArray(sort)) return problems
  for (const { field } of sort.map(record)) {
    if (field !== 'processDefinitionId' && field !== 'tenantId') {
      problems.push(`body.sort by ${String(field)} does not go with isLatestVersion`)
    }
  }
  return problems
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
