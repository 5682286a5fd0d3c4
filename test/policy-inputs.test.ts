import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { getNamedType, isEnumType, isInputObjectType } from 'graphql'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createGateway } from '../src/gateway/gateway.ts'
import { speaksOf } from '../src/policy/policy.ts'
import { policyFields } from '../src/policy/policy-fields.ts'
import type { PolicyInput } from '../src/request/permissions.ts'
import { schema } from '../src/schema/schema.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { incident, key, processDefinition, processInstance, userTask, variable } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-policy-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

let written = 0
/** A policy file's path. */
function file(policy: object): string {
  const path = join(files, `${++written}.json`)
  writeFileSync(path, JSON.stringify(policy))
  return path
}

let upstream: Upstream
let gateway: RunningGateway | undefined

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processDefinitions: [processDefinition()],
      processInstances: [processInstance({ processInstanceKey: key(1), businessId: 'B-1' })],
      userTasks: [userTask({ userTaskKey: key(2), processInstanceKey: key(1), assignee: 'ada' })],
      variables: [variable({ variableKey: key(3), processInstanceKey: key(1) })],
      incidents: [incident({ incidentKey: key(4), processInstanceKey: key(1) })],
    },
    answers: { completeUserTask: () => ({}), resolveIncident: () => ({}) },
  })
})
afterEach(async () => {
  await gateway?.close()
  gateway = undefined
  expectNoViolations(upstream)
  await upstream.close()
})

const rule = (...deny: string[]) => ({ rules: [{ name: 'r', deny }] })

