import fc from 'fast-check'
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { comparisons, measure } from '../src/documents/measure.ts'
import { nodeCounter } from '../src/plugins/limits/count-nodes.ts'
import { schema as makeSchema } from '../src/schema/schema.ts'

const schema = makeSchema({ federation: true })
const PAGE = 50
const MAX_PAGE = 1_000

function count(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('no operation')
  return nodeCounter(schema, document, operation, PAGE, MAX_PAGE)(variables)
}

const nodes = (query: string, variables?: Record<string, unknown>) => count(query, variables).nodes

describe('nodes are counted GitHub’s way', () => {
  test.each([
    ['nothing but a name', '{ __typename }', 0],
    ['one object', '{ processInstance(processInstanceKey: "1") { state } }', 0],
    ['a page of the usual size', '{ processInstances { totalCount } }', 50],
    ['no row', '{ processInstances(first: 0) { nodes { incidents { totalCount } } } }', 0],
    ['a page', '{ processInstances(first: 7) { edges { node { state } } pageInfo { hasNextPage } } }', 7],
    ['a last page', '{ processInstances(last: 7) { nodes { state } } }', 7],
    ['null, which names no number', '{ processInstances(first: null) { totalCount } }', 50],
    ['both', '{ processInstances(first: 3, last: 4) { totalCount } }', 4],
    [
      'pages within a page',
      '{ processInstances(first: 3) { nodes { incidents(first: 4) { totalCount } } } }',
      3 + 3 * 4,
    ],
    [
      'pages below an object of a row',
      '{ processInstances(first: 3) { nodes { processDefinition { jobs(first: 4) { totalCount } } } } }',
      3 + 3 * 4,
    ],
    [
      'rows asked for in two ways, and what is below each',
      '{ processInstances(first: 3) { nodes { incidents(first: 4) { totalCount } } edges { node { jobs(first: 5) { totalCount } } } } }',
      3 + 3 * 4 + 3 * 5,
    ],
    [
      'one field in two places as one',
      '{ processInstances(first: 3) { totalCount } ...A } fragment A on Query { processInstances(first: 3) { nodes { incidents(first: 4) { totalCount } } } }',
      3 + 3 * 4,
    ],
    [
      'aliases as several',
      '{ a: processInstances(first: 3) { totalCount } b: processInstances(first: 3) { totalCount } }',
      6,
    ],
    ['what is skipped', '{ processInstances(first: 3) @skip(if: true) { totalCount } }', 3],
    ['a list of ids', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['one id for a list', '{ nodes(ids: "a") { id } }', 1],
    [
      'the type with the most of those that an object may have',
      '{ nodes(ids: ["a", "b"]) { ... on ProcessInstance { incidents(first: 5) { totalCount } } ... on Job { incidents(first: 4) { totalCount } } ... on Node { id } } }',
      2 + 2 * 5,
    ],
    [
      'a list without pages as a page',
      '{ processInstance(processInstanceKey: "1") { sequenceFlows { elementId } } }',
      50,
    ],
    ['introspection as nothing', '{ __schema { types { fields { name } } } }', 0],
    [
      'representations',
      '{ _entities(representations: [{ __typename: "Job" }, { __typename: "Job" }]) { __typename } }',
      2,
    ],
  ])('%s', (_, query, expected) => {
    expect(nodes(query)).toBe(expected)
  })

  test.each([
    [{}, 9],
    [{ n: 4 }, 4],
    [{ n: null }, 50],
    [{ n: -4 }, 0],
    [{ n: 'many' }, 50],
  ])('a variable %j with a default', (variables, expected) => {
    expect(nodes('query ($n: Int = 9) { processInstances(first: $n) { totalCount } }', variables)).toBe(expected)
  })

  test.each([
    [{ ids: ['a', 'b'] }, 2],
    [{ ids: 'a' }, 1],
  ])('a list in a variable %j', (variables, expected) => {
    expect(nodes('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables)).toBe(expected)
  })

  test('pages below an object that are too large are told, those of the root are not', () => {
    const { page, nodes } = count(
      '{ processInstances(first: 1001) { totalCount } processInstance(processInstanceKey: "1") { jobs(first: 1002) { totalCount } incidents(last: 1001) { totalCount } } }',
    )
    expect(page).toEqual({ argument: 'first', size: 1002 })
    expect(nodes).toBe(2003)
  })

  test('fields of the root count once, however often they are selected', () => {
    expect(
      count('{ __typename ...A ...A } fragment A on Query { __typename incidents { totalCount } }').rootFields,
    ).toBe(2)
  })
})

/** Counts by walking through every single object that an answer could have, without knowing of fragments' tricks. */
function naively(document: DocumentNode, variables: Record<string, unknown>): number {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  const query = schema.getQueryType()
  if (!operation || !query) throw new Error('no query')

  function applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    return (
      condition === undefined || condition === type.name || type.getInterfaces().some(({ name }) => name === condition)
    )
  }

  function flat({ selections }: SelectionSetNode, type: GraphQLObjectType): FieldNode[] {
    return selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [one]
      if (one.kind === Kind.INLINE_FRAGMENT) {
        return applies(one.typeCondition?.name.value, type) ? flat(one.selectionSet, type) : []
      }
      const fragment = document.definitions.find(
        (other) => other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === one.name.value,
      )
      return fragment?.kind === Kind.FRAGMENT_DEFINITION && applies(fragment.typeCondition.name.value, type)
        ? flat(fragment.selectionSet, type)
        : []
    })
  }

  function rowsOf(field: FieldNode): number {
    const sizes = (field.arguments ?? []).flatMap(({ name, value }) => {
      if (name.value !== 'first' && name.value !== 'last') return []
      if (value.kind === Kind.INT) return [Number(value.value)]
      return value.kind === Kind.VARIABLE ? [Number(variables[value.name.value])] : []
    })
    return sizes[0] ?? PAGE
  }

  function walk(type: GraphQLObjectType, fields: FieldNode[], rows: number | undefined): number {
    let total = 0
    const names = new Set(fields.map(({ alias, name }) => (alias ?? name).value))
    for (const name of names) {
      const same = fields.filter((one) => (one.alias ?? one.name).value === name)
      const [first] = same
      const definition = first && type.getFields()[first.name.value]
      if (!first?.selectionSet || !definition) continue
      const named = getNamedType(definition.type)
      if (!isObjectType(named)) throw new Error('only objects here')
      const below = same.flatMap(({ selectionSet }) => (selectionSet ? flat(selectionSet, named) : []))
      if (definition.args.some((arg) => arg.name === 'first')) {
        const size = rowsOf(first)
        total += size + walk(named, below, size)
      } else if (isListType(getNullableType(definition.type))) {
        // Each row on its own.
        for (let row = 0; row < (rows ?? PAGE); row++) total += walk(named, below, undefined)
        if (rows === undefined) total += PAGE
      } else total += walk(named, below, undefined)
    }
    return total
  }
  return walk(query, flat(operation.selectionSet, query), undefined)
}

