import {
  assertInterfaceType,
  assertUnionType,
  buildASTSchema,
  buildClientSchema,
  type DocumentNode,
  getIntrospectionQuery,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql'
import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS, type Version } from '../contract/contract.ts'
import { schema } from '../src/schema/schema.ts'
import * as catalog from '../src/upstream/catalog/index.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
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
import { expectNoViolations, startUpstream, type Upstream, type UpstreamOptions } from './support/upstream.ts'

/** Every type with a key: its key, the first version that reads many at once, and how the upstream makes n rows. */
const KINDS = {
  ProcessDefinition: ['processDefinitionKey', undefined, 'getProcessDefinition'],
  ProcessInstance: ['processInstanceKey', '8.8', 'searchProcessInstances'],
  ElementInstance: ['elementInstanceKey', '8.10', 'searchElementInstances', 'getElementInstance'],
  Variable: ['variableKey', '8.8', 'searchVariables'],
  Job: ['jobKey', '8.8', 'searchJobs'],
  UserTask: ['userTaskKey', '8.10', 'searchUserTasks', 'getUserTask'],
  Incident: ['incidentKey', '8.9', 'searchIncidents', 'getIncident'],
} as const
type Type = keyof typeof KINDS
const TYPES = Object.keys(KINDS) as Type[]
/** Those and all others that the catalog knows. */
const ALL_TYPES = Object.keys(catalog).sort()

/** The n-th key of a type: types do not share keys, so that a row of another one is seen to be wrong. */
const keyOf = (type: Type, n: number) => key((TYPES.indexOf(type) + 1) * 10_000 + n)
const idOf = (type: string, rowKey: string) => Buffer.from(`${type}:${rowKey}`).toString('base64url')
const byKey = (type: Type, n: number) => ({ __typename: type, [KINDS[type][0]]: keyOf(type, n) })
const byId = (type: Type, n: number) => ({ __typename: type, id: idOf(type, keyOf(type, n)) })
const answered = (type: Type, n: number) => ({ ...byKey(type, n), ...byId(type, n) })