describe.each(WAYS)('%s', (_, plugins) => {
  async function start(policy: object) {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: file(policy) }, [...plugins])
    return gateway
  }
  const told = async (answer: ReturnType<RunningGateway['ask']>) => {
    const { data, errors } = await answer
    return { data, refused: errors?.map(({ extensions }) => [extensions?.code, extensions?.field]) }
  }

  describe('a filter that reads what an operation answers', () => {
    const guess = [{ name: 'orderId', value: { like: '"O*' } }]

    test.each([
      [
        'as a literal',
        `{ processInstances(first: 0, filter: { processInstanceKey: { eq: "${key(1)}" }, variables: [{ name: "orderId", value: { like: "\\"O*" } }] }) { totalCount } }`,
        {},
      ],
      [
        'as a variable',
        'query ($f: ProcessInstanceFilter) { processInstances(first: 0, filter: $f) { totalCount } }',
        { f: { variables: guess } },
      ],
      [
        'as a part of one',
        'query ($v: [VariableValueFilter!]) { processInstances(first: 0, filter: { variables: $v }) { totalCount } }',
        { v: guess },
      ],
      [
        'as a default',
        'query ($f: ProcessInstanceFilter = { variables: [{ name: "a", value: { like: "*" } }] }) { processInstances(first: 0, filter: $f) { totalCount } }',
        {},
      ],
      [
        'as an alternative',
        'query ($f: ProcessInstanceFilter) { processInstances(first: 0, filter: $f) { totalCount } }',
        { f: { or: [{ hasIncident: true }, { variables: guess }] } },
      ],
      [
        'in a fragment, by another name',
        'query ($f: ProcessInstanceFilter) { ...A } fragment A on Query { processInstances: processInstances(first: 0, filter: $f) { totalCount } }',
        { f: { variables: guess } },
      ],
    ])('is refused with it before any call: %s', async (_name, query, variables) => {
      const { ask } = await start(rule('*Variable*'))
      expect(await told(ask(query, variables))).toEqual({
        data: { processInstances: null },
        refused: [['FORBIDDEN', 'ProcessInstanceFilter.variables']],
      })
      expect(upstream.calls).toEqual([])
    })

    test('is refused at every list that takes it, and others are answered', async () => {
      const { ask } = await start(rule('*Variable*', 'searchIncidents', 'searchProcessInstances'))
      const answer = await told(
        ask(`{
          userTasks(filter: { processInstanceVariables: [{ name: "a", value: { eq: "1" } }] }) { totalCount }
          local: userTasks(filter: { localVariables: [{ name: "a", value: { eq: "1" } }] }) { totalCount }
          open: userTasks(filter: { assignee: { eq: "ada" } }) { totalCount }
          processDefinition(processDefinitionKey: "${processDefinition().processDefinitionKey}") {
            version
            variables: elementStatistics(filter: { variables: [{ name: "a", value: { eq: "1" } }] }) { elementId }
            incidents: elementStatistics(filter: { errorMessage: { like: "*" } }) { elementId }
            instances: elementStatistics(filter: { or: [{ businessId: { like: "B*" } }] }) { elementId }
          }
        }`),
      )
      expect(answer.data).toEqual({
        userTasks: null,
        local: null,
        open: { totalCount: 1 },
        processDefinition: { version: expect.any(Number), variables: null, incidents: null, instances: null },
      })
      expect(answer.refused?.map(([, field]) => field).sort()).toEqual([
        'ProcessDefinitionStatisticsFilter.businessId',
        'ProcessDefinitionStatisticsFilter.errorMessage',
        'ProcessDefinitionStatisticsFilter.variables',
        'UserTaskFilter.localVariables',
        'UserTaskFilter.processInstanceVariables',
      ])
      expect(upstream.operations().sort()).toEqual(['getProcessDefinition', 'searchUserTasks'])
    })

    test('is refused with the relation that answers the same, and with its own name', async () => {
      for (const pattern of [
        'ProcessInstance.incidents',
        'ProcessInstanceFilter.errorMessage',
        'Incident.errorMessage',
      ]) {
        await using running = await start(rule(pattern))
        const { refused } = await told(
          running.ask('{ processInstances(filter: { errorMessage: { like: "a*" } }) { totalCount } }'),
        )
        expect([pattern, refused]).toEqual([pattern, [['FORBIDDEN', 'ProcessInstanceFilter.errorMessage']]])
      }
      expect(upstream.calls).toEqual([])
    })

    test('is refused by `otherwise` unless its operation, or itself, is allowed', async () => {
      const query = '{ processInstances(filter: { errorMessage: { like: "a*" } }) { totalCount } }'
      for (const [allow, refused] of [
        [['Query.processInstances'], [['FORBIDDEN', 'ProcessInstanceFilter.errorMessage']]],
        [['Query.processInstances', 'Incident.*'], [['FORBIDDEN', 'ProcessInstanceFilter.errorMessage']]],
        [['Query.processInstances', 'searchIncidents'], undefined],
        [['Query.processInstances', 'ProcessInstanceFilter.errorMessage'], undefined],
        [['*'], undefined],
      ] as const) {
        await using running = await start({ otherwise: 'deny', rules: [{ name: 'r', allow }] })
        expect([allow, (await told(running.ask(query))).refused]).toEqual([allow, refused])
        const plain = await running.ask('{ processInstances(filter: { hasIncident: true }) { totalCount } }')
        expect(plain.errors).toBeUndefined()
      }
    })
  })

  describe('a plain field', () => {
    const selected = '{ userTasks { nodes { name assignee } } }'

    test('can be refused, where it is selected and where a filter or a sort tells it', async () => {
      const { ask } = await start(rule('UserTask.assignee', 'UserTask.candidateGroups', 'UserTask.dueDate'))
      const { data, errors } = await ask(selected)
      expect(data).toEqual({ userTasks: { nodes: [{ name: 'Approve order', assignee: null }] } })
      expect(errors?.[0]).toMatchObject({
        message: 'UserTask.assignee is refused by the gateway\'s policy, rule "r". Ask without it.',
        path: ['userTasks', 'nodes', 0, 'assignee'],
        extensions: { code: 'FORBIDDEN', field: 'UserTask.assignee', rule: 'r', retryable: false },
      })
      upstream.forget()
      expect(
        await told(
          ask(`{
            a: userTasks(filter: { assignee: { like: "a*" } }) { totalCount }
            b: userTasks(filter: { candidateGroup: { eq: "a" } }) { totalCount }
            c: userTasks(sort: [{ field: name }, { field: dueDate, order: DESC }]) { totalCount }
          }`),
        ),
      ).toEqual({
        data: { a: null, b: null, c: null },
        refused: [
          ['FORBIDDEN', 'UserTaskFilter.assignee'],
          ['FORBIDDEN', 'UserTaskFilter.candidateGroup'],
          ['FORBIDDEN', 'UserTaskSortField.dueDate'],
        ],
      })
      expect(upstream.calls).toEqual([])
      expect((await ask('{ userTasks(sort: [{ field: name }]) { nodes { name } } }')).errors).toBeUndefined()
    })

    test('is refused in filters and sorts that leave out words of its name', async () => {
      const { ask } = await start(rule('GlobalTaskListener.listenerId', 'BatchOperation.batchOperationType'))
      expect(
        await told(
          ask(`{
            a: globalTaskListeners(filter: { id: { like: "a*" } }) { totalCount }
            b: globalTaskListeners(sort: [{ field: id }]) { totalCount }
            c: batchOperations(filter: { operationType: { neq: UPDATE_JOB } }) { totalCount }
            d: batchOperations(sort: [{ field: operationType }]) { totalCount }
          }`),
        ),
      ).toEqual({
        data: { a: null, b: null, c: null, d: null },
        refused: [
          ['FORBIDDEN', 'GlobalTaskListenerFilter.id'],
          ['FORBIDDEN', 'GlobalTaskListenerSortField.id'],
          ['FORBIDDEN', 'BatchOperationFilter.operationType'],
          ['FORBIDDEN', 'BatchOperationSortField.operationType'],
        ],
      })
      expect(upstream.calls).toEqual([])
    })

    test('is refused by `node` and in what a row carries of another object', async () => {
      const { ask } = await start(rule('UserTask.name', 'ProcessDefinition.name'))
      const id = Buffer.from(`UserTask:${key(2)}`).toString('base64url')
      const { data, refused } = await told(
        ask(
          `{ node(id: "${id}") { ... on UserTask { name assignee } } processInstance(processInstanceKey: "${key(1)}") { processDefinition { name version } } }`,
        ),
      )
      expect(data).toEqual({
        node: { name: null, assignee: 'ada' },
        processInstance: { processDefinition: { name: null, version: expect.any(Number) } },
      })
      expect(refused?.map(([, field]) => field).sort()).toEqual(['ProcessDefinition.name', 'UserTask.name'])
    })

    test('that cannot be null costs the next that can', async () => {
      const { ask } = await start(rule('Variable.variableKey', 'Variable.value'))
      const { data, errors } = await ask(
        `{ variable(variableKey: "${key(3)}") { name variableKey } topology { clusterSize } }`,
      )
      expect(data).toMatchObject({ variable: null, topology: { clusterSize: expect.any(Number) } })
      expect(errors?.[0]?.extensions?.field).toBe('Variable.variableKey')
      expect((await ask(`{ variable(variableKey: "${key(3)}") { name value } }`)).data).toEqual({
        variable: { name: expect.any(String), value: null },
      })
      for (const args of ['filter: { value: { like: "*" } }', 'sort: [{ field: value }]'])
        expect((await told(ask(`{ variables(${args}) { totalCount } }`))).data).toEqual({ variables: null })
      // The value is told by filters of other lists, too.
      const nested = '{ processInstances(filter: { variables: [{ name: "a", value: { like: "*" } }] }) { totalCount } }'
      expect((await told(ask(nested))).refused).toEqual([['FORBIDDEN', 'VariableValueFilter.value']])
    })

    test('is not meant by `*` nor by `otherwise`', async () => {
      for (const policy of [
        { otherwise: 'deny', rules: [{ name: 'r', allow: ['Query.userTasks'] }] },
        {
          rules: [
            { name: 'r', allow: ['Query.userTasks'] },
            { name: 'all', deny: ['*'] },
          ],
        },
      ]) {
        await using running = await start(policy)
        expect((await running.ask(selected)).errors).toBeUndefined()
      }
    })

    test('is allowed to whom an earlier rule allows everything', async () => {
      const { ask } = await start({
        rules: [
          { name: 'all', allow: ['*'] },
          { name: 'r', deny: ['UserTask.*'] },
        ],
      })
      expect((await ask(selected)).errors).toBeUndefined()
      expect((await ask('{ userTasks(filter: { assignee: { eq: "ada" } }) { totalCount } }')).errors).toBeUndefined()
    })
  })

  test('operators and inputs of commands can be refused by name', async () => {
    const { ask } = await start(rule('StringFilter.like', 'CompleteUserTaskInput.variables'))
    expect(await told(ask('{ userTasks(filter: { name: { like: "*" } }) { totalCount } }'))).toEqual({
      data: { userTasks: null },
      refused: [['FORBIDDEN', 'StringFilter.like']],
    })
    const resolve = `resolveIncident(input: { incidentKey: "${key(4)}" }) { __typename }`
    const complete = (rest: string) => `completeUserTask(input: { userTaskKey: "${key(2)}" ${rest} }) { __typename }`
    // As a whole: the command before it is not carried out.
    for (const [document, variables] of [
      [`mutation { ${resolve} ${complete('variables: {}')} }`, {}],
      [`mutation ($v: JSON) { ${resolve} ...A } fragment A on Mutation { ${complete('variables: $v')} }`, { v: {} }],
    ] as const) {
      const { refused } = await told(ask(document, variables))
      expect(refused).toEqual([['FORBIDDEN', 'CompleteUserTaskInput.variables']])
    }
    // Variables with types are variables, too.
    expect(await told(ask(`mutation { ${complete('typedVariables: []')} }`))).toMatchObject({
      refused: [['FORBIDDEN', 'CompleteUserTaskInput.typedVariables']],
    })
    expect(upstream.calls).toEqual([])
    expect((await ask(`mutation { ${complete('')} }`)).errors).toBeUndefined()
  })

  test('capabilities tell of what the caller may use alone', async () => {
    const { ask } = await start(rule('*Variable*', 'Mutation.*'))
    const { data } = await ask('{ capabilities { fields { type name operation } } }')
    const fields = data.capabilities.fields as Array<{ type: string; name: string; operation: string }>
    expect(fields.map(({ name }) => name)).toContain('userTasks')
    expect(fields.filter(({ type, operation }) => type === 'Mutation' || operation.includes('Variable'))).toEqual([])
  })
})