/** Documents of connections, objects, aliases and fragments, with sizes as numbers and in variables. */
const documents = (() => {
  const size = fc.oneof(
    fc.constant(''),
    fc.nat(9).map((n) => `(first: ${n})`),
    fc.nat(4).map((n) => `(last: ${n})`),
    fc.constantFrom('(first: $a)', '(last: $b)'),
  )
  const RELATIONS = ['incidents', 'jobs', 'userTasks', 'elementInstances', 'calledProcessInstances']
  const { selection } = fc.letrec<{ selection: string; instance: string }>((tie) => ({
    instance: fc
      .array(
        fc.oneof(
          { maxDepth: 2, withCrossShrink: true },
          fc.constantFrom('state', 'tags', '...Leaf'),
          fc
            .tuple(fc.nat(99), size, tie('instance'))
            .map(([n, args, below]) => `x${n}: calledProcessInstances${args} { nodes { ${below} } }`),
          fc
            .tuple(fc.nat(99), size, tie('instance'))
            .map(
              ([n, args, below]) =>
                `y${n}: calledProcessInstances${args} { edges { node { ...Leaf ... on ProcessInstance { ${below} } } } nodes { state } }`,
            ),
          fc.tuple(fc.nat(99), tie('instance')).map(([n, below]) => `z${n}: parentProcessInstance { ${below} }`),
          fc
            .tuple(fc.nat(99), size, fc.constantFrom(...RELATIONS))
            .map(([n, args, field]) => `r${n}${field}: ${field}${args} { totalCount }`),
        ),
        { minLength: 1, maxLength: 2 },
      )
      .map((fields) => fields.join(' ')),
    selection: fc
      .array(fc.tuple(fc.nat(99), size, tie('instance')), { minLength: 1, maxLength: 2 })
      .map((fields) =>
        fields.map(([n, args, below]) => `q${n}: processInstances${args} { nodes { ${below} } totalCount }`).join(' '),
      ),
  }))
  return selection.map(
    (text) =>
      `query ($a: Int, $b: Int) { ${text} used: processInstances(first: $a, after: null) { totalCount } usedToo: jobs(last: $b) { totalCount } }
       fragment Leaf on ProcessInstance { state leaf: incidents(first: 2) { totalCount } }`,
  )
})()

