import { describe, expect, test } from 'vitest'
import { formatTable } from '../../scripts/contract/format.ts'
import { contractTable } from '../../scripts/contract/operations.ts'

const PROBLEM = {
  type: 'object',
  required: ['title'],
  properties: { title: { type: 'string', description: 'a text' } },
}

/** A document around the given schemas, with one operation that takes the schema `Body`. */
function tableOf(schemas: Record<string, object>, more: object = {}) {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } }
  const operation = { operationId: 'act', summary: 'a text', requestBody: { content }, responses: {}, ...more }
  const document = {
    paths: { '/things/{key}': { post: operation } },
    components: { schemas: { ProblemDetail: PROBLEM, ...schemas } },
  }
  return contractTable(document, '8.9')
}

function body(properties: Record<string, object>, schemas: Record<string, object> = {}) {
  const { types } = tableOf({ Body: { type: 'object', properties }, ...schemas })
  return types.Body && 'fields' in types.Body ? types.Body.fields : {}
}

describe('types', () => {
  test('lose texts, brands, aliases and wrappers', () => {
    const schemas = {
      LongKey: { type: 'string', pattern: '^-?[0-9]+$', description: 'a text' },
      ThingKey: { format: 'ThingKey', type: 'string', example: '1', allOf: [{ $ref: '#/components/schemas/LongKey' }] },
      ThingId: { type: 'string', format: 'ThingId', title: 'a text' },
    }
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
    expect(
      body(
        {
          id: ref('ThingId'),
          key: { description: 'a text', allOf: [ref('ThingKey')] },
          parentKey: { nullable: true, allOf: [ref('ThingKey')] },
          at: { type: 'string', format: 'date-time' },
        },
        schemas,
      ),
    ).toEqual({
      at: { type: 'string', format: 'date-time' },
      id: { type: 'string' },
      key: { ref: 'LongKey' },
      parentKey: { ref: 'LongKey', nullable: true },
    })
  })

  test.each(['oneOf', 'anyOf'])('know a filter spelled with %s', (word) => {
    const value = { type: 'string', title: 'Exact match' }
    const advanced = {
      allOf: [
        { type: 'object', properties: { $eq: { type: 'string' }, $in: { type: 'array', items: { type: 'string' } } } },
        { type: 'object', properties: { $like: { type: 'string' }, $exists: { type: 'boolean' } } },
      ],
    }
    expect(body({ name: { type: 'object', [word]: [value, advanced] } })).toEqual({
      name: { filter: { type: 'string' }, operators: ['$eq', '$exists', '$in', '$like'] },
    })
  })

  test('leave alone what only looks like a filter', () => {
    const odd = { type: 'object', properties: { $eq: { type: 'integer' } } }
    const { name } = body({ name: { oneOf: [{ type: 'string' }, odd] } })
    expect(name).toHaveProperty('oneOf')
  })

  test('gather what allOf and alternatives have in common', () => {
    const fields = body({
      whole: {
        allOf: [{ properties: { a: { type: 'string' } } }, { required: ['a'], properties: { b: { type: 'boolean' } } }],
      },
    })
    expect(fields).toEqual({ whole: { ref: 'Body.whole' } })
    const { types } = tableOf({
      Body: {
        required: ['kind'],
        properties: { kind: { type: 'string' } },
        oneOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { type: 'string' } } }],
      },
    })
    expect(types['Body.1']).toEqual({ fields: { a: { type: 'string' }, kind: { type: 'string', required: true } } })
    expect(types.Body).toEqual({ oneOf: [{ ref: 'Body.1' }, { ref: 'Body.2' }] })
  })

  test('may hold themselves', () => {
    const { types } = tableOf({
      Body: { type: 'object', properties: { child: { $ref: '#/components/schemas/Body' } } },
    })
    expect(types.Body).toEqual({ fields: { child: { ref: 'Body' } } })
  })

  test('are open only where the document leaves them free', () => {
    expect(
      body({
        variables: { type: 'object', additionalProperties: true },
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        anything: {},
      }),
    ).toEqual({
      anything: { type: 'any' },
      headers: { fields: {}, open: { type: 'string' } },
      variables: { fields: {}, open: { type: 'any' } },
    })
  })

  test('of an unknown make are refused', () => {
    expect(() => body({ odd: { type: 'null' } })).toThrow('unknown type')
    expect(() => body({ odd: { $ref: '#/components/schemas/Lost' } })).toThrow('points to nothing')
  })
})

describe('operations', () => {
  test('keep parameters, media types and statuses', () => {
    const { operations } = tableOf(
      { Body: { type: 'object', properties: { a: { type: 'string' } } } },
      {
        'x-eventually-consistent': true,
        'x-added-in-version': '8.9.4',
        parameters: [
          { name: 'key', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'full', in: 'query', schema: { type: 'boolean' } },
        ],
        responses: {
          200: { content: { 'text/xml': { schema: { type: 'string' } } } },
          404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetail' } } } },
          401: { $ref: '#/paths/~1things~1{key}/post/responses/404' },
        },
      },
    )
    expect(operations.act).toEqual({
      method: 'POST',
      path: '/things/{key}',
      eventual: true,
      since: '8.9.4',
      parameters: { key: { type: 'string', required: true } },
      query: { full: { type: 'boolean' } },
      body: { required: false, media: 'application/json', type: { ref: 'Body' } },
      problems: [401, 404],
      answers: { 200: { 'text/xml': { type: 'string' } } },
    })
  })
})

test('the file has a line for every field and reads back as it was', () => {
  const table = tableOf({ Body: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } } })
  const text = formatTable(table)
  expect(JSON.parse(text)).toEqual(table)
  expect(text).toContain('\n        "a": { "type": "string" },\n        "b": { "type": "integer" }\n')
})
