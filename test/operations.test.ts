import {
  type GraphQLField,
  type GraphQLInputObjectType,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contract, VERSIONS, type Version } from '../contract/contract.ts'
import { versionsOf } from '../contract/operation-facts.ts'
import { Problem } from '../sandbox/problem.ts'
import { toGlobalId } from '../src/fields/keys.ts'
import { schema } from '../src/schema/schema.ts'
import { atLeast, OLDEST } from '../src/upstream/api/version.ts'
import * as catalog from '../src/upstream/catalog/index.ts'
import type { Resource } from '../src/upstream/catalog/resource.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import {
  type Arguments,
  directive,
  documentOf,
  inputs,
  isPatched,
  leastArguments,
  neededBy,
  selectionOf,
  singleFilters,
  sorts,
  wholeFilters,
} from './support/questions.ts'
import {
  elementInstance,
  incident,
  job,
  key,
  processDefinition,
  processInstance,
  userTask,
  variable,
} from './support/rows.ts'
import { sampleAnswer } from './support/samples.ts'
import {
  type Answer,
  type Answerer,
  expectNoViolations,
  startUpstream,
  type Upstream,
  type UpstreamRows,
} from './support/upstream.ts'

/**
 * Every field of the schema, asked with everything that it offers, against a cluster of each version that holds each
 * request against its contract. The questions are made from the schema: what is added there is asked here.
 */

type AnyField = GraphQLField<unknown, unknown>