function rows(count: number): UpstreamOptions['rows'] & object {
  const range = Array.from({ length: count }, (_, n) => n)
  return {
    processDefinitions: range.map((n) => processDefinition({ processDefinitionKey: keyOf('ProcessDefinition', n) })),
    processInstances: range.map((n) => processInstance({ processInstanceKey: keyOf('ProcessInstance', n) })),
    elementInstances: range.map((n) => elementInstance({ elementInstanceKey: keyOf('ElementInstance', n) })),
    variables: range.map((n) => variable({ variableKey: keyOf('Variable', n) })),
    jobs: range.map((n) => job({ jobKey: keyOf('Job', n) })),
    userTasks: range.map((n) => userTask({ userTaskKey: keyOf('UserTask', n) })),
    incidents: range.map((n) => incident({ incidentKey: keyOf('Incident', n) })),
  }
}

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename ${TYPES.map((type) => `... on ${type} { id ${KINDS[type][0]} }`).join(' ')}
  }
}`

let upstream: Upstream
let gateway: RunningGateway
/** The same behind Yoga's Fetch layer: a plugin that works on responses sends every request there. */
let yoga: RunningGateway
const opened: Array<{ close(): Promise<void> }> = []

async function start(options: UpstreamOptions = {}, config: Record<string, string> = {}): Promise<void> {
  upstream = await startUpstream(options)
  const settings = { CAMUNDA_VERSION: upstream.version, GATEWAY_SHARE_READS: 'false', ...config }
  gateway = await startGateway(upstream, settings)
  yoga = await startGateway(upstream, settings, [{ onResponse() {} }])
  opened.push(gateway, yoga, upstream)
}

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** Asks both ways of serving, which must say and cost the same. */
async function entities(representations: unknown) {
  upstream.forget()
  const { text: other } = await yoga.ask(ENTITIES, { representations })
  const cost = upstream.operations().toSorted()
  upstream.forget()
  const { text, status, data, errors = [] } = await gateway.ask(ENTITIES, { representations })
  // Each answer has ids of its own.
  const ids = /"errorId":"[\da-f-]{36}"/g
  expect(text.replace(ids, '')).toBe(other.replace(ids, ''))
  expect(upstream.operations().toSorted()).toEqual(cost)
  expectNoViolations(upstream)
  return { status, entities: data?._entities, errors: errors.map(({ path, extensions }) => [path?.at(-1), extensions]) }
}

describe.each(VERSIONS)('on %s', (version) => {
  test.each(TYPES)('hundreds of %s are as few calls as the version allows', async (type) => {
    const [, since, many, one = many] = KINDS[type]
    const atOnce = since !== undefined && isAtLeast(version, since)
    const count = atOnce ? 500 : 40
    await start({ version, rows: rows(count) })
    // Backwards, by key and by id in turns, and each of them twice.
    const order = Array.from({ length: count }, (_, n) => count - 1 - n)
    const representations = [...order, ...order].map((n) => (n % 2 ? byKey(type, n) : byId(type, n)))
    const { entities: answer } = await entities(representations)
    expect(answer).toEqual([...order, ...order].map((n) => answered(type, n)))
    expect(upstream.operations()).toEqual(atOnce ? [many] : Array(count).fill(one))
  })
})

function isAtLeast(version: Version, since: Version): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(since)
}

describe('the objects that a gateway names', () => {
  test('come in the order named, of all types at once, null where one does not exist', async () => {
    await start({ version: '8.10', rows: rows(3) })
    const all = TYPES.flatMap((type) => [byId(type, 2), byKey(type, 7), byKey(type, 0)])
    const mixed = all.toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).toReversed()
    const expected = mixed.map((one) => {
      const n = [0, 2].find((n) => [byKey, byId].some((make) => isSame(make(one.__typename, n), one)))
      return n === undefined ? null : answered(one.__typename, n)
    })
    expect(expected.filter((one) => one === null)).toHaveLength(TYPES.length)
    expect(await entities(mixed)).toMatchObject({ entities: expected, errors: [] })
  })

  test('have all fields and relations that they have elsewhere', async () => {
    await start({ rows: rows(1) })
    const { data } = await gateway.ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on UserTask { state processInstance { processInstanceKey } processDefinition { name } }
          ... on ProcessInstance { businessId incidents { totalCount } }
        }
        node(id: "${idOf('UserTask', keyOf('UserTask', 0))}") { __typename ... on UserTask { state } }
      }`,
      { representations: [byKey('UserTask', 0), byKey('ProcessInstance', 0)] },
    )
    expect(data).toEqual({
      _entities: [
        {
          state: 'CREATED',
          processInstance: { processInstanceKey: upstream.rows.userTasks[0]?.processInstanceKey },
          processDefinition: { name: 'Order process' },
        },
        { businessId: null, incidents: { totalCount: 0 } },
      ],
      node: { __typename: 'UserTask', state: 'CREATED' },
    })
    // What `node` and `_entities` name both is read once.
    expect(upstream.operations().toSorted()).toEqual(['getProcessInstance', 'getUserTask', 'searchIncidents'])
  })

  test('are found by the type’s own key where the id is there too', async () => {
    await start({ rows: rows(2) })
    const both = { ...byKey('Job', 1), id: idOf('Job', keyOf('Job', 0)) }
    const withoutKey = { ...byId('Job', 0), jobKey: null }
    expect((await entities([both, withoutKey])).entities).toEqual([answered('Job', 1), answered('Job', 0)])
  })

  test('may be written in the query', async () => {
    await start({ rows: rows(1) })
    const { data } = await gateway.ask(
      `query ($key: _Any!) {
        _entities(representations: [
          { __typename: "Incident", incidentKey: "${keyOf('Incident', 0)}" }
          $key
          { __typename: "Incident", incidentKey: "${keyOf('Incident', 9)}", more: [1, 2.5, true, null] }
        ]) { ... on Incident { incidentKey } }
      }`,
      { key: byId('Incident', 0) },
    )
    const found = { incidentKey: keyOf('Incident', 0) }
    expect(data).toEqual({ _entities: [found, found, null] })
  })

  test.each([0, 1])('may be %i in number', async (count) => {
    await start({ rows: rows(1) })
    const representations = Array.from({ length: count }, () => byKey('UserTask', 0))
    expect(await entities(representations)).toMatchObject({
      entities: representations.map(() => answered('UserTask', 0)),
    })
    expect(upstream.operations()).toHaveLength(count)
  })

  test('may be a thousand, and no more', async () => {
    await start({ rows: rows(1) })
    const representations = Array.from({ length: 1_000 }, () => byKey('Job', 0))
    expect((await entities(representations)).entities).toHaveLength(1_000)
    expect(upstream.operations()).toHaveLength(1)
    expect(await entities([...representations, byKey('Job', 0)])).toMatchObject({
      errors: [['_entities', { code: 'BAD_USER_INPUT', argument: 'representations' }]],
    })
    expect(upstream.operations()).toEqual([])
  })
})