describe('every filter and sort of the schema', () => {
  const made = schema()
  const { inputs } = policyFields(made)

  /** Filters that compare nothing that a field of the rows says, and why that tells nothing. */
  const OWN = new Set([
    'ProcessDefinitionFilter.isLatestVersion', // of versions, which are told
    'DecisionDefinitionFilter.isLatestVersion',
    'ElementInstanceFilter.elementInstanceScopeKey', // the relation itself
    'ResourceFilter.deploymentKey', // no row says it
  ])
  /** Which jobs are counted, and how: without it nothing is. */
  const COUNTED = /^Job\w+StatisticsFilter\.(from|to|jobType|resolution)$/

  test('tells what a field or an operation answers, and says so', () => {
    const idle: string[] = []
    for (const ofField of inputs.values()) {
      for (const [argument, input] of ofField) {
        const places = argument === 'filter' ? input : argument === 'sort' ? input.parts.get('field')?.input : undefined
        for (const { field } of places?.parts.values() ?? []) {
          const { coordinate, operation, tells } = field
          if (coordinate.endsWith('.or') || operation !== undefined || tells.length > 0 || OWN.has(coordinate)) continue
          if (COUNTED.test(coordinate)) continue
          idle.push(coordinate)
        }
      }
    }
    expect([...new Set(idle)]).toEqual([])
  })

  test('names an operation that a field of the schema serves', () => {
    const { all } = policyFields(made)
    const served = new Set([...all.values()].map(({ operation }) => operation))
    const named = new Set<string>()
    const collect = (input: PolicyInput, seen: Set<PolicyInput>) => {
      if (seen.has(input)) return
      seen.add(input)
      for (const { field, input: below } of input.parts.values()) {
        if (field.operation !== undefined) named.add(field.operation)
        if (below) collect(below, seen)
      }
    }
    const seen = new Set<PolicyInput>()
    for (const ofField of inputs.values()) for (const input of ofField.values()) collect(input, seen)
    expect([...named].filter((operation) => !served.has(operation))).toEqual([])
    expect([...named].sort()).toEqual([
      'searchBatchOperationItems',
      'searchDecisionDefinitions',
      'searchElementInstances',
      'searchIncidents',
      'searchJobs',
      'searchMessageSubscriptions',
      'searchProcessInstances',
      'searchUserTaskVariables',
      'searchVariables',
    ])
  })

  test('is looked at, whatever field has it', () => {
    for (const type of [made.getQueryType(), made.getType('ProcessInstance'), made.getType('ProcessDefinition')]) {
      if (!type || !('getFields' in type)) throw new TypeError('the schema has lost a type')
      for (const field of Object.values(type.getFields())) {
        if (!('args' in field)) continue
        for (const { name, type: of } of field.args) {
          const named = getNamedType(of)
          const hasParts = isInputObjectType(named) || isEnumType(named)
          expect([field.name, name, inputs.get(`${type.name}.${field.name}`)?.has(name) ?? false]).toEqual([
            field.name,
            name,
            hasParts,
          ])
        }
      }
    }
  })
})

