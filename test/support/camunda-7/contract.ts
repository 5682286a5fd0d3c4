import { readFileSync } from 'node:fs'

/** One call to a Camunda 7, below its base path. */
export interface EngineCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

/** What each list filters and sorts by: the parameters that 7.20 and 7.24 have in common. */
const LISTS: Readonly<Record<string, { parameters: string[]; sorts: string[] }>> = JSON.parse(
  readFileSync(new URL('./lists.json', import.meta.url), 'utf8'),
)

/** The lists that take no query object. */
const BY_GET = new Set([
  '/process-definition',
  '/decision-definition',
  '/decision-requirements-definition',
  '/history/decision-instance',
  '/batch',
  '/history/batch',
  '/user',
  '/group',
  '/tenant',
  '/incident',
  '/history/incident',
  '/history/identity-link-log',
])
/** What the lists refuse beside `latestVersion`. */
const NOT_WITH_LATEST: Readonly<Record<string, readonly string[]>> = {
  '/process-definition': ['version'],
  '/decision-definition': ['version', 'name', 'nameLike'],
}
const HAVING_VALUES = new Set(['/history/variable-instance'])

/** Every other call: method, path, query parameters and members of the body. */
const OPERATIONS: ReadonlyArray<[method: string, path: RegExp, query: readonly string[], body: readonly string[]]> = [
  ['GET', /^\/(version|engine)$/, [], []],
  ['GET', /^\/(process-definition|task|external-task|job|incident|process-instance|job-definition)\/[^/]+$/, [], []],
  ['GET', /^\/decision-(requirements-)?definition\/[^/]+(\/xml)?$/, [], []],
  ['POST', /^\/decision-definition\/[^/]+\/evaluate$/, [], ['variables']],
  ['PUT', /^\/(group\/[^/]+\/members|tenant\/[^/]+\/(user|group)-members)\/[^/]+$/, [], []],
  ['DELETE', /^\/(group\/[^/]+\/members|tenant\/[^/]+\/(user|group)-members)\/[^/]+$/, [], []],
  ['POST', /^\/user\/create$/, [], ['profile', 'credentials']],
  ['PUT', /^\/user\/[^/]+\/profile$/, [], ['id', 'firstName', 'lastName', 'email']],
  ['POST', /^\/group\/create$/, [], ['id', 'name', 'type']],
  ['PUT', /^\/group\/[^/]+$/, [], ['id', 'name', 'type']],
  ['POST', /^\/tenant\/create$/, [], ['id', 'name']],
  ['PUT', /^\/tenant\/[^/]+$/, [], ['id', 'name']],
  ['DELETE', /^\/(user|group|tenant)\/[^/]+$/, [], []],
  ['GET', /^\/(history\/)?batch\/[^/]+$/, ['batchId', 'maxResults'], []],
  ['PUT', /^\/batch\/[^/]+\/suspended$/, [], ['suspended']],
  ['DELETE', /^\/batch\/[^/]+$/, ['cascade'], []],
  ['GET', /^\/process-definition\/[^/]+\/(xml|startForm|deployed-start-form)$/, [], []],
  ['GET', /^\/(job\/[^/]+\/stacktrace|external-task\/[^/]+\/errorDetails)$/, [], []],
  ['GET', /^\/history\/(job-log\/[^/]+\/stacktrace|external-task-log\/[^/]+\/error-details)$/, [], []],
  [
    'GET',
    /^\/history\/decision-instance\/[^/]+$/,
    ['includeInputs', 'includeOutputs', 'disableCustomObjectDeserialization'],
    [],
  ],
  ['DELETE', /^\/history\/process-instance\/[^/]+$/, [], []],
  ['GET', /^\/history\/(process-instance|activity-instance)\/[^/]+$/, [], []],
  ['GET', /^\/history\/variable-instance\/[^/]+$/, ['deserializeValue'], []],
  ['GET', /^\/history\/process-definition\/[^/]+\/statistics$/, ['canceled', 'finished', 'incidents'], []],
  ['GET', /^\/process-instance\/[^/]+\/activity-instances$/, [], []],
  ['GET', /^\/task\/[^/]+\/identity-links$/, ['type'], []],
  ['GET', /^\/task\/[^/]+\/(form|deployed-form)$/, [], []],
  ['POST', /^\/deployment\/create$/, [], []],
  [
    'POST',
    /^\/process-definition\/(key\/[^/]+(\/tenant-id\/[^/]+)?|[^/]+)\/start$/,
    [],
    ['variables', 'businessKey', 'startInstructions'],
  ],
  ['DELETE', /^\/(process-definition|process-instance|incident)\/[^/]+$/, [], []],
  ['POST', /^\/process-instance\/[^/]+\/modification$/, [], ['instructions']],
  ['POST', /^\/migration\/execute$/, [], ['migrationPlan', 'processInstanceIds']],
  ['POST', /^\/(process-instance\/[^/]+\/variables|(execution|task)\/[^/]+\/localVariables)$/, [], ['modifications']],
  ['POST', /^\/job\/retries$/, [], ['jobIds', 'retries']],
  ['POST', /^\/external-task\/retries-async$/, [], ['externalTaskIds', 'retries']],
  ['PUT', /^\/(job|external-task)\/[^/]+\/retries$/, [], ['retries']],
  ['POST', /^\/external-task\/fetchAndLock$/, [], ['workerId', 'maxTasks', 'asyncResponseTimeout', 'topics']],
  ['POST', /^\/external-task\/[^/]+\/lock$/, [], ['workerId', 'lockDuration']],
  ['POST', /^\/external-task\/[^/]+\/extendLock$/, [], ['workerId', 'newDuration']],
  ['POST', /^\/external-task\/[^/]+\/unlock$/, [], []],
  ['POST', /^\/external-task\/[^/]+\/complete$/, [], ['workerId', 'variables']],
  [
    'POST',
    /^\/external-task\/[^/]+\/failure$/,
    [],
    ['workerId', 'retries', 'retryTimeout', 'errorMessage', 'localVariables'],
  ],
  ['POST', /^\/external-task\/[^/]+\/bpmnError$/, [], ['workerId', 'errorCode', 'errorMessage', 'variables']],
  ['POST', /^\/task\/[^/]+\/(claim|assignee)$/, [], ['userId']],
  ['POST', /^\/task\/[^/]+\/unclaim$/, [], []],
  ['POST', /^\/task\/[^/]+\/complete$/, [], ['variables']],
  ['POST', /^\/task\/[^/]+\/identity-links(\/delete)?$/, [], ['userId', 'groupId', 'type']],
  [
    'PUT',
    /^\/task\/[^/]+$/,
    [],
    [
      'name',
      'description',
      'assignee',
      'owner',
      'delegationState',
      'due',
      'followUp',
      'priority',
      'parentTaskId',
      'caseInstanceId',
      'tenantId',
    ],
  ],
  [
    'POST',
    /^\/message$/,
    [],
    ['messageName', 'businessKey', 'processVariables', 'tenantId', 'withoutTenantId', 'resultEnabled'],
  ],
  ['POST', /^\/signal$/, [], ['name', 'variables', 'tenantId', 'withoutTenantId']],
]