describe('one that fails', () => {
  const refusal = { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'Not yours.', instance: '/v2' }

  test('fails alone where each is a call', async () => {
    await start({
      rows: rows(3),
      answers: {
        getUserTask: ({ path }) => (path.includes(keyOf('UserTask', 1)) ? { status: 403, body: refusal } : undefined),
      },
    })
    expect(await entities([0, 1, 2].map((n) => byKey('UserTask', n)))).toMatchObject({
      status: 200,
      entities: [answered('UserTask', 0), null, answered('UserTask', 2)],
      errors: [[1, { code: 'FORBIDDEN', operation: 'getUserTask', problem: { detail: 'Not yours.' } }]],
    })
  })

  test('fails alone among a thousand of one call', async () => {
    const broken = keyOf('ProcessInstance', 617)
    await start({
      rows: rows(1_000),
      fault: ({ path, text }) =>
        path.includes(broken) || text.includes(broken) ? { status: 500, body: { ...refusal, status: 500 } } : undefined,
    })
    const range = Array.from({ length: 1_000 }, (_, n) => n)
    const { entities: answer, errors } = await entities(range.map((n) => byKey('ProcessInstance', n)))
    expect(answer).toEqual(range.map((n) => (n === 617 ? null : answered('ProcessInstance', n))))
    expect(errors).toMatchObject([[617, { code: 'UPSTREAM_ERROR' }]])
    // The search for all, and two halves on each of ten levels.
    expect(upstream.operations()).toHaveLength(21)
  })

  test.each([
    ['no object', 7, '', /an object with `__typename`/],
    ['a list', [byKey('Job', 0)], '', /an object with `__typename`/],
    ['a number that JavaScript cannot hold', 'RAW', '', /an object with `__typename`/],
    ['no type', { jobKey: key(1) }, '.__typename', /a type with a key is missing.*Incident, .*ProcessDefinition, .*\./],
    ['an unknown type', { __typename: 'Order', id: 'x' }, '.__typename', /"Order" is no type with a key/],
    ['a type without a key', { __typename: 'Form', formKey: key(1) }, '.__typename', /"Form" is no type with a key/],
    ['a name that every object has', { __typename: 'constructor' }, '.__typename', /"constructor" is no type/],
    ['a type that is no name', { __typename: { a: 1 } }, '.__typename', /a type with a key is missing/],
    ['no key', { __typename: 'Job' }, '', /Job is found by `jobKey` or by `id`/],
    ['the key of another type', { __typename: 'Job', userTaskKey: key(1) }, '', /`jobKey` or by `id`/],
    ['nulls for keys', { __typename: 'Job', jobKey: null, id: null }, '', /`jobKey` or by `id`/],
    ['a number for a key', { __typename: 'Job', jobKey: 1 }, '.jobKey', /a key is text/],
    ['a list for a key', { __typename: 'Job', jobKey: [key(1)] }, '.jobKey', /a key is text/],
    ['text that is no key', { __typename: 'Job', jobKey: '../topology' }, '.jobKey', /"..\/topology" is not a key/],
    ['a boolean for an id', { __typename: 'Job', id: true }, '.id', /a key is text/],
    ['text that is no id', { __typename: 'Job', id: 'x y' }, '.id', /"x y" is not an id of this API/],
    ['the id of another type', { __typename: 'Job', id: idOf('UserTask', key(1)) }, '.id', /not the id of .* Job/],
    ['an id whose key is none', { __typename: 'Job', id: idOf('Job', 'a') }, '.id', /"a" is not a key/],
  ])('fails alone and before any call where it is %s', async (_what, bad, argument, message) => {
    await start({ rows: rows(1) })
    const written = JSON.stringify({ representations: [byKey('Job', 0), bad] }).replace('"RAW"', '9007199254740993')
    for (const served of [gateway, yoga]) {
      upstream.forget()
      const { data, errors } = await served.ask(ENTITIES, written)
      expect(data).toEqual({ _entities: [answered('Job', 0), null] })
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(message),
          path: ['_entities', 1],
          extensions: { code: 'BAD_USER_INPUT', argument: `representations[1]${argument}` },
        },
      ])
      expect(upstream.operations()).toEqual(['searchJobs'])
    }
  })

  test('does not cost a batch: a wrong key is not sent', async () => {
    await start({ rows: rows(2) })
    const wrong = { __typename: 'ProcessInstance', processInstanceKey: 'abc' }
    const { entities: answer, errors } = await entities([
      byKey('ProcessInstance', 1),
      wrong,
      byKey('ProcessInstance', 0),
    ])
    expect(answer).toEqual([answered('ProcessInstance', 1), null, answered('ProcessInstance', 0)])
    expect(errors).toHaveLength(1)
    expect(upstream.calls.map(({ body }) => body)).toEqual([
      { filter: { processInstanceKey: { $in: [1, 0].map((n) => keyOf('ProcessInstance', n)) } }, page: { limit: 2 } },
    ])
  })

  test('is no representation: null, none, and no list are refused as a whole', async () => {
    await start()
    for (const representations of [null, [null], undefined]) {
      const { errors, data } = await gateway.ask(ENTITIES, { representations })
      expect(data).toBeUndefined()
      expect(errors).toMatchObject([{ message: expect.stringContaining('representations') }])
    }
    expect(upstream.operations()).toEqual([])
  })
})

