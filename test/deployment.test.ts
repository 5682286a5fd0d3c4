import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bpmn, element, flow, user } from '../sandbox/testing.ts'
import { key, processDefinition } from './support/rows.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'

const deploy = (fields: string) => `mutation ($input: CreateDeploymentInput!) {
  createDeployment(input: $input) { ${fields} }
}`
const DELETE = `mutation ($input: DeleteResourceInput!) {
  deleteResource(input: $input) { resourceKey batchOperationKey batchOperationType }
}`

const NONE = {
  processDefinition: null,
  decisionDefinition: null,
  decisionRequirements: null,
  form: null,
  resource: null,
}
const TENANT = { tenantId: '<default>' }
const PROCESS = {
  processDefinitionKey: key(0),
  processDefinitionId: 'order-process',
  processDefinitionVersion: 1,
  resourceName: 'order-process.bpmn',
  ...TENANT,
}
const DECISION = {
  decisionDefinitionKey: key(2),
  decisionDefinitionId: 'risk',
  name: 'Risk',
  version: 1,
  decisionRequirementsId: 'risks',
  decisionRequirementsKey: key(3),
  ...TENANT,
}
const GRAPH = {
  decisionRequirementsKey: key(3),
  decisionRequirementsId: 'risks',
  decisionRequirementsName: 'Risks',
  version: 1,
  resourceName: 'risks.dmn',
  ...TENANT,
}
const FORM = { formKey: key(4), formId: 'pay', version: 2, resourceName: 'pay.form', ...TENANT }
const OTHER = { resourceKey: key(5), resourceId: 'bot', version: 1, resourceName: 'bot.rpa', ...TENANT }

const deployed = (...deployments: object[]) => ({
  createDeployment: () => ({
    body: { deploymentKey: key(1), ...TENANT, deployments: deployments.map((one) => ({ ...NONE, ...one })) },
  }),
})

/** Sends a multipart request as its specification says: operations, map, then the files. */
async function upload(url: string, query: string, files: File[], input: (files: null[]) => object) {
  const form = new FormData()
  const variables = { input: input(files.map(() => null)) }
  form.append('operations', JSON.stringify({ query, variables }))
  form.append(
    'map',
    JSON.stringify(Object.fromEntries(files.map((_, n) => [n, [`variables.input.resources.${n}.file`]]))),
  )
  for (const [n, file] of files.entries()) form.append(String(n), file, file.name)
  // Forms of other sites cannot send this header.
  const headers = { accept: 'application/json', 'apollo-require-preflight': 'true' }
  const response = await fetch(url, { method: 'POST', body: form, headers })
  return JSON.parse(await response.text())
}