const made = schema()
const fieldsOf = (name: string): AnyField[] => {
  const type = made.getType(name)
  if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`)
  return Object.values(type.getFields())
}

const queries = fieldsOf('Query')
const lists = queries.filter((field) => field.args.some((one) => one.name === 'filter'))
const sortedLists = lists.filter((field) => field.args.some((one) => one.name === 'sort'))
// Files cannot be sent beside others: what takes them has tests of its own.
const commands = fieldsOf('Mutation')
  .map((field) => ({ name: field.name, field }))
  .filter(({ field }) => field.args.length === 0 || !takesFiles(inputOf(field, 'input')))

function takesFiles(type: GraphQLInputObjectType): boolean {
  return Object.values(type.getFields()).some(({ type: of }) => {
    const named = getNamedType(of)
    return isNonNullType(of) && (named.name === 'Upload' || (isInputObjectType(named) && takesFiles(named)))
  })
}

/** How a type's object is reached in a query, with the relations' text inside. */
const PARENTS: Record<string, (text: string) => string> = {
  CallHierarchyEntry: (text) =>
    `processInstance(processInstanceKey: "${KEYS.ProcessInstance}") { callHierarchy { ${text} } }`,
  ClusterAdministration: (text) => `clusterAdministration { ${text} }`,
  // By a search, as only those cut values.
  Variable: (text) => `variables(first: 1) { nodes { ${text} } }`,
  ...Object.fromEntries(
    [
      'ProcessDefinition',
      'ProcessInstance',
      'ElementInstance',
      'Job',
      'UserTask',
      'Incident',
      'User',
      'Group',
      'Role',
      'Tenant',
      'MappingRule',
    ].map((type) => [
      type,
      (text: string) => `node(id: "${toGlobalId(type, KEYS[type] ?? '')}") { ... on ${type} { ${text} } }`,
    ]),
  ),
}

const KEYS: Record<string, string> = {
  ProcessDefinition: key(1),
  ProcessInstance: key(2),
  ElementInstance: key(3),
  Variable: key(4),
  Job: key(5),
  UserTask: key(6),
  Incident: key(7),
}
/** Kinds of objects that have nothing to do with processes: their rows are samples of what the contract says. */
const RESOURCES: ReadonlyArray<Resource<never>> = Object.values(catalog)
const OTHERS = RESOURCES.filter(({ type, pair }) => !(type in KEYS) && !pair)
for (const { type, keyIsText } of OTHERS) KEYS[type] = keyIsText ? 'a' : key(1)
// An evaluation's and a place in it.
KEYS.DecisionInstance = `${key(1)}-1`

/** `searchUserTasks` -> `userTasks`, as the upstream calls them. */
const rowsName = ({ search }: Resource<never>) => search.operation.charAt(6).toLowerCase() + search.operation.slice(7)

function sampleRow({ search, key: own, type }: Resource<never>): object {
  const values = { ...valuesIn(search.operation), [own]: KEYS[type] }
  // Values of enumerations are such as all versions know.
  const samples = versionsOf(search.operation)
    .toReversed()
    .map((version) => sampleAnswer(version, search.operation, { how: 'most', values }))
  const rows = samples.flatMap((sample) => (sample as { items: object[] }).items)
  return Object.assign({}, ...rows, { [own]: KEYS[type] })
}

const ROOT = key(8)
const CALLER = key(9)

const relations = Object.keys(PARENTS).flatMap((type) =>
  fieldsOf(type)
    .filter((field) => directive(field, 'rest').operation)
    .map((field) => ({ name: `${type}.${field.name}`, type, field })),
)

/** One row of each kind, each with everything that it can be related to. */
function rows(): UpstreamRows {
  const ours = {
    processDefinitionKey: key(1),
    processInstanceKey: key(2),
    elementInstanceKey: key(3),
    rootProcessInstanceKey: ROOT,
  }
  return {
    processDefinitions: [processDefinition({ processDefinitionKey: key(1) })],
    processInstances: [
      processInstance({ ...ours, parentProcessInstanceKey: ROOT, parentElementInstanceKey: CALLER }),
      processInstance({ processInstanceKey: ROOT }),
      // Called by the element instance.
      processInstance({ parentProcessInstanceKey: key(2), parentElementInstanceKey: key(3) }),
    ],
    elementInstances: [
      elementInstance({ elementInstanceScopeKey: key(3) }),
      elementInstance({ ...ours, incidentKey: key(7), hasIncident: true }),
      elementInstance({ elementInstanceKey: CALLER, processInstanceKey: ROOT }),
    ],
    variables: [variable({ ...ours, variableKey: key(4), scopeKey: key(3) })],
    jobs: [job({ ...ours, jobKey: key(5) })],
    userTasks: [userTask({ ...ours, userTaskKey: key(6), formKey: key(10) })],
    incidents: [incident({ ...ours, incidentKey: key(7), jobKey: key(5) })],
    ...Object.fromEntries(
      OTHERS.map((resource) => [rowsName(resource), [sampleRow(resource), ...furtherRows(resource)]]),
    ),
  }
}

/** What names objects by their kind and a key names one kind in a row. */
function furtherRows(resource: Resource<never>): object[] {
  if (resource.type === 'Authorization') {
    return ['GROUP', 'ROLE', 'MAPPING_RULE'].map((ownerType, index) => ({
      ...sampleRow(resource),
      authorizationKey: key(20 + index),
      ownerType,
    }))
  }
  if (resource.type !== 'AuditLog') return []
  return ['Incident', 'Variable', 'User', 'Group', 'Role', 'Mapping_Rule', 'Tenant'].map((type, index) => ({
    ...sampleRow(resource),
    auditLogKey: key(20 + index),
    entityType: type.toUpperCase(),
    entityKey: KEYS[type.replace('_', '')],
    actorType: 'USER',
    actorId: KEYS.User,
  }))
}

/** What commands change in the rows, so that payloads see it. */
const EFFECTS: Record<string, (held: UpstreamRows, body: Record<string, unknown>) => void> = {
  cancelProcessInstance: ({ processInstances: [row] }) =>
    set(row, { state: 'TERMINATED', endDate: '2026-01-02T12:00:00Z' }),
  migrateProcessInstance: ({ processInstances: [row] }, { targetProcessDefinitionKey }) =>
    set(row, { processDefinitionKey: targetProcessDefinitionKey }),
  createElementInstanceVariables: (held, { variables }) => {
    held.variables = Object.entries(variables as object).map(([name, value]) =>
      variable({ name, value: JSON.stringify(value), scopeKey: KEYS.ElementInstance ?? '' }),
    )
  },
  completeJob: ({ jobs: [row] }) => set(row, { state: 'COMPLETED' }),
  failJob: ({ jobs: [row] }, { retries = 0 }) => set(row, { state: 'FAILED', retries }),
  throwJobError: ({ jobs: [row] }, { errorCode }) => set(row, { state: 'ERROR_THROWN', errorCode }),
  updateJob: ({ jobs: [row] }, { changeset }) => set(row, changeset as object),
  assignUserTask: ({ userTasks: [row] }, { assignee }) => set(row, { assignee }),
  unassignUserTask: ({ userTasks: [row] }) => set(row, { assignee: null }),
  updateUserTask: ({ userTasks: [row] }, { changeset }) => set(row, changeset as object),
  completeUserTask: ({ userTasks: [row] }) => set(row, { state: 'COMPLETED' }),
  resolveIncident: ({ incidents: [row] }) => set(row, { state: 'RESOLVED' }),
  updateAuthorization: ({ authorizations = [] }, body) =>
    set(authorizations[0], { resourceId: null, resourcePropertyName: null, ...body }),
  ...Object.fromEntries(
    [
      ['Authorization', 'authorizations'],
      ['Group', 'groups'],
      ['Role', 'roles'],
      ['Tenant', 'tenants'],
      ['MappingRule', 'mappingRule'],
      ['User', 'users'],
    ].flatMap(([type = '', name = '']) => [
      [
        `delete${type}`,
        (held: UpstreamRows) => {
          held[name] = []
        },
      ],
    ]),
  ),
  deleteProcessInstance: (held) => {
    held.processInstances = []
  },
  deleteDecisionInstance: (held) => {
    held.decisionInstances = []
  },
  suspendProcessInstance: ({ processInstances: [row] }) => set(row, { state: 'SUSPENDED' }),
  assignProcessInstanceBusinessId: ({ processInstances: [row] }, body) => set(row, body),
  deleteGlobalTaskListener: (held) => {
    held.globalTaskListeners = []
  },
  updateAgentInstance: ({ agentInstances = [] }, { status }) => set(agentInstances[0], status ? { status } : {}),
}

/** The read of what a command has given a value. */
const written =
  (get: string): After =>
  (version, { value, metadata }) => {
    const values = { ...VALUES, value: JSON.stringify(value), ...(metadata ? { metadata } : {}) }
    return { [get]: () => ({ body: sampleAnswer(version, get, { how: 'most', values }) }) }
  }

/** @param body of the command */
type After = (version: Version, body: Record<string, unknown>) => Record<string, Answerer>

const exporting = (status: string) => () => ({ body: { status } })
const missing = () => {
  throw new Problem(404, 'NOT_FOUND', 'There is none.')
}

/** An empty list, which 8.8 may say without cursors only. */
const nobody =
  (search: string): After =>
  (version) => {
    const cursors = version === '8.8' ? {} : { startCursor: null, endCursor: null }
    return { [search]: () => ({ body: { items: [], page: { totalItems: 0, hasMoreTotalItems: false, ...cursors } } }) }
  }

/** What reads answer after a command, where that is in no row. */
const AFTER: Record<string, Record<string, Answerer> | After> = {
  updateGlobalClusterVariable: written('getGlobalClusterVariable'),
  updateTenantClusterVariable: written('getTenantClusterVariable'),
  deleteGlobalClusterVariable: { getGlobalClusterVariable: missing },
  deleteTenantClusterVariable: { getTenantClusterVariable: missing },
  deleteHistoryBackup: { getHistoryBackup: missing },
  deleteRuntimeBackup: { getRuntimeBackup: missing },
  pauseExporting: { getExportingStatus: exporting('PAUSED') },
  pauseClusterExporting: { getClusterExportingStatus: exporting('PAUSED') },
  ...Object.fromEntries(
    Object.entries(contract('8.10').operations).flatMap(([name, { method, path }]) => {
      const [search] =
        Object.entries(contract('8.10').operations).find(
          ([, one]) => one.path === path.replace(/[{]\w+[}]$/, 'search') && one.path.includes('}'),
        ) ?? []
      // The gateway asks for the members that are left.
      return method === 'DELETE' && search ? [[name, nobody(search)]] : []
    }),
  ),
}

const set = (row: object | undefined, values: object) => Object.assign(row ?? {}, values)

/** The keys that commands name are those of the rows: each is tried with its own. */
const COMMAND_KEYS: Record<string, string | undefined> = {
  processInstanceKey: KEYS.ProcessInstance,
  processDefinitionKey: KEYS.ProcessDefinition,
  targetProcessDefinitionKey: KEYS.ProcessDefinition,
  elementInstanceKey: KEYS.ElementInstance,
  jobKey: KEYS.Job,
  userTaskKey: KEYS.UserTask,
  incidentKey: KEYS.Incident,
  variableKey: KEYS.Variable,
}

describe.each(VERSIONS)('on %s', (version) => {
  let upstream: Upstream
  let gateway: RunningGateway
  const headers: Record<string, string> = {}

  beforeAll(async () => {
    upstream = await startUpstream({ version, rows: rows() })
    const config = {
      CAMUNDA_VERSION: version,
      CAMUNDA_AUTH_STRATEGY: 'FORWARD',
      GATEWAY_READ_AFTER_WRITE_MS: '0',
      GATEWAY_ADMINISTRATION: 'true',
    }
    gateway = await startGateway(upstream, config)
  })

  beforeEach(() => {
    // Somebody else for each test: definitions and forms are remembered for whoever asked.
    headers.authorization = `Bearer ${crypto.randomUUID()}`
    upstream.forget()
    upstream.violations.length = 0
    Object.assign(upstream.rows, rows())
    answerAll(upstream, 'most')
  })

  afterAll(async () => {
    await gateway.close()
    await upstream.close()
  })

  /**
   * Asks a field with each of the arguments, and expects that exactly those are refused that need a newer version.
   * Answers what it said to the first of them.
   */
  async function askEach(field: AnyField, asked: Arguments[], options: Parameters<typeof documentOf>[2] = {}) {
    let first: unknown
    for (let start = 0; start < asked.length; start += 20) {
      const some = asked.slice(start, start + 20)
      const { query, variables } = documentOf(field, some, options)
      const { data, errors = [] } = await gateway.ask(query, variables, headers)
      first ??= find(data, 'q0')
      const refused = new Map(
        errors.map(({ path, message, extensions }) => [path?.find(isAlias), { message, ...extensions }]),
      )
      const unexpected = some.flatMap((args, index) => {
        const error = refused.get(`q${index}`)
        const isSupported = atLeast(version, neededBy(field, args))
        if (isSupported ? !error : error && 'code' in error && error.code === 'NOT_SUPPORTED') return []
        return [{ asked: args, error }]
      })
      expect(unexpected).toEqual([])
      // Errors without a path are the document's own.
      expect(errors.filter(({ path }) => !path)).toEqual([])
      expectNoViolations(upstream)
    }
    return first
  }

  /** Every page of a list: the arguments that lead to them, by cursors of its own. */
  async function pages(field: AnyField, options: Parameters<typeof documentOf>[2] = {}): Promise<Arguments[]> {
    const select = '{ pageInfo { startCursor endCursor } }'
    const least = leastArguments(field)
    if (!atLeast(version, neededBy(field, least))) return [least]
    const { query, variables } = documentOf(field, [least], { ...options, select })
    const { data } = await gateway.ask(query, variables, headers)
    const { startCursor, endCursor } = find(data, 'pageInfo') as Record<string, unknown>
    const pages: Arguments[] = [{}, { first: 0 }, { first: 1 }, { first: 1, after: endCursor }]
    if (field.args.some((one) => one.name === 'last')) {
      pages.push({ last: 0 }, { last: 1 }, { last: 1, before: startCursor })
    }
    return pages.map((page) => ({ ...least, ...page }))
  }

  describe('queries', () => {
    test.each(queries.map((field) => [field.name, field] as const))(
      '%s with no more than it must have',
      async (_, field) => {
        await askEach(field, [leastOf(field, version)])
        const { operation, since = OLDEST } = directive(field, 'rest')
        const called = operation && atLeast(version, since) ? [operation] : []
        if (operation) expect(upstream.operations({ topology: true })).toEqual(called)
      },
    )

    test.each(lists.map((field) => [field.name, field] as const))('%s by every page', async (_, field) => {
      await askEach(field, await pages(field))
    })

    test.each(lists.map((field) => [field.name, field] as const))('%s by every filter', async (_, field) => {
      const type = inputOf(field, 'filter')
      // What the contract of a version does not have, though its patches do, is for test/patches.
      const filters = [...singleFilters(type), ...wholeFilters(type, version)].filter(
        (filter) => atLeast(version, neededBy(field, { filter })) || !isPatched(type, filter),
      )
      await askEach(
        field,
        filters.map((filter) => ({ filter, first: 1 })),
      )
      // Each of them reached the cluster but those that it is too old for.
      const supported = filters.filter((filter) => atLeast(version, neededBy(field, { filter })))
      // Equal ones at once are one call.
      const distinct = new Set(supported.map((filter) => JSON.stringify(filter)))
      expect(upstream.operations().length).toBeGreaterThanOrEqual(distinct.size)
    })

    test.each(sortedLists.map((field) => [field.name, field] as const))('%s by every sort', async (_, field) => {
      await askEach(
        field,
        sorts(inputOf(field, 'sort'), version).map((sort) => ({ ...leastArguments(field), sort, first: 1 })),
      )
    })

    test('processDefinitions of the latest versions', async () => {
      const field = queries.find(({ name }) => name === 'processDefinitions') as AnyField
      const [whole] = wholeFilters(inputOf(field, 'filter'), version)
      const filter = { ...whole, isLatestVersion: true }
      const sort = [{ field: 'processDefinitionId' }, { field: 'tenantId', order: 'DESC' }]
      await askEach(field, [{ filter }, { filter, sort }, { filter, first: 0 }, { filter: { isLatestVersion: true } }])
    })
  })

  describe('relations', () => {
    test.each(relations)('$name', async ({ type, field }) => {
      const { operation = '', since = OLDEST } = directive(field, 'rest')
      const wrap = PARENTS[type] as (text: string) => string
      if (field.name === 'value')
        upstream.rows.variables = [
          variable({ ...upstream.rows.variables[0], value: JSON.stringify('x'.repeat(8_200)) }),
        ]
      if (field.name === 'documents') {
        const value = JSON.stringify({ 'camunda.document.type': 'camunda', documentId: 'a', pad: 'x'.repeat(8_200) })
        upstream.rows.variables = [variable({ ...upstream.rows.variables[0], value })]
      }
      const full = field.args.some((one) => one.name === 'full') ? [{ full: true }] : [leastArguments(field)]
      const found = await askEach(field, full, { wrap })
      if (atLeast(version, since)) expect(upstream.operations()).toContain(operation)
      // What the cluster is too old for costs no call: only the parent was read.
      else expect(upstream.operations().length).toBeLessThanOrEqual(1)
      if (!atLeast(version, since)) return
      // The rows are such that everything has what it is related to.
      expect(found ?? []).not.toEqual([])
      expect(found).not.toMatchObject({ totalCount: 0 })
      if (field.args.some((one) => one.name === 'first')) await askEach(field, await pages(field, { wrap }), { wrap })
      if (field.args.some((one) => one.name === 'filter')) {
        const filters = wholeFilters(inputOf(field, 'filter'), version)
        await askEach(
          field,
          filters.map((filter) => ({ filter })),
          { wrap },
        )
      }
      if (field.args.some((one) => one.name === 'sort')) {
        await askEach(
          field,
          sorts(inputOf(field, 'sort'), version).map((sort) => ({ sort })),
          { wrap },
        )
      }
    })
  })

  describe('commands', () => {
    test.each(commands)('$name', async ({ field }) => {
      const payload = getNamedType(field.type)
      const select = selectionOf(payload, true, version)
      for (const input of inputsOf(field, version)) {
        Object.assign(upstream.rows, rows())
        upstream.forget()
        const args = input ? { input: { ...input, ...keysFor(input) } } : {}
        await askEach(field, [args], { operation: 'mutation', select })
        const isSupported = atLeast(version, neededBy(field, args))
        expect([args, upstream.operations().includes(field.name)]).toEqual([args, isSupported])
      }
    })

    test('createDeployment of an uploaded file', async () => {
      const query =
        'mutation ($file: Upload!) { createDeployment(input: { resources: [{ file: $file }] }) { deploymentKey } }'
      const form = new FormData()
      form.append('operations', JSON.stringify({ query, variables: { file: null } }))
      form.append('map', '{ "0": ["variables.file"] }')
      form.append('0', new Blob(['<definitions/>']), 'order.bpmn')
      const sent = { ...headers, 'apollo-require-preflight': 'true' }
      const answer = await fetch(gateway.url, { method: 'POST', body: form, headers: sent })
      expect(await answer.json()).toEqual({ data: { createDeployment: { deploymentKey: key(1) } } })
      expect(upstream.calls[0]?.body).toMatchObject({ resources: [{ filename: 'order.bpmn', text: '<definitions/>' }] })
      expectNoViolations(upstream)
    })
  })

  describe('the least that a cluster may answer', () => {
    beforeEach(() => answerAll(upstream, 'least'))

    test.each(
      queries.filter((field) => directive(field, 'rest').operation).map((field) => [field.name, field] as const),
    )('is enough for %s', async (_, field) => {
      await askEach(field, [leastOf(field, version)])
    })

    test.each(relations)('is enough for $name', async ({ type, field }) => {
      await askEach(field, [leastArguments(field)], { wrap: PARENTS[type] as (text: string) => string })
    })

    test.each(commands)('is enough for $name', async ({ field }) => {
      const [least] = inputsOf(field, version)
      const args = least ? { input: { ...least, ...keysFor(least) } } : {}
      await askEach(field, [args], { operation: 'mutation' })
    })
  })
})

/** What a root field must be asked with: the keys of the rows. */
function leastOf(field: AnyField, version: Version): Arguments {
  const isThere = (type: string) => atLeast(version, RESOURCES.find((one) => one.type === type)?.search.since ?? OLDEST)
  const ids = Object.entries(KEYS).flatMap(([type, value]) => (isThere(type) ? [toGlobalId(type, value)] : []))
  const type = String(getNamedType(field.type))
  const own = field.args.find((one) => one.name === RESOURCES.find((resource) => resource.type === type)?.key)
  return leastArguments(field, { ids, id: ids[0], ...(own ? { [own.name]: KEYS[type] } : {}) })
}

const isAlias = (step: string | number) => /^q\d+$/.test(String(step))

/** The input type of an argument. */
function inputOf(field: AnyField, argument: string) {
  const type = getNamedType(field.args.find((one) => one.name === argument)?.type)
  if (!isInputObjectType(type)) throw new Error(`${field.name} has no ${argument}`)
  return type
}

/** The inputs that a command is tried with; undefined for one that takes none. */
function inputsOf(field: AnyField, version: Version): Array<Arguments | undefined> {
  return field.args.length === 0 ? [undefined] : inputs(inputOf(field, 'input'), version)
}

function keysFor(input: Arguments): Arguments {
  return Object.fromEntries(
    Object.keys(input).flatMap((name) => (COMMAND_KEYS[name] ? [[name, COMMAND_KEYS[name]]] : [])),
  )
}

/** The first value of a name in an answer, at any depth. */
function find(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (name in value) return (value as Record<string, unknown>)[name]
  for (const one of Object.values(value)) {
    const found = find(one, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** Lets the upstream answer every operation: from the contract, or from its rows where it has them and all is wanted. */
function answerAll(upstream: Upstream, how: 'least' | 'most'): void {
  const { version, answers } = upstream
  for (const name of Object.keys(answers)) delete answers[name]
  for (const [operationId, { answers: possible }] of Object.entries(contract(version).operations)) {
    const hasRows = operationId in OWN_KEYS && !MORE_THAN_ROWS.has(operationId)
    if (operationId === 'getTopology' || (hasRows && how === 'most')) continue
    const status = Number(Object.keys(possible)[0])
    answers[operationId] = ({ body }) => {
      EFFECTS[operationId]?.(upstream.rows, (body ?? {}) as Record<string, unknown>)
      const after = AFTER[operationId]
      Object.assign(
        answers,
        typeof after === 'function' ? after(version, (body ?? {}) as Record<string, unknown>) : after,
      )
      if (operationId === 'getProcessDefinitionXML') return XML
      // A row without its own key cannot be told apart, so it has one, whether the contract says so or not.
      const always = OWN_KEYS[operationId] ? [OWN_KEYS[operationId]] : []
      const sample = sampleAnswer(version, operationId, { how, values: valuesIn(operationId), always })
      return sample === undefined ? { status } : { status, body: sample }
    }
  }
}

/** What others have as an enumeration is JSON text here. */
const valuesIn = (operationId: string) =>
  /DecisionInstances?$/.test(operationId) ? { ...VALUES, result: '"a"' } : VALUES

/** Reads by key that tell more than rows of a search do. */
const MORE_THAN_ROWS = new Set(['getDecisionInstance'])

const XML: Answer = { text: '<definitions/>', headers: { 'content-type': 'text/xml' } }

/** Values of answers that are more than their type says. */
const VALUES = {
  ...COMMAND_KEYS,
  elementInstanceKeys: [KEYS.ElementInstance],
  ...Object.fromEntries(OTHERS.map(({ key: own, type }) => [own, KEYS[type]])),
  decisionEvaluationInstanceKey: KEYS.DecisionInstance,
  startCursor: 'YQ==',
  endCursor: 'YQ==',
  scopeKey: KEYS.ElementInstance,
  value: '"a"',
  output: '"a"',
  inputValue: '"a"',
  outputValue: '"a"',
  schema: '{"components":[]}',
}

/** The operations that answer rows, and the rows' own keys. */
const OWN_KEYS: Record<string, string> = {
  ...Object.fromEntries(
    OTHERS.flatMap(({ search, get, key: own }) => [search, get].flatMap((one) => (one ? [[one.operation, own]] : []))),
  ),
  searchProcessDefinitions: 'processDefinitionKey',
  searchProcessInstances: 'processInstanceKey',
  searchElementInstances: 'elementInstanceKey',
  searchIncidents: 'incidentKey',
  searchProcessInstanceIncidents: 'incidentKey',
  searchElementInstanceIncidents: 'incidentKey',
  searchJobs: 'jobKey',
  searchUserTasks: 'userTaskKey',
  searchVariables: 'variableKey',
  searchUserTaskVariables: 'variableKey',
  searchUserTaskEffectiveVariables: 'variableKey',
  getProcessDefinition: 'processDefinitionKey',
  getProcessInstance: 'processInstanceKey',
  getElementInstance: 'elementInstanceKey',
  getIncident: 'incidentKey',
  getUserTask: 'userTaskKey',
  getVariable: 'variableKey',
}
