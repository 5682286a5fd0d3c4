import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import type { Camunda7 } from './engines/camunda-7.ts'
import { type Camunda7Client, camunda7 } from './support/camunda-7.ts'
import { stand } from './support/camunda-7-stand.ts'
import { describeEngine, engine } from './support/engine.ts'
import { unique } from './support/processes.ts'
import { until } from './support/rest.ts'

const NAMES = /( id="| href="#)(dinner|dish|season|guests)"/g

/** Deploys the dinner, whose ids end with `-SUFFIX`. */
async function deploy(client: Camunda7Client, suffix: string): Promise<void> {
  const model = readFileSync(new URL('./processes/dinner.dmn', import.meta.url), 'utf8')
  const form = new FormData()
  form.append('deployment-name', suffix)
  form.append('model', new Blob([model.replaceAll(NAMES, `$1$2-${suffix}"`)]), `dinner-${suffix}.dmn`)
  await client.post('/deployment/create', form)
}

describeEngine('camunda-7', 'decisions', () => {
  let running: Camunda7
  let demo: Camunda7Client
  const suffix = unique()
  beforeAll(async () => {
    running = await engine('camunda-7')
    demo = camunda7(running.restAddress)
    await deploy(demo, suffix)
  })

  test('are found with their graph, the newest alone where that is asked for', async () => {
    await using started = await stand(running.restAddress)
    const versions = unique()
    await deploy(demo, versions)
    await demo.post('/deployment/create', await again(demo, versions))
    const data = await started.ask(
      `query ($id: String!) {
        all: decisionDefinitions(filter: { decisionDefinitionId: $id }) { totalCount nodes { version
          decisionRequirementsName decisionRequirementsVersion decisionRequirements { resourceName
            decisionDefinitions(sort: [{ field: name, order: ASC }]) { nodes { name } } } } }
        newest: decisionDefinitions(filter: { decisionDefinitionId: $id, isLatestVersion: true, name: "Dish" }) { nodes { version } }
        none: decisionDefinitions(filter: { decisionDefinitionId: $id, isLatestVersion: true, version: 1 }) { totalCount }
        graphs: decisionRequirementsList(filter: { decisionRequirementsId: "dinner-${versions}", version: 2 }) {
          nodes { decisionRequirementsName xml } }
        missing: decisionRequirements(decisionRequirementsKey: "none:1:1") { version }
        nothing: decisionDefinition(decisionDefinitionKey: "none:1:1") { version }
      }`,
      { id: `dish-${versions}` },
    )
    const graph = (version: number) => ({
      version,
      decisionRequirementsName: 'Dinner',
      decisionRequirementsVersion: version,
      decisionRequirements: {
        resourceName: `dinner-${versions}.dmn`,
        decisionDefinitions: { nodes: [{ name: 'Dish' }, { name: 'Guests' }, { name: 'Season' }] },
      },
    })
    expect(data).toEqual({
      all: { totalCount: 2, nodes: [graph(1), graph(2)] },
      newest: { nodes: [{ version: 2 }] },
      none: { totalCount: 0 },
      graphs: {
        nodes: [{ decisionRequirementsName: 'Dinner', xml: expect.stringContaining(`id="dish-${versions}"`) }],
      },
      missing: null,
      nothing: null,
    })
  })

  test.each<[id: string, variables: object, answer: object]>([
    [
      'dish',
      { cold: true },
      {
        output: [
          { dish: 'Stew', price: 12 },
          { dish: 'Salad', price: 7 },
        ],
        failureMessage: null,
      },
    ],
    ['dish', { cold: false }, { output: [{ dish: 'Salad', price: 7 }], failureMessage: null }],
    ['season', { cold: true }, { output: 'Winter', failureMessage: null }],
    ['guests', { coming: 9 }, { output: 2, failureMessage: null }],
    // Two rules match where one may.
    ['guests', { coming: 4 }, { output: null, failureMessage: expect.stringContaining('Cannot evaluate decision') }],
  ])('evaluates %s by %j', async (id, variables, answer) => {
    await using started = await stand(running.restAddress)
    const data = await started.ask(
      'mutation ($input: EvaluateDecisionInput!) { evaluateDecision(input: $input) { output failureMessage decisionDefinitionId decisionDefinition { name } } }',
      { input: { decisionDefinitionId: `${id}-${suffix}`, variables } },
    )
    expect(data.evaluateDecision).toEqual({
      ...answer,
      decisionDefinitionId: `${id}-${suffix}`,
      decisionDefinition: { name: `${id.charAt(0).toUpperCase()}${id.slice(1)}` },
    })
  })

  test('keeps what was evaluated', async () => {
    const own = unique()
    await deploy(demo, own)
    await using started = await stand(running.restAddress)
    await started.ask(
      `mutation { evaluateDecision(input: { decisionDefinitionId: "dish-${own}", variables: { cold: true } }) { output } }`,
    )
    const { decisionInstances } = await started.ask(
      `query ($id: String!, $from: DateTime!) { decisionInstances(filter: { decisionDefinitionId: $id, state: { eq: EVALUATED }, tenantId: "<default>", evaluationDate: { gte: $from } }) { nodes {
        decisionEvaluationInstanceKey decisionEvaluationKey decisionDefinitionVersion result
        evaluatedInputs { inputName inputValue } matchedRules { ruleId ruleIndex evaluatedOutputs { outputName outputValue } }
      } } }`,
      { id: `dish-${own}`, from: new Date(Date.now() - 600_000).toISOString() },
    )
    const [dish] = decisionInstances.nodes
    expect(dish).toMatchObject({
      decisionEvaluationKey: dish.decisionEvaluationInstanceKey,
      decisionDefinitionVersion: 1,
      result: [
        { dish: 'Stew', price: 12 },
        { dish: 'Salad', price: 7 },
      ],
      evaluatedInputs: [{ inputName: 'Season', inputValue: 'Winter' }],
      matchedRules: [
        { ruleId: 'stew', ruleIndex: 1, evaluatedOutputs: [{ outputValue: 'Stew' }, { outputValue: 12 }] },
        { ruleId: 'salad', ruleIndex: 2, evaluatedOutputs: [{ outputValue: 'Salad' }, { outputValue: 7 }] },
      ],
    })
    const all = await started.ask(
      `query ($key: ID!) { decisionInstances(filter: { decisionEvaluationKey: $key }, sort: [{ field: decisionDefinitionName, order: ASC }]) { nodes { decisionDefinitionName result rootDecisionDefinition { name } } } }`,
      { key: dish.decisionEvaluationKey },
    )
    expect(all.decisionInstances.nodes).toEqual([
      { decisionDefinitionName: 'Dish', result: dish.result, rootDecisionDefinition: { name: 'Dish' } },
      { decisionDefinitionName: 'Season', result: 'Winter', rootDecisionDefinition: { name: 'Dish' } },
    ])
  })

  test('evaluates nothing for who may not', async () => {
    await demo.grant('mary', 10, `season-${suffix}`, ['READ'])
    await using mary = await stand(running.restAddress, 'mary')
    const evaluate = (id: string) =>
      mary.refused(
        'mutation ($id: String!) { evaluateDecision(input: { decisionDefinitionId: $id, variables: { cold: true } }) { output } }',
        { id: `${id}-${suffix}` },
      )
    expect(await evaluate('season')).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    // What may not be read is as if it were not there.
    expect(await evaluate('dish')).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })
})

/** The same model with a change that makes a new version of it. */
async function again(client: Camunda7Client, suffix: string): Promise<FormData> {
  const [{ id }] = await client.get(`/decision-definition?key=dish-${suffix}`)
  const { dmnXml } = await client.get(`/decision-definition/${id}/xml`)
  const form = new FormData()
  form.append('deployment-name', suffix)
  form.append('model', new Blob([dmnXml.replace('<text>12</text>', '<text>13</text>')]), `dinner-${suffix}.dmn`)
  return form
}

describeEngine('camunda-7', 'users and groups', () => {
  let running: Camunda7
  beforeAll(async () => {
    running = await engine('camunda-7')
  })

  test('are read, and members are taken in and out', async () => {
    const suffix = unique()
    const demo = camunda7(running.restAddress)
    const username = `u${suffix}`
    const profile = { id: username, firstName: 'Ada', lastName: 'Grün', email: `${suffix}@example.org` }
    await demo.post('/user/create', { profile, credentials: { password: suffix } })
    await demo.post('/group/create', { id: `g${suffix}`, name: `Group ${suffix}`, type: 'WORKFLOW' })
    await using started = await stand(running.restAddress)
    const data = await started.ask(
      `query ($user: String!, $group: String!, $email: String!) {
        user(username: $user) { name email }
        users(filter: { email: { eq: $email } }) { nodes { username } }
        some: users(filter: { username: { in: ["demo", $user] } }, sort: [{ field: email, order: ASC }]) { nodes { username } }
        group(groupId: $group) { name }
        groups(filter: { name: { like: "Group ${suffix}*" } }) { nodes { groupId } }
        none: user(username: "a/b") { name }
      }`,
      { user: username, group: `g${suffix}`, email: profile.email },
    )
    expect(data).toEqual({
      user: { name: 'Ada Grün', email: profile.email },
      users: { nodes: [{ username }] },
      some: { nodes: [{ username }, { username: 'demo' }] },
      group: { name: `Group ${suffix}` },
      groups: { nodes: [{ groupId: `g${suffix}` }] },
      none: null,
    })
    const input = { groupId: `g${suffix}`, username }
    const assign = 'mutation ($input: AssignUserToGroupInput!) { assignUserToGroup(input: $input) { user { name } } }'
    expect(await started.ask(assign, { input })).toEqual({ assignUserToGroup: { user: { name: 'Ada Grün' } } })
    expect(await demo.get(`/user?memberOfGroup=g${suffix}`)).toMatchObject([{ id: username }])
    expect(await started.refused(assign, { input })).toMatchObject([{ extensions: { code: 'CONFLICT' } }])
    for (const missing of [{ groupId: 'nope' }, { username: 'nope' }]) {
      const errors = await started.refused(assign, { input: { ...input, ...missing } })
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
    }
    await started.ask(
      'mutation ($input: UnassignUserFromGroupInput!) { unassignUserFromGroup(input: $input) { user { name } } }',
      { input },
    )
    expect(await demo.get(`/user?memberOfGroup=g${suffix}`)).toEqual([])
  })
})

describeEngine('camunda-7', 'users, groups and tenants by commands', () => {
  test('come, change, belong to each other and go', async () => {
    const running = await engine('camunda-7')
    const suffix = unique()
    const [user, group, tenant] = [`u${suffix}`, `g${suffix}`, `t${suffix}`]
    await using started = await stand(running.restAddress)
    const created = await started.ask(`mutation {
      createUser(input: { username: "${user}", password: "p${suffix}", name: "Ada van Dam", email: "a@example.org" }) { user { name email } }
      createGroup(input: { groupId: "${group}", name: "Group" }) { group { name } }
      createTenant(input: { tenantId: "${tenant}", name: "Tenant" }) { tenant { name } }
      assignUserToGroup(input: { groupId: "${group}", username: "${user}" }) { group { users { nodes { username } } } }
      assignUserToTenant(input: { tenantId: "${tenant}", username: "${user}" }) { tenant { users { nodes { name } } } }
      assignGroupToTenant(input: { tenantId: "${tenant}", groupId: "${group}" }) { tenant { groups { nodes { name } } } }
      updateUser(input: { username: "${user}", name: "Ada", email: "b@example.org" }) { user { name email } }
      updateGroup(input: { groupId: "${group}", name: "Other" }) { group { name } }
      updateTenant(input: { tenantId: "${tenant}", name: "Other" }) { tenant { name } }
    }`)
    expect(created).toEqual({
      createUser: { user: { name: 'Ada van Dam', email: 'a@example.org' } },
      createGroup: { group: { name: 'Group' } },
      createTenant: { tenant: { name: 'Tenant' } },
      assignUserToGroup: { group: { users: { nodes: [{ username: user }] } } },
      assignUserToTenant: { tenant: { users: { nodes: [{ name: 'Ada van Dam' }] } } },
      assignGroupToTenant: { tenant: { groups: { nodes: [{ name: 'Group' }] } } },
      updateUser: { user: { name: 'Ada', email: 'b@example.org' } },
      updateGroup: { group: { name: 'Other' } },
      updateTenant: { tenant: { name: 'Other' } },
    })
    const codes = async (document: string) =>
      (await started.refused(`mutation { ${document} { __typename } }`)).map(({ extensions }) => extensions.code)
    expect(await codes(`createUser(input: { username: "${user}", password: "p" })`)).toEqual(['CONFLICT'])
    expect(await codes(`createGroup(input: { groupId: "${group}", name: "x" })`)).toEqual(['CONFLICT'])
    expect(await codes('createTenant(input: { tenantId: "no blanks", name: "x" })')).toEqual(['BAD_USER_INPUT'])
    expect(await codes(`assignUserToTenant(input: { tenantId: "${tenant}", username: "${user}" })`)).toEqual([
      'CONFLICT',
    ])
    expect(await codes('updateTenant(input: { tenantId: "none", name: "x" })')).toEqual(['NOT_FOUND'])
    const deleted = await started.ask(`mutation {
      deleteUser(input: { username: "${user}" }) { isGone }
      deleteGroup(input: { groupId: "${group}" }) { isGone }
      deleteTenant(input: { tenantId: "${tenant}" }) { isGone }
    }`)
    expect(Object.values(deleted)).toEqual([{ isGone: true }, { isGone: true }, { isGone: true }])
    expect(await codes(`deleteUser(input: { username: "${user}" })`)).toEqual(['NOT_FOUND'])
  })
})

describeEngine('camunda-7', 'the history of an instance', () => {
  test('is deleted once it has ended', async () => {
    const running = await engine('camunda-7')
    const demo = camunda7(running.restAddress)
    const suffix = unique()
    await demo.deploy(['order'], suffix)
    const [id] = await demo.start(`order-${suffix}`, 1)
    await using started = await stand(running.restAddress)
    const remove = 'mutation ($id: ID!) { deleteProcessInstance(input: { processInstanceKey: $id }) { isGone } }'
    expect(await started.refused(remove, { id })).toMatchObject([{ extensions: { code: 'CONFLICT' } }])
    await started.ask(
      'mutation ($id: ID!) { cancelProcessInstance(input: { processInstanceKey: $id }) { processInstance { state } } }',
      { id },
    )
    expect(await started.ask(remove, { id })).toEqual({ deleteProcessInstance: { isGone: true } })
    expect(await started.refused(remove, { id })).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })
})

describeEngine('camunda-7', 'batches', () => {
  test('are read while they run and once they have ended', async () => {
    const running = await engine('camunda-7')
    const demo = camunda7(running.restAddress)
    const suffix = unique()
    await demo.deploy(['order'], suffix)
    const processInstanceIds = await demo.start(`order-${suffix}`, 3)
    const { id } = await demo.post('/process-instance/delete', { processInstanceIds, deleteReason: suffix })
    await using started = await stand(running.restAddress)
    const read = () =>
      started.ask(
        'query ($id: String!) { batchOperation(batchOperationKey: $id) { state batchOperationType operationsTotalCount operationsCompletedCount actorId endDate } }',
        { id },
      )
    await until(read, ({ batchOperation }) => batchOperation?.state === 'COMPLETED')
    expect((await read()).batchOperation).toEqual({
      state: 'COMPLETED',
      batchOperationType: 'CANCEL_PROCESS_INSTANCE',
      operationsTotalCount: 3,
      operationsCompletedCount: null,
      actorId: 'demo',
      endDate: expect.any(String),
    })
    const list = (filter: string) =>
      started.ask(
        `query ($id: String!) { batchOperations(filter: { batchOperationKey: { eq: $id }, ${filter} }) { totalCount } }`,
        { id },
      )
    expect(await list('operationType: { eq: CANCEL_PROCESS_INSTANCE }')).toEqual({ batchOperations: { totalCount: 1 } })
    expect(await list('state: { in: [ACTIVE, SUSPENDED] }')).toEqual({ batchOperations: { totalCount: 0 } })
    const cancel = `mutation { cancelBatchOperation(input: { batchOperationKey: "${id}" }) { __typename } }`
    expect(await started.refused(cancel)).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })
})