test('any document counts what a naive count finds', () => {
  let deep = 0
  fc.assert(
    fc.property(documents, fc.nat(3), fc.nat(3), (text, a, b) => {
      const document = parse(text)
      // Two fields of one name that differ are no document.
      fc.pre(validate(schema, document).length === 0)
      const expected = naively(document, { a, b })
      if (expected > 1_000) deep++
      expect(nodes(text, { a, b })).toBe(expected)
    }),
    { numRuns: 100 },
  )
  expect(deep).toBeGreaterThan(0)
})

describe('documents are measured', () => {
  const size = (text: string) => measure(parse(text))
  const NO_INTROSPECTION = { __schema: 0, __type: 0, _service: 0, repeated: 0, capabilities: 0 }

  test('by their largest operation', () => {
    expect(
      size(
        'query A { a b { c } } query B($v: Int @v) @x { d: a { b { c @y } } ... { e ...F } } fragment F on Q @z { z }',
      ),
    ).toEqual({ depth: 3, aliases: 1, directives: 4, rootFields: 3, selections: 7, ...NO_INTROSPECTION })
  })

  test('by how often they ask for the schema', () => {
    expect(
      size(
        '{ __schema { a: b } ...F ...F _service { sdl } } fragment F on Query { x: __type { y: name ...G } } fragment G on T { z: a }',
      ),
    ).toMatchObject({ __schema: 1, __type: 2, _service: 1, repeated: 5 })
  })

  test('with fragments that multiply beyond all numbers, in no time', () => {
    const laughs = Array.from(
      { length: 1_200 },
      (_, n) => `fragment F${n} on Q { a: f @x { ...F${n + 1} } b: f { ...F${n + 1} } }`,
    )
    const began = performance.now()
    const { aliases, selections, depth } = size(`{ ...F0 } ${laughs.join(' ')} fragment F1200 on Q { a }`)
    expect({ aliases, selections, depth }).toEqual({ aliases: Infinity, selections: Infinity, depth: 1_201 })
    expect(performance.now() - began).toBeLessThan(500)
  })

  test('with fragments that are not there or spread themselves, which are faulty', () => {
    expect(size('{ a ...Gone }').selections).toBe(2)
    const cycle = '{ a ...F } fragment F on Q { b { ...G } ...F } fragment G on Q { c ...F }'
    expect(size(cycle)).toMatchObject({ depth: 2 })
    expect(comparisons(parse(cycle), size(cycle).selections)).toBeLessThan(100)
  })

  test.each([
    ['{ a b c }', 0],
    ['{ a a a }', 3],
    ['{ a { x } a { x } a { x } }', 3 + 3],
    ['{ x: a x: a y: a }', 1],
    ['{ ...F ...G } fragment F on Q { a } fragment G on Q { a }', 1 + 1],
    ['query A { a } query B { a } fragment F on Q { a } fragment G on Q { a }', 1 + 2],
    ['{ ... { a } ... { a } }', 1],
  ])('what checking %s compares', (text, expected) => {
    expect(comparisons(parse(text), size(text).selections)).toBe(expected)
  })
})