test('objects are read with the rights of the caller', async () => {
  await start({ rows: rows(2) }, { CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
  const representations = [byKey('Job', 0), byKey('UserTask', 1)]
  await gateway.ask(ENTITIES, { representations }, { authorization: 'Bearer alice' })
  expect(upstream.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer alice', 'Bearer alice'])
})

/** The schema that clients see. */
async function introspected(served: RunningGateway) {
  const { data } = await served.ask(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }))
  return buildClientSchema(data)
}

const FEDERATION_TYPES = ['_Any', '_Entity', '_Service']
const FEDERATION_FIELDS = ['_entities', '_service']

describe('the schema', () => {
  test('has nothing of federation where that is switched off', async () => {
    await start({}, { GATEWAY_FEDERATION: 'false' })
    const plain = await introspected(gateway)
    for (const name of FEDERATION_TYPES) expect(plain.getType(name)).toBeUndefined()
    for (const name of FEDERATION_FIELDS) expect(plain.getQueryType()?.getFields()).not.toHaveProperty(name)
    for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }']) {
      const { errors } = await gateway.ask(query)
      expect(errors).toMatchObject([{ message: expect.stringContaining('Cannot query field "_') }])
    }
  })

  test('has two fields, three types and no directive more where it is on, which it is by default', async () => {
    await start()
    const plain = await startGateway(upstream, { GATEWAY_FEDERATION: 'false' })
    const without = await introspected(plain)
    await plain.close()
    const federated = await introspected(gateway)
    const document = visit(parse(printSchema(federated)), {
      enter: (node) =>
        ('name' in node && node.kind.endsWith('TypeDefinition') && FEDERATION_TYPES.includes(node.name?.value ?? '')) ||
        (node.kind === Kind.FIELD_DEFINITION && FEDERATION_FIELDS.includes(node.name.value))
          ? null
          : undefined,
    })
    expect(normal(document)).toBe(normal(parse(printSchema(without))))
    for (const name of FEDERATION_TYPES) expect(federated.getType(name)?.description).toBeTruthy()
    expect(federated.getType('_Service')).toBeDefined()
  })
})

// Executors other than graphql's own know no default for it.
test('the type of an entity is told by a resolver', () => {
  const { resolveType } = assertUnionType(schema({ federation: true }).getType('_Entity'))
  expect(resolveType?.({ __typename: 'Job' }, {}, {} as never, {} as never)).toBe('Job')
})