describe('what a policy leaves open beside what it refuses', () => {
  const warningsOf = async (policy: object, config: Record<string, string> = {}) => {
    const { logger, lines } = keepingLog()
    const made = createGateway({ GATEWAY_POLICY_FILE: file(policy), ...config }, { logger })
    await made.close()
    return lines.filter(({ level }) => level === 'warn').map(({ message }) => message)
  }

  test('is told at start', async () => {
    const [line, ...more] = await warningsOf(rule('searchVariables'))
    expect(more).toEqual([])
    expect(line).toMatch(/^The policy refuses searchVariables, but objects of type Variable are answered as well by /)
    for (const open of [
      'getVariable (Query.variable, ',
      'searchUserTaskVariables (UserTask.variables)',
      'searchUserTaskEffectiveVariables (UserTask.effectiveVariables)',
    ])
      expect(line).toContain(open)
  })

  test('is told of rules for some callers, too', async () => {
    const jwt = { GATEWAY_JWT_ISSUER: 'https://login.example', GATEWAY_JWT_AUDIENCE: 'a' }
    const some = { rules: [{ name: 'r', when: { role: 'guest' }, deny: ['searchUserTasks'] }] }
    expect(await warningsOf(some, jwt)).toEqual([
      expect.stringMatching(
        /refuses searchUserTasks, but objects of type UserTask are answered as well by getUserTask \(Query\.userTask/,
      ),
    ])
  })

  test.each([
    [rule('*Variable*')],
    [rule('Mutation.*')],
    [rule('Query.variables')],
    [
      {
        rules: [
          { name: 'by key', allow: ['getVariable', 'searchUserTask*'] },
          { name: 'r', deny: ['searchVariables'] },
        ],
      },
    ],
    [{ otherwise: 'deny', rules: [{ name: 'r', allow: ['searchVariables'], deny: ['getVariable'] }] }],
  ])('is nothing for %j', async (policy) => {
    expect(await warningsOf(policy)).toEqual([])
  })
})

test('a pattern is matched by its parts, however many stars it has', () => {
  const fields = [...policyFields(schema()).all.values()]
  const names = fields.map(({ coordinate }) => coordinate)
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('*', 'a', 'e', 's', '.', 'Task', 'User', 'Query'), { maxLength: 8 }),
      (parts) => {
        const pattern = `Q${parts.join('')}.*`
        const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
        for (const [index, name] of names.entries()) {
          const field = fields[index]
          if (field) expect([pattern, name, speaksOf(pattern, field)]).toEqual([pattern, name, expression.test(name)])
        }
      },
    ),
    { numRuns: 50 },
  )
  const many = `${'*e'.repeat(40)}.x`
  const began = performance.now()
  for (const coordinate of names) expect(speaksOf(many, { coordinate, operation: undefined })).toBe(false)
  expect(performance.now() - began).toBeLessThan(1_000)
})