describe('what is asked of the cluster', () => {
  test('texts and files become parts with their names; each kind of resource is answered in its place', async () => {
    await using stand = await strictStand({
      answers: deployed(
        { processDefinition: PROCESS },
        { decisionDefinition: DECISION },
        { decisionRequirements: GRAPH },
        { form: FORM },
        { resource: OTHER },
      ),
    })
    const fields = (row: object) => Object.keys(row).join(' ')
    const input = {
      resources: [
        { text: { name: 'order-process.bpmn', content: '<é/>\r\n' } },
        { text: { name: 'mit "Anführung".form', content: '{}' } },
      ],
      tenantId: '<default>',
    }
    const data = await stand.ask(
      deploy(`deploymentKey tenantId
        processDefinitions { processDefinitionKey processDefinitionId version resourceName tenantId }
        decisionDefinitions { ${fields(DECISION)} } decisionRequirements { ${fields(GRAPH)} }
        forms { ${fields(FORM)} } resources { ${fields(OTHER)} }`),
      { input },
    )
    const { processDefinitionVersion: version, ...process } = PROCESS
    expect(data.createDeployment).toEqual({
      deploymentKey: key(1),
      ...TENANT,
      processDefinitions: [{ ...process, version }],
      decisionDefinitions: [DECISION],
      decisionRequirements: [GRAPH],
      forms: [FORM],
      resources: [OTHER],
    })
    const part = (filename: string, text: string) => ({ filename, text, type: 'application/octet-stream' })
    expect(stand.wire()).toEqual([
      [
        'POST /deployments',
        {
          resources: [part('order-process.bpmn', '<é/>\r\n'), part('mit "Anführung".form', '{}')],
          tenantId: '<default>',
        },
      ],
    ])
  })

  test('files of a multipart request arrive byte by byte, texts beside them', async () => {
    await using stand = await strictStand({ answers: deployed() })
    const send = (bytes: Uint8Array<ArrayBuffer>) => {
      const files = [new File([bytes], 'all.bytes'), new File(['<process/>'], 'p.bpmn', { type: 'text/xml' })]
      return upload(stand.gateway.url, deploy('deploymentKey'), files, (nulls) => ({
        resources: [...nulls.map((file) => ({ file })), { text: { name: 'c.form', content: '{}' } }],
      }))
    }
    const all = Uint8Array.from({ length: 256 }, (_, n) => n)
    expect(await send(all)).toEqual({ data: { createDeployment: { deploymentKey: key(1) } } })
    await send(new Uint8Array(256))
    const [call, same] = stand.upstream.calls
    expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/)
    expect(call?.body).toMatchObject({
      resources: [
        { filename: 'all.bytes', text: new TextDecoder().decode(all) },
        { filename: 'p.bpmn', text: '<process/>' },
        { filename: 'c.form', text: '{}' },
      ],
    })
    // Bytes that are no text would be three each, had anybody read them as such.
    expect(call?.headers['content-length']).toBe(same?.headers['content-length'])
  })

  test('only what the answer lacks is read, for each process', async () => {
    const rows = { processDefinitions: [processDefinition(), processDefinition({ processDefinitionKey: key(9) })] }
    const second = { ...PROCESS, processDefinitionKey: key(9) }
    const answers = deployed({ processDefinition: PROCESS }, { processDefinition: second })
    await using stand = await strictStand({ rows, answers })
    const input = { resources: [{ text: { name: 'p.bpmn', content: '' } }] }
    const { createDeployment } = await stand.ask(deploy('processDefinitions { processDefinitionKey name }'), { input })
    expect(createDeployment.processDefinitions).toEqual([
      { processDefinitionKey: key(0), name: 'Order process' },
      { processDefinitionKey: key(9), name: 'Order process' },
    ])
    expect(stand.wire().slice(1).toSorted()).toEqual([
      [`GET /process-definitions/${key(0)}`],
      [`GET /process-definitions/${key(9)}`],
    ])
  })

  test.each([
    ['nothing', []],
    ['a name without an extension', [{ text: { name: 'order', content: '' } }]],
    [
      'a name that is there twice',
      [{ text: { name: 'a.bpmn', content: '1' } }, { text: { name: 'a.bpmn', content: '2' } }],
    ],
    ['a file that was not uploaded', [{ file: 'order.bpmn' }]],
  ])('%s is refused before any call', async (_what, resources) => {
    await using stand = await strictStand()
    expect(await stand.refused(deploy('deploymentKey'), { input: { resources } })).toEqual(['BAD_USER_INPUT'])
    expect(stand.wire()).toEqual([])
  })

  test('deleteResource, with its history or without', async () => {
    const batchOperation = { batchOperationKey: key(7), batchOperationType: 'DELETE_PROCESS_INSTANCE' }
    await using stand = await strictStand({
      answers: {
        deleteResource: ({ body }) => ({
          body: {
            resourceKey: key(0),
            batchOperation: (body as { deleteHistory?: boolean }).deleteHistory ? batchOperation : null,
          },
        }),
      },
    })
    expect(await stand.ask(DELETE, { input: { resourceKey: key(0) } })).toEqual({
      deleteResource: { resourceKey: key(0), batchOperationKey: null, batchOperationType: null },
    })
    expect(await stand.ask(DELETE, { input: { resourceKey: key(0), deleteHistory: true } })).toEqual({
      deleteResource: { resourceKey: key(0), ...batchOperation },
    })
    expect(stand.wire()).toEqual([
      [`POST /resources/${key(0)}/deletion`, {}],
      [`POST /resources/${key(0)}/deletion`, { deleteHistory: true }],
    ])
  })

  test('an 8.8 cluster deletes without a word: what was deleted is what was asked for', async () => {
    await using stand = await strictStand({ version: '8.8', answers: { deleteResource: () => ({ status: 200 }) } })
    expect(await stand.ask(DELETE, { input: { resourceKey: key(0) } })).toEqual({
      deleteResource: { resourceKey: key(0), batchOperationKey: null, batchOperationType: null },
    })
    expect(stand.wire()).toHaveLength(1)
    expect(await stand.refused(DELETE, { input: { resourceKey: key(0), deleteHistory: true } })).toEqual([
      'NOT_SUPPORTED',
    ])
    expect(stand.wire()).toEqual([])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  const xml = bpmn('uploaded', element('startEvent', 's') + user('only') + flow('s', 'only'))

  test('uploaded, read back once it shows, deployed again as the same version, and deleted', async () => {
    const files = [new File([xml], 'p.bpmn'), new File(['{"id": "pay", "components": []}'], 'pay.form')]
    const both = (nulls: null[]) => ({ resources: nulls.map((file) => ({ file })) })
    const query = deploy('processDefinitions { processDefinitionKey version state xml } forms { formId version }')
    const { data } = await upload(stand.gateway.url, query, files, both)
    const { processDefinitions, forms } = data.createDeployment
    expect(processDefinitions).toEqual([
      { processDefinitionKey: expect.stringMatching(/^\d+$/), version: 1, state: 'ACTIVE', xml },
    ])
    expect(forms).toEqual([{ formId: 'pay', version: 1 }])
    expect((await upload(stand.gateway.url, query, files, both)).data).toEqual(data)

    const { processDefinitionKey } = processDefinitions[0]
    const instance = await stand.start('uploaded')
    const remove = { input: { resourceKey: processDefinitionKey, deleteHistory: true } }
    expect(await stand.refused(DELETE, remove)).toEqual(['CONFLICT'])
    await stand.ask(`mutation { cancelProcessInstance(input: { processInstanceKey: "${instance}" }) {
      processInstance { state }
    } }`)
    const { deleteResource } = await stand.ask(DELETE, remove)
    expect(deleteResource).toMatchObject({
      resourceKey: processDefinitionKey,
      batchOperationType: 'DELETE_PROCESS_INSTANCE',
    })
    // The history goes, too.
    await stand.until(`{ processInstance(processInstanceKey: "${instance}") { state } }`, {}, { processInstance: null })
  })

  test('one that is refused takes all with it, and says why', async () => {
    const resources = { 'good.bpmn': bpmn('good', element('startEvent', 's')), 'bad.bpmn': 'hello' }
    await expect(stand.deploy(resources)).rejects.toThrow('bad.bpmn')
    const all = await stand.ask(
      '{ processDefinitions(filter: { processDefinitionId: { eq: "good" } }) { totalCount } }',
    )
    expect(all).toEqual({ processDefinitions: { totalCount: 0 } })
  })
})