describe('the subgraph’s SDL', () => {
  async function sdl() {
    await start()
    const { data } = await gateway.ask('{ _service { sdl } }')
    expect((await yoga.ask('{ _service { sdl } }')).data).toEqual(data)
    return { text: data._service.sdl as string, document: parse(data._service.sdl), seen: await introspected(gateway) }
  }

  /** The directives of a type or of a type's field, printed. */
  function directives(document: DocumentNode, type: string, field?: string): string[] {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== type) continue
      const node = field ? definition.fields?.find(({ name }) => name.value === field) : definition
      return (node?.directives ?? []).map(({ name, arguments: given }) =>
        [name.value, ...(given ?? []).map(({ value }) => ('value' in value ? value.value : ''))].join(' '),
      )
    }
    return []
  }

  test('says all that the schema says', async () => {
    const { document, seen } = await sdl()
    const plain = visit(document, {
      enter: (node) =>
        node.kind === Kind.SCHEMA_DEFINITION ||
        node.kind === Kind.DIRECTIVE ||
        (node.kind === Kind.DIRECTIVE_DEFINITION && ['link', 'key', 'shareable', 'tag'].includes(node.name.value)) ||
        ('name' in node && /^(link__|federation__)/.test(node.name?.value ?? ''))
          ? null
          : undefined,
    })
    const expected = visit(parse(printSchema(seen)), {
      enter: (node) =>
        ('name' in node && node.kind.endsWith('TypeDefinition') && FEDERATION_TYPES.includes(node.name?.value ?? '')) ||
        (node.kind === Kind.FIELD_DEFINITION && FEDERATION_FIELDS.includes(node.name.value)) ||
        node.kind === Kind.DIRECTIVE
          ? null
          : undefined,
    })
    // The words that stand in for @oneOf.
    const once = (text: string) => text.replaceAll(/\s*Exactly one of the fields must be given\./g, '')
    expect(definitions(once(normal(plain)))).toEqual(definitions(normal(expected)))
  })

  test('has a key of its own and the id on every object that has one, and on nothing else', async () => {
    const { document, seen } = await sdl()
    const node = assertInterfaceType(seen.getType('Node'))
    const keyed = Object.keys(seen.getTypeMap()).filter((type) =>
      directives(document, type).some((one) => one.startsWith('key ')),
    )
    expect(keyed.toSorted()).toEqual(
      seen
        .getPossibleTypes(node)
        .map(({ name }) => name)
        .toSorted(),
    )
    expect(keyed.toSorted()).toEqual(ALL_TYPES)
    for (const type of TYPES) expect(directives(document, type)).toEqual([`key ${KINDS[type][0]}`, 'key id'])
    expect(directives(document, 'Group')).toEqual(['key groupId', 'key id'])
    // A tenant and a name identify it.
    expect(directives(document, 'ClusterVariable')).toEqual(['key id'])
  })

  test('shares what lists are made of, and nothing else', async () => {
    const { document, seen } = await sdl()
    const shared = Object.keys(seen.getTypeMap()).filter((type) => directives(document, type).includes('shareable'))
    const parts = Object.keys(seen.getTypeMap()).filter((type) => /(Connection|Edge)$/.test(type))
    expect(parts).toEqual(expect.arrayContaining(ALL_TYPES.flatMap((type) => [`${type}Connection`, `${type}Edge`])))
    expect(shared.toSorted()).toEqual(['PageInfo', ...parts].toSorted())
  })

  test('tags every root field by its kind and its name', async () => {
    const { document, seen } = await sdl()
    for (const [type, kind] of [
      [seen.getQueryType(), 'camunda/query'],
      [seen.getMutationType(), 'camunda/mutation'],
      [seen.getSubscriptionType(), 'camunda/subscription'],
    ] as const) {
      const names = Object.keys(type?.getFields() ?? {}).filter((name) => !FEDERATION_FIELDS.includes(name))
      expect(names.length).toBeGreaterThan(15)
      for (const name of names) {
        expect(directives(document, type?.name ?? '', name)).toEqual(
          expect.arrayContaining([`tag ${kind}`, `tag ${kind}/${name}`]),
        )
      }
    }
  })

  test('says in words what @oneOf says, which composition does not know', async () => {
    const { text, document } = await sdl()
    expect(text).not.toContain('@oneOf')
    const described = document.definitions
      .filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      .filter(({ description }) => description?.value.endsWith('Exactly one of the fields must be given.'))
      .map(({ name }) => name.value)
    const { data } = await gateway.ask('{ __schema { types { name isOneOf } } }')
    const oneOf = data.__schema.types.filter(({ isOneOf }: { isOneOf: boolean }) => isOneOf)
    expect(described.toSorted()).toEqual(oneOf.map(({ name }: { name: string }) => name).toSorted())
    expect(described.length).toBeGreaterThan(3)
  })
})

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)

/** A schema in the one order and form. */
const normal = (document: DocumentNode) =>
  printSchema(lexicographicSortSchema(buildASTSchema(document, { assumeValidSDL: true })))

/** Its definitions one by one, whichever way its descriptions are broken into lines. */
const definitions = (text: string) =>
  parse(text)
    .definitions.map((node) =>
      print(node)
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?""" ?/g, '"""'),
    )
    .toSorted()
