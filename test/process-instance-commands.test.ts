import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { key } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const ROOT = key(1)

const created = () => ({
  body: {
    processInstanceKey: ROOT,
    processDefinitionKey: key(0),
    processDefinitionId: 'order-process',
    processDefinitionVersion: 1,
    tenantId: '<default>',
    variables: {},
    tags: ['vip'],
    businessId: null,
  },
})

const create = (fields: string) => `mutation ($input: CreateProcessInstanceInput!) {
  createProcessInstance(input: $input) { ${fields} }
}`

describe('commands on the wire', () => {
  test('createProcessInstance: what is answered costs no read', async () => {
    await using stand = await strictStand({ answers: { createProcessInstance: created } })
    const input = {
      processDefinitionKey: key(0),
      variables: { orderId: 'A-1', total: 12.5 },
      startInstructions: [{ elementId: 'ship' }],
      runtimeInstructions: [{ terminateAfterElementId: 'ship' }],
      tags: ['vip'],
      businessId: null,
    }
    const data = await stand.ask(
      create(`tags businessId tenantId processInstance { processInstanceKey }
        processDefinition { processDefinitionId version }`),
      { input },
    )
    expect(data.createProcessInstance).toEqual({
      tags: ['vip'],
      businessId: null,
      tenantId: '<default>',
      processInstance: { processInstanceKey: ROOT },
      processDefinition: { processDefinitionId: 'order-process', version: 1 },
    })
    const { businessId: _, ...sent } = input
    const runtimeInstructions = [{ type: 'TERMINATE_PROCESS_INSTANCE', afterElementId: 'ship' }]
    expect(stand.wire()).toEqual([['POST /process-instances', { ...sent, runtimeInstructions }]])
  })

  test.each([
    ['no process', {}],
    ['two processes', { processDefinitionId: 'a', processDefinitionKey: key(0) }],
    ['the version of a version', { processDefinitionKey: key(0), processDefinitionVersion: 2 }],
    ['eleven tags', { processDefinitionId: 'a', tags: 'abcdefghijk'.split('') }],
    ['variables that are a list', { processDefinitionId: 'a', variables: [1] }],
    ['a key that is none', { processDefinitionKey: 'order' }],
  ])('createProcessInstance with %s is refused before any call', async (_what, input) => {
    await using stand = await strictStand()
    expect(await stand.refused(create('processInstanceKey'), { input })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  const onRoot = (field: string, input: object) => ({
    query: `mutation ($input: ${field.replace(/^./, (letter) => letter.toUpperCase())}Input!) {
      ${field}(input: $input) { processInstance { processInstanceKey } }
    }`,
    variables: { input: { processInstanceKey: ROOT, ...input } },
  })
  const scope = [{ scopeId: 'sub', variables: { a: 1 } }]
  test.each([
    ['cancelProcessInstance', {}, 'cancellation', {}],
    ['cancelProcessInstance', { operationReference: 7 }, 'cancellation', { operationReference: 7 }],
    [
      'modifyProcessInstance',
      {
        activateInstructions: [{ elementId: 'b', ancestorElementInstanceKey: key(7), variableInstructions: scope }],
        moveInstructions: [
          { source: { elementId: 'a' }, targetElementId: 'b', ancestorScope: { sourceParent: true } },
          { source: { elementInstanceKey: key(8) }, targetElementId: 'b', ancestorScope: { inferred: true } },
          { source: { elementId: 'a' }, targetElementId: 'c', ancestorScope: { elementInstanceKey: key(7) } },
          { source: { elementId: 'a' }, targetElementId: 'd', variableInstructions: scope },
        ],
        terminateInstructions: [{ elementInstanceKey: key(9) }, { elementId: 'a' }],
      },
      'modification',
      {
        activateInstructions: [{ elementId: 'b', ancestorElementInstanceKey: key(7), variableInstructions: scope }],
        moveInstructions: [
          {
            sourceElementInstruction: { sourceType: 'byId', sourceElementId: 'a' },
            targetElementId: 'b',
            ancestorScopeInstruction: { ancestorScopeType: 'sourceParent' },
          },
          {
            sourceElementInstruction: { sourceType: 'byKey', sourceElementInstanceKey: key(8) },
            targetElementId: 'b',
            ancestorScopeInstruction: { ancestorScopeType: 'inferred' },
          },
          {
            sourceElementInstruction: { sourceType: 'byId', sourceElementId: 'a' },
            targetElementId: 'c',
            ancestorScopeInstruction: { ancestorScopeType: 'direct', ancestorElementInstanceKey: key(7) },
          },
          {
            sourceElementInstruction: { sourceType: 'byId', sourceElementId: 'a' },
            targetElementId: 'd',
            variableInstructions: scope,
          },
        ],
        terminateInstructions: [{ elementInstanceKey: key(9) }, { elementId: 'a' }],
      },
    ],
    [
      'migrateProcessInstance',
      {
        targetProcessDefinitionKey: key(5),
        mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'b' }],
      },
      'migration',
      {
        targetProcessDefinitionKey: key(5),
        mappingInstructions: [{ sourceElementId: 'a', targetElementId: 'b' }],
      },
    ],
  ])('%s', async (field, input, path, body) => {
    await using stand = await strictStand({ answers: { [field]: () => ({}) } })
    const { query, variables } = onRoot(field, input)
    const data = await stand.ask(query, variables)
    expect(data[field]).toEqual({ processInstance: { processInstanceKey: ROOT } })
    expect(stand.wire()).toEqual([[`POST /process-instances/${ROOT}/${path}`, body]])
  })

  test('a scope that is chosen by false is refused before any call', async () => {
    await using stand = await strictStand()
    for (const ancestorScope of [{ inferred: false }, { sourceParent: false }]) {
      const moveInstructions = [{ source: { elementId: 'a' }, targetElementId: 'b', ancestorScope }]
      const { query, variables } = onRoot('modifyProcessInstance', { moveInstructions })
      expect(await stand.refused(query, variables)).toEqual(['BAD_USER_INPUT'])
    }
    expect(stand.wire()).toEqual([])
  })

  test('resolveProcessInstanceIncidents starts a batch operation, and sends no body', async () => {
    const body = { batchOperationKey: key(6), batchOperationType: 'RESOLVE_INCIDENT' }
    await using stand = await strictStand({ answers: { resolveProcessInstanceIncidents: () => ({ body }) } })
    const data = await stand.ask(`mutation { resolveProcessInstanceIncidents(
      input: { processInstanceKey: "${ROOT}" }
    ) { batchOperationKey batchOperationType } }`)
    expect(data).toEqual({ resolveProcessInstanceIncidents: body })
    expect(stand.wire()).toEqual([[`POST /process-instances/${ROOT}/incident-resolution`]])
  })
})

const STEPS = element('startEvent', 'start') + user('a') + user('b') + flow('start', 'a') + flow('a', 'b')

describe('against a cluster', () => {
  let stand: SandboxStand
  let keys: Record<string, string>
  beforeAll(async () => {
    stand = await sandboxStand()
    keys = await stand.deploy({
      'steps.bpmn': bpmn('steps', STEPS),
      'other.bpmn': bpmn('other', STEPS.replaceAll('"b"', '"c"').replace('a-b', 'a-c')),
      'double.bpmn': bpmn(
        'double',
        element('startEvent', 'start') +
          element('scriptTask', 'sum', '<zeebe:script expression="=n + n" resultVariable="twice" />') +
          flow('start', 'sum'),
      ),
    })
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const elements = `query ($key: ID!) { processInstance(processInstanceKey: $key) {
    elementInstances { nodes { elementId state } } sequenceFlows { elementId } hasIncident
  } }`

  test('lives: started, modified, migrated, cancelled, and each payload shows it', async () => {
    const started = await stand.ask(create('processInstance { processInstanceKey state endDate businessId tags }'), {
      input: { processDefinitionId: 'steps', businessId: 'B-1', tags: ['vip'] },
    })
    const { processInstance } = started.createProcessInstance
    const { processInstanceKey, ...seen } = processInstance
    expect(seen).toEqual({ state: 'ACTIVE', endDate: null, businessId: 'B-1', tags: ['vip'] })

    const moved = { source: { elementId: 'a' }, targetElementId: 'b' }
    const modify = `mutation ($input: ModifyProcessInstanceInput!) {
      modifyProcessInstance(input: $input) { processInstance { state } }
    }`
    const modified = await stand.ask(modify, { input: { processInstanceKey, moveInstructions: [moved] } })
    expect(modified).toEqual({ modifyProcessInstance: { processInstance: { state: 'ACTIVE' } } })
    await stand.until(
      elements,
      { key: processInstanceKey },
      {
        processInstance: {
          elementInstances: {
            nodes: [
              { elementId: 'start', state: 'COMPLETED' },
              { elementId: 'a', state: 'TERMINATED' },
              { elementId: 'b', state: 'ACTIVE' },
            ],
          },
          sequenceFlows: [{ elementId: 'start-a' }],
        },
      },
    )

    const migrated = await stand.ask(
      `mutation ($input: MigrateProcessInstanceInput!) { migrateProcessInstance(input: $input) {
        processInstance { processDefinitionKey processDefinition { processDefinitionId } }
      } }`,
      {
        input: {
          processInstanceKey,
          targetProcessDefinitionKey: keys.other,
          mappingInstructions: [{ sourceElementId: 'b', targetElementId: 'c' }],
        },
      },
    )
    const processDefinition = { processDefinitionId: 'other' }
    expect(migrated.migrateProcessInstance.processInstance).toEqual({
      processDefinitionKey: keys.other,
      processDefinition,
    })

    const cancel = `mutation ($input: CancelProcessInstanceInput!) {
      cancelProcessInstance(input: $input) { processInstance { state endDate userTasks { nodes { state } } } }
    }`
    const cancelled = await stand.ask(cancel, { input: { processInstanceKey } })
    expect(cancelled.cancelProcessInstance.processInstance).toEqual({
      state: 'TERMINATED',
      endDate: expect.stringMatching(/^\d{4}-.*Z$/),
      userTasks: { nodes: [{ state: 'CANCELED' }, { state: 'CANCELED' }] },
    })
    expect(await stand.refused(cancel, { input: { processInstanceKey } })).toEqual(['NOT_FOUND'])
  })

  test('can be awaited, and answers its variables exactly', async () => {
    const { text } = await stand.gateway.ask(
      create('variables processInstance { state }'),
      '{"input": {"processDefinitionId": "double", "awaitCompletion": true, "variables": {"n": 2, "x": 1.0, "big": 9007199254740993}}}',
    )
    expect(text).toContain('"variables":{"n":2,"x":1.0,"big":9007199254740993,"twice":4}')
    expect(text).toContain('"state":"')
  })
})
