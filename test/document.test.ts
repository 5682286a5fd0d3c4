import { describe, expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const METADATA = {
  contentType: 'application/pdf',
  fileName: 'Rechnung ä.pdf',
  expiresAt: null,
  size: 3,
  processDefinitionId: null,
  processInstanceKey: key(9),
  customProperties: { number: 9007199254740993n },
}
const REFERENCE = {
  'camunda.document.type': 'camunda',
  storeId: 'in-memory',
  documentId: 'a/b ü',
  contentHash: 'abc',
  metadata: { ...METADATA, customProperties: { reviewed: true } },
}
const PATH = '/graphql/documents/a%2Fb%20%C3%BC?storeId=in-memory&contentHash=abc'

/** A multipart request with files at the given places of the variables. */
async function upload(url: string, query: string, variables: object, files: Record<string, File>) {
  const form = new FormData()
  form.append('operations', JSON.stringify({ query, variables }))
  // One file may stand at several places.
  const each = [...new Set(Object.values(files))]
  const placesOf = (file: File) => Object.keys(files).filter((place) => files[place] === file)
  form.append('map', JSON.stringify(Object.fromEntries(each.map((file, n) => [n, placesOf(file)]))))
  for (const [n, file] of each.entries()) form.append(String(n), file, file.name)
  const headers = { accept: 'application/json', 'apollo-require-preflight': 'true' }
  return (await fetch(url, { method: 'POST', body: form, headers })).json()
}

describe('storing', () => {
  const CREATE = `mutation ($input: CreateDocumentInput!) {
    createDocument(input: $input) {
      reference
      document { documentId storeId contentHash contentUrl metadata { fileName size processInstanceKey customProperties } }
    }
  }`

  test('a file goes with its name and type, its store and id in the address, what is told in a part of JSON', async () => {
    await using stand = await strictStand({ answers: { createDocument: () => ({ status: 201, body: REFERENCE }) } })
    const { data, errors } = await upload(
      stand.gateway.url,
      CREATE,
      {
        input: {
          file: null,
          storeId: 'in-memory',
          documentId: 'a/b ü',
          metadata: { fileName: 'Rechnung ä.pdf', processInstanceKey: key(9), customProperties: { reviewed: true } },
        },
      },
      { 'variables.input.file': new File(['pdf'], 'bill.pdf', { type: 'application/pdf' }) },
    )
    expect(errors).toBeUndefined()
    const { documentId, storeId, contentHash, metadata } = REFERENCE
    const { fileName, size, processInstanceKey, customProperties } = metadata
    expect(data.createDocument).toEqual({
      reference: REFERENCE,
      document: {
        documentId,
        storeId,
        contentHash,
        contentUrl: PATH,
        metadata: { fileName, size, processInstanceKey, customProperties },
      },
    })
    expect(stand.upstream.violations).toEqual([])
    expect(stand.wire()).toEqual([
      [
        'POST /documents?storeId=in-memory&documentId=a%2Fb+%C3%BC',
        {
          file: { filename: 'bill.pdf', type: 'application/pdf', text: 'pdf' },
          metadata: { fileName: 'Rechnung ä.pdf', processInstanceKey: key(9), customProperties: { reviewed: true } },
        },
      ],
    ])
  })

  test.each([
    ['an empty id', { documentId: '' }, 'input.documentId'],
    ['an empty store', { storeId: '' }, 'input.storeId'],
    ['a key that is none', { metadata: { processInstanceKey: 'x' } }, 'input.metadata.processInstanceKey'],
    ['properties that are no object', { metadata: { customProperties: [1] } }, 'input.metadata.customProperties'],
    ['an empty name', { metadata: { fileName: '' } }, 'input.metadata.fileName'],
  ])('%s is refused before any call', async (_, input, argument) => {
    await using stand = await strictStand()
    const { errors } = await upload(
      stand.gateway.url,
      CREATE,
      { input: { file: null, ...input } },
      { 'variables.input.file': new File(['pdf'], 'bill.pdf') },
    )
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
    expect(stand.wire()).toEqual([])
  })

  const MANY = `mutation ($input: CreateDocumentsInput!) {
    createDocuments(input: $input) { references documents { documentId } failures { fileName status title detail } }
  }`

  test('of several files some may fail, and each failure is told', async () => {
    const failure = { fileName: 'b.pdf', status: 409, title: 'ALREADY_EXISTS', detail: 'It is there.' }
    await using stand = await strictStand({
      answers: {
        createDocuments: () => ({ status: 207, body: { createdDocuments: [REFERENCE], failedDocuments: [failure] } }),
      },
    })
    const { data } = await upload(
      stand.gateway.url,
      MANY,
      { input: { files: [{ file: null }, { file: null, metadata: { fileName: 'b.pdf' } }] } },
      {
        'variables.input.files.0.file': new File(['1'], 'a.pdf'),
        'variables.input.files.1.file': new File(['2'], 'a.pdf'),
      },
    )
    expect(data.createDocuments).toEqual({
      references: [REFERENCE],
      documents: [{ documentId: REFERENCE.documentId }],
      failures: [failure],
    })
    expect(stand.upstream.violations).toEqual([])
    expect(stand.wire()).toMatchObject([
      ['POST /documents/batch', { files: [{ text: '1' }, { text: '2' }], metadataList: [{}, { fileName: 'b.pdf' }] }],
    ])
  })

  test('files whose failures could not be told apart are refused, and so is none', async () => {
    await using stand = await strictStand()
    const twice = await upload(
      stand.gateway.url,
      MANY,
      { input: { files: [{ file: null }, { file: null }] } },
      {
        'variables.input.files.0.file': new File(['1'], 'a.pdf'),
        'variables.input.files.1.file': new File(['2'], 'a.pdf'),
      },
    )
    expect(twice.errors).toMatchObject([{ extensions: { argument: 'input.files[1]' } }])
    expect(await stand.refused(MANY, { input: { files: [] } })).toEqual(['BAD_USER_INPUT'])
    const form = { input: { files: Array.from({ length: 1_001 }, () => ({ file: null })) } }
    const paths = form.input.files.map((_, n) => `variables.input.files.${n}.file`)
    const file = new File(['1'], 'a.pdf')
    const many = await upload(stand.gateway.url, MANY, form, Object.fromEntries(paths.map((path) => [path, file])))
    expect(many.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input.files' } }])
    expect(stand.wire()).toEqual([])
  })
})

test('a link is made with what the store wants to know', async () => {
  const link = { url: 'https://store.example/x', expiresAt: '2026-11-28T12:00:00.000Z' }
  await using stand = await strictStand({ answers: { createDocumentLink: () => ({ status: 201, body: link }) } })
  const data = await stand.ask(
    'mutation ($input: CreateDocumentLinkInput!) { createDocumentLink(input: $input) { url expiresAt } }',
    { input: { documentId: 'a/b', storeId: 's', contentHash: 'h', timeToLive: 60000 } },
  )
  expect(data).toEqual({ createDocumentLink: link })
  expect(stand.wire()).toEqual([['POST /documents/a%2Fb/links?storeId=s&contentHash=h', { timeToLive: 60000 }]])
})

test('a document is deleted by its id and store', async () => {
  await using stand = await strictStand({ answers: { deleteDocument: () => ({}) } })
  const ask = 'mutation ($input: DeleteDocumentInput!) { deleteDocument(input: $input) { documentId } }'
  expect(await stand.ask(ask, { input: { documentId: 'a b', storeId: 's' } })).toEqual({
    deleteDocument: { documentId: 'a b' },
  })
  expect(stand.wire()).toEqual([['DELETE /documents/a%20b?storeId=s']])
  expect(await stand.refused(ask, { input: { documentId: '..' } })).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

describe('documents in variables', () => {
  const variable = (n: number, value: unknown, isTruncated = false) => ({
    variableKey: key(n),
    name: `v${n}`,
    tenantId: '<default>',
    scopeKey: key(100),
    processInstanceKey: key(100),
    rootProcessInstanceKey: key(100),
    value: typeof value === 'string' ? value : JSON.stringify(value),
    isTruncated,
  })

  test('are told where a value names them, at any depth, each once; what only looks like one is none', async () => {
    const other = { ...REFERENCE, documentId: 'other', contentHash: null }
    await using stand = await strictStand({
      rows: {
        variables: [
          variable(1, REFERENCE),
          variable(2, { bills: [[other], { deep: REFERENCE, again: REFERENCE }] }),
          variable(3, { documentId: 'x', storeId: 'y' }),
          variable(4, { 'camunda.document.type': 'other', documentId: 'x' }),
          variable(5, 7),
        ],
      },
    })
    const data = await stand.ask('{ variables { nodes { name documents { documentId contentUrl } } } }')
    const one = { documentId: REFERENCE.documentId, contentUrl: PATH }
    const second = { documentId: 'other', contentUrl: '/graphql/documents/other?storeId=in-memory' }
    expect(data.variables.nodes.map(({ documents }: { documents: unknown }) => documents)).toEqual([
      [one],
      [second, one],
      null,
      null,
      null,
    ])
    // Their rows say all of it.
    expect(stand.wire()).toHaveLength(1)
  })

  test('a value that a search has cut is read by its key', async () => {
    const long = variable(1, { pad: 'x'.repeat(9_000), bill: REFERENCE })
    await using stand = await strictStand({ rows: { variables: [long] } })
    const data = await stand.ask('{ variables { nodes { documents { documentId } } } }')
    expect(data.variables.nodes).toEqual([{ documents: [{ documentId: REFERENCE.documentId }] }])
    expect(stand.wire().map(([call]) => call)).toEqual(['POST /variables/search', `GET /variables/${key(1)}`])
  })
})

test.each(['.', '..', '', undefined, 7, '\ud800'])('a document whose id is %j leads nowhere', async (documentId) => {
  await using stand = await strictStand({
    answers: {
      createDocuments: () => ({
        status: 207,
        body: { createdDocuments: [{ ...REFERENCE, documentId }, REFERENCE], failedDocuments: [] },
      }),
    },
  })
  const { data, errors } = await upload(
    stand.gateway.url,
    'mutation ($input: CreateDocumentsInput!) { createDocuments(input: $input) { documents { contentUrl } } }',
    { input: { files: [{ file: null }] } },
    { 'variables.input.files.0.file': new File(['1'], 'a.pdf') },
  )
  expect(errors).toBeUndefined()
  expect(data.createDocuments.documents).toEqual([{ contentUrl: null }, { contentUrl: PATH }])
})

test.each([7, {}, [], null, '..', 'a/b', '\ud800'])(
  'what a variable says of its document may be anything, such as %j, and leads nowhere',
  async (odd) => {
    const value = {
      ...REFERENCE,
      storeId: odd,
      contentHash: odd,
      metadata: { ...METADATA, customProperties: {}, processInstanceKey: odd },
    }
    const row = {
      variableKey: key(1),
      name: 'v',
      tenantId: '<default>',
      scopeKey: key(100),
      processInstanceKey: key(100),
      rootProcessInstanceKey: key(100),
      value: JSON.stringify(value),
      isTruncated: false,
    }
    await using stand = await strictStand({ rows: { variables: [row] } })
    const { data, errors } = await stand.gateway.ask(
      '{ variables { nodes { documents { contentUrl metadata { processInstance { state } } } } } }',
    )
    expect(errors).toBeUndefined()
    const [{ contentUrl, metadata }] = data.variables.nodes[0].documents
    expect(contentUrl).toMatch(/^\/graphql\/documents\/a%2Fb%20%C3%BC(?:\?|$)/)
    expect(metadata).toEqual({ processInstance: null })
    const calls = stand.wire().map(([call]) => call)
    expect(calls).toEqual(['POST /variables/search', ...(odd === 7 ? ['GET /process-instances/7'] : [])])
  },
)
