import { describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

describe.each(WAYS)('%s, what changes of a definition is never kept', (_, plugins) => {
  async function start(definitions = 1) {
    const upstream = await startUpstream({
      rows: {
        processDefinitions: numbers(definitions).map((n) => processDefinition({ processDefinitionKey: key(n) })),
        processInstances: numbers(definitions).map((n) =>
          processInstance({ processInstanceKey: key(100 + n), processDefinitionKey: key(n) }),
        ),
      },
    })
    const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_FEDERATION: 'true' }, plugins)
    return {
      upstream,
      gateway,
      /** All definitions change their state, as deleting a resource does. */
      remove() {
        upstream.rows.processDefinitions = upstream.rows.processDefinitions.map((row) => ({ ...row, state: 'DELETED' }))
      },
      async ask(query: string) {
        upstream.forget()
        const { data, errors } = await gateway.ask(query)
        expect(errors).toBeUndefined()
        expectNoViolations(upstream)
        return [data, upstream.operations()]
      },
      async [Symbol.asyncDispose]() {
        await gateway.close()
        await upstream.close()
      },
    }
  }

  const id = Buffer.from(`ProcessDefinition:${key(1)}`).toString('base64url')
  const representation = `{ __typename: "ProcessDefinition", processDefinitionKey: "${key(1)}" }`

  test.each([
    ['by its key', `{ it: processDefinition(processDefinitionKey: "${key(1)}") { name FIELDS } }`],
    ['by its key, in a fragment', `{ it: processDefinition(processDefinitionKey: "${key(1)}") { ...F } }`],
    ['as a node', `{ it: node(id: "${id}") { id ... on ProcessDefinition { name FIELDS } } }`],
    ['as one of nodes', `{ it: nodes(ids: ["${id}"]) { id ... on ProcessDefinition { name FIELDS } } }`],
    [
      'as an entity',
      `{ it: _entities(representations: [${representation}]) { ... on ProcessDefinition { name FIELDS } } }`,
    ],
    ['of an instance', '{ it: processInstances { nodes { processDefinition { resourceName FIELDS } } } }'],
  ])('%s', async (_name, template) => {
    await using started = await start()
    const fragment = (fields: string) =>
      template.includes('...F') ? ` fragment F on ProcessDefinition { name ${fields} }` : ''
    const query = (fields: string) => template.replace('FIELDS', fields) + fragment(fields)
    const [, first] = await started.ask(query('a: state'))
    started.remove()
    const [data, again] = await started.ask(query('a: state'))
    expect(JSON.stringify(data)).toContain('"DELETED"')
    expect(again).toEqual(first)
    // What does not change is kept all the same.
    const [, kept] = await started.ask(query(''))
    expect(kept).not.toContain('getProcessDefinition')
  })

  test('after a command that deletes it', async () => {
    await using started = await start()
    const { upstream } = started
    upstream.answers.deleteResource = ({ parameters }) => {
      started.remove()
      return { body: { resourceKey: parameters.resourceKey, batchOperation: null } }
    }
    const query = `{ processDefinition(processDefinitionKey: "${key(1)}") { state } }`
    expect((await started.ask(query))[0]).toEqual({ processDefinition: { state: 'ACTIVE' } })
    await started.ask(`mutation { deleteResource(input: { resourceKey: "${key(1)}" }) { resourceKey } }`)
    expect((await started.ask(query))[0]).toEqual({ processDefinition: { state: 'DELETED' } })
    // One that is gone is gone, not kept with a state that nobody knows.
    upstream.rows.processDefinitions = []
    expect((await started.ask(query))[0]).toEqual({ processDefinition: null })
  })

  test('and one that many name is read anew once', async () => {
    await using started = await start(3)
    const { upstream } = started
    upstream.rows.processInstances = numbers(60).map((n) =>
      processInstance({ processInstanceKey: key(100 + n), processDefinitionKey: key(1 + (n % 3)) }),
    )
    const query = '{ processInstances(first: 60) { nodes { processDefinition { name: state } } } }'
    for (const state of ['ACTIVE', 'DELETED']) {
      const [data, calls] = await started.ask(query)
      expect(JSON.stringify(data).match(/"name":"\w+"/g)).toEqual(new Array(60).fill(`"name":"${state}"`))
      expect(calls).toEqual(['searchProcessInstances', ...new Array(3).fill('getProcessDefinition')])
      started.remove()
    }
  })

  test('in one request, whichever asks first', async () => {
    await using started = await start()
    const one = `processDefinition(processDefinitionKey: "${key(1)}")`
    for (const query of [`{ a: ${one} { name } b: ${one} { state } }`, `{ a: ${one} { state } b: ${one} { name } }`]) {
      await started.ask(query)
      started.remove()
      const [data, calls] = await started.ask(query)
      expect(JSON.stringify(data)).toContain('"DELETED"')
      expect(calls).toEqual(['getProcessDefinition'])
    }
  })
})