/** What an engine would silently ignore of a call, or misread. The engine itself answers 200 to most of it. */
export function checkCall({ method, path, query, body }: EngineCall): string[] {
  const call = `${method} ${path}`
  const list = path.replace(/\/count$/, '')
  const counting = list !== path
  if (Object.hasOwn(LISTS, list) && (method === 'GET' || (method === 'POST' && !BY_GET.has(list)))) {
    return checkList(list, counting, method, query, isObject(body) ? body : {}).map((problem) => `${call}: ${problem}`)
  }
  const operation = OPERATIONS.find(([verb, pattern]) => verb === method && pattern.test(path))
  if (!operation) return [`${call} is no operation`]
  const [, , parameters, members] = operation
  return [
    ...[...query.keys()].filter((name) => !parameters.includes(name)).map((name) => `${call}: no parameter ${name}`),
    ...(isObject(body) ? Object.keys(body) : [])
      .filter((name) => !members.includes(name))
      .map((name) => `${call}: no member ${name}`),
    ...untyped(body).map((name) => `${call}: the variable ${name} has no type`),
  ]
}

function checkList(
  list: string,
  counting: boolean,
  method: string,
  query: URLSearchParams,
  body: Record<string, unknown>,
): string[] {
  const { parameters = [], sorts = [] } = LISTS[list] ?? {}
  const problems: string[] = []
  const paging = counting
    ? []
    : ['firstResult', 'maxResults', ...(HAVING_VALUES.has(list) ? ['deserializeValues'] : [])]
  const inUrl = method === 'GET' ? [...paging, ...parameters, ...(counting ? [] : ['sortBy', 'sortOrder'])] : paging
  for (const name of query.keys()) if (!inUrl.includes(name)) problems.push(`no parameter ${name}`)
  if (!counting && !query.has('maxResults')) problems.push('nothing bounds how many rows come')
  if (HAVING_VALUES.has(list) && !counting && query.get('deserializeValues') !== 'false')
    problems.push('values are not asked for as stored')
  if (method === 'GET') {
    if (query.has('sortBy') !== query.has('sortOrder')) problems.push('one of sortBy and sortOrder alone')
    if (query.has('sortBy') && !sorts.includes(query.get('sortBy') ?? ''))
      problems.push(`no sort by ${query.get('sortBy')}`)
    if (query.has('latestVersion')) {
      const refused = NOT_WITH_LATEST[list]?.filter((name) => query.has(name)) ?? []
      problems.push(...refused.map((name) => `${name} with latestVersion`))
    }
    for (const [name, value] of query) if (value === '') problems.push(`${name} is empty`)
    return problems
  }
  for (const [name, value] of Object.entries(body)) {
    if (name === 'sorting') {
      const levels = value as Array<{ sortBy: string; sortOrder: string }>
      for (const { sortBy, sortOrder } of levels) {
        if (!sorts.includes(sortBy)) problems.push(`no sort by ${sortBy}`)
        if (!['asc', 'desc'].includes(sortOrder)) problems.push(`no order ${sortOrder}`)
      }
      continue
    }
    if (!parameters.includes(name)) problems.push(`no parameter ${name}`)
    if (name === 'orQueries' && Array.isArray(value))
      problems.push(...value.flatMap((block) => checkBlock(block, parameters)))
    // An empty list, or null, is ignored: then every row comes.
    if (takesList(name) !== Array.isArray(value)) problems.push(`${name} is ${takesList(name) ? 'no' : 'a'} list`)
    if (Array.isArray(value) ? value.length === 0 : value === null) problems.push(`${name} is empty`)
    if (typeof value === 'boolean' && !value) problems.push(`${name} may be true alone`)
  }
  return problems
}

const takesList = (name: string) => /(In|Ids|NotIn|Groups|^orQueries)$/.test(name) && !name.startsWith('with')

/** Alternatives of which one must hold. Without any every row comes. */
function checkBlock(block: unknown, parameters: readonly string[]): string[] {
  if (!isObject(block)) return ['an entry of orQueries is no object']
  const names = Object.keys(block)
  return [
    ...(names.length === 0 ? ['an entry of orQueries is empty'] : []),
    ...names.filter((name) => !parameters.includes(name)).map((name) => `no parameter ${name} in orQueries`),
    ...Object.entries(block)
      .filter(([, value]) => !Array.isArray(value) || value.length === 0)
      .map(([name]) => `${name} in orQueries is empty`),
  ]
}

/** Variables without a type: an object would become serialized Java. */
function untyped(body: unknown): string[] {
  if (!isObject(body)) return []
  return ['variables', 'localVariables', 'processVariables', 'modifications'].flatMap((member) => {
    const values = body[member]
    return isObject(values)
      ? Object.entries(values)
          .filter(([, value]) => !isObject(value) || typeof value.type !== 'string')
          .map(([name]) => name)
      : []
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
