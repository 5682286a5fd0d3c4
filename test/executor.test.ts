import { type ExecutionArgs, type ExecutionResult, execute as executeByGraphqlJs, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { execute } from '../src/execution/execute.ts'
import { schema as product } from '../src/schema/schema.ts'
import { writeDocument } from './support/documents.ts'
import { counting, odd, PLACES, schema } from './support/executor-schema.ts'

interface Case {
  text: string
  variables?: Record<string, unknown>
  operationName?: string
}

/** Both answers, and what both did. */
async function both({ text, variables = {}, operationName }: Case) {
  const document = parse(text)
  const run = async (executor: (args: ExecutionArgs) => unknown) => {
    const context = counting()
    const args = { schema, document, contextValue: context, variableValues: structuredClone(variables), operationName }
    return { result: (await executor(args)) as ExecutionResult, did: context.order }
  }
  // Plain objects are read in another way once some of their kind were met.
  for (let time = 0; time < 12; time++) await run(execute)
  return { ours: await run(execute), theirs: await run(executeByGraphqlJs) }
}

/**
 * An answer to be compared byte for byte, but for what GraphQL leaves open: the order of errors, and which of the errors
 * are told where several would make the same place null.
 */
function settled({ data, errors, ...rest }: ExecutionResult): string {
  const told = new Set(
    errors?.map((error) => {
      const { path = [] } = error
      let value: unknown = data
      for (const [depth, key] of path.entries()) {
        if (value === null) return `below ${JSON.stringify(path.slice(0, depth))}`
        value = (value as Record<string | number, unknown>)[key]
      }
      return JSON.stringify(error)
    }),
  )
  return JSON.stringify({ data, errors: [...told].sort(), ...rest })
}

/** Both do the same and answer the same; where nothing is awaited, down to the order of errors. */
async function expectSame(asked: Case): Promise<ExecutionResult> {
  const { ours, theirs } = await both(asked)
  expect(settled(ours.result), asked.text).toBe(settled(theirs.result))
  expect(ours.did, asked.text).toEqual(theirs.did)
  return theirs.result
}

describe('documents written by chance', () => {
  // Each has its own, so that a failure names the documents that fail.
  test.each(Array.from({ length: 20 }, (_, part) => part))('part %i', async (part) => {
    let compared = 0
    for (let seed = part * 1_000; compared < 25; seed++) {
      const asked = writeDocument(schema, seed)
      if (validate(schema, parse(asked.text)).length > 0) continue
      await expectSame(asked)
      compared++
    }
  })
})

describe('what an executor may get wrong', () => {
  test.each<[string, Case]>([
    ['the order of fields', { text: '{ count person { name key } a: count }' }],
    [
      'fields that are asked for twice',
      { text: '{ person { name ...F boss { name } } } fragment F on Person { boss { key } name }' },
    ],
    [
      'fields of __proto__',
      { text: '{ __proto__: count constructor: count person { __proto__: name toString: key } }' },
    ],
    ['type names', { text: '{ __typename person { __typename } thing(kind: "Cat") { __typename } }' }],
    [
      'introspection',
      { text: '{ __schema { types { name kind fields { name } } } __type(name: "Cat") { name interfaces { name } } }' },
    ],
    [
      'a union',
      { text: '{ person { things { __typename ... on Cat { name } ... on Named { name } ... on Rock { weight } } } }' },
    ],
    ['an interface of an interface', { text: '{ named { name ... on Aged { age } ... on Dog { barks } } }' }],
    ['lists in lists', { text: '{ person { grid holes mustHoles } }' }],
    ['errors as items', { text: '{ person { errors maybePets { name } } }' }],
    ['no list', { text: '{ person { noList } }' }],
    [
      'values that fit no leaf',
      { text: '{ person { badColor badNumber even(value: 4) } thing { ... on Rock { even } } }' },
    ],
    ['a required field that fails', { text: '{ person { name mustFail } count }' }],
    ['a required field that fails late', { text: '{ person { mustFailLate later { mustFailLate } } count }' }],
    ['a required field without a value', { text: '{ person { mustNothing } people { mustNothing } }' }],
    ['a required root field that fails', { text: '{ count broken { name } a: count }' }],
    ['types that nobody names', { text: '{ person { unnamed { __typename } } }' }],
    ['types that are none of the interface’s', { text: '{ person { stranger { name } } }' }],
    [
      'types that are not there',
      {
        text: '{ thing(kind: "Nobody") { __typename } a: thing(kind: "Color") { __typename } b: thing(kind: "Person") { __typename } }',
      },
    ],
    ['a method', { text: '{ person { method(text: "hello") } }' }],
    ['arguments that do not fit', { text: 'query ($n: Even) { person { even(value: $n) } }', variables: { n: 3 } }],
    [
      'arguments with defaults',
      {
        text: '{ person { echo a: echo(flag: null) b: echo(shape: {}) c: echo(shape: { inner: { size: 1 } }, list: 3) } }',
      },
    ],
    [
      'variables that are left out',
      { text: 'query ($t: String, $n: Int = 4, $s: Shape) { person { echo(text: $t, number: $n, shape: $s) } }' },
    ],
    [
      'variables that are null',
      {
        text: 'query ($t: String = "x", $s: Shape) { person(name: $t) { echo(text: $t, shape: $s) } }',
        variables: { t: null, s: null },
      },
    ],
    [
      'variables that do not fit',
      {
        text: 'query ($n: Int!, $s: Shape, $b: Boolean!) { person { echo(number: $n, shape: $s, flag: $b) } }',
        variables: { n: 'one', s: { size: 'big', colour: 'RED' } },
      },
    ],
    [
      '@skip and @include',
      {
        text: 'query ($a: Boolean!, $b: Boolean!) { count @skip(if: $a) person { name @include(if: $b) key @skip(if: $a) @include(if: $b) } }',
        variables: { a: true, b: false },
      },
    ],
    [
      'a condition without a value',
      { text: 'query ($a: Boolean = true) { count person { name @skip(if: $a) } }', variables: { a: null } },
    ],
    ['one operation of two', { text: 'query A { count } query B { person { name } }', operationName: 'B' }],
    ['no operation of two', { text: 'query A { count } query B { count }' }],
    ['an operation that is not there', { text: 'query A { count }', operationName: 'C' }],
    ['an empty name', { text: 'query A { count }', operationName: '' }],
    [
      'mutations one after another',
      {
        text: 'mutation { a: addLate(number: 1) { total late } b: add(number: 2) { total after } c: addLate(number: 3) { after } }',
      },
    ],
    [
      'a mutation that fails',
      {
        text: 'mutation { a: add(number: 1) { total } refuse { total } b: add(number: 2) { total fails } c: add(number: 3) { total } }',
      },
    ],
    [
      'a required mutation that fails',
      { text: 'mutation { a: add(number: 1) { total } mustRefuse { total } b: add(number: 2) { total } }' },
    ],
    [
      'a required mutation that fails late',
      { text: 'mutation { a: add(number: 1) { total } mustRefuseLate { total } b: add(number: 2) { total } }' },
    ],
  ])('%s', async (_, asked) => {
    await expectSame(asked)
  })
})

describe('rows that are plain until one is not', () => {
  const fields = 'must name size ratio is key color even raw'
  test.each(odd)('%s', async (kind) => {
    await expectSame({ text: `{ facts(odd: "${kind}") { ${fields} } }` })
    // Of more odd ones than it is worth to look for plain ones, and of odd ones alone.
    await expectSame({ text: `{ facts(odd: "${kind}", every: 1) { ${fields} } }` })
    await expectSame({
      text: `{ facts(odd: "${kind}", every: 39) { a: name __proto__: must must constructor: name } }`,
    })
    await expectSame({ text: `{ facts(odd: "${kind}") { __typename name } count }` })
  })

  test.each(odd)('%s, within others', async (kind) => {
    for (const place of PLACES.keys()) {
      for (const fact of ['{ name must size }', '{ name size }']) {
        const one = `name fact ${fact} mustFact ${fact} facts ${fact} mustFacts ${fact} grid ${fact} texts`
        await expectSame({ text: `{ nests(odd: "${kind}", place: ${place}) { ${one} inner { ${one} } } }` })
      }
      await expectSame({
        text: `{ nests(odd: "${kind}", place: ${place}) { a: texts named { name } ...F } } fragment F on Nest { inner { facts { __proto__: name } } }`,
      })
    }
  })

  test('are right for a program that may not make code of texts', async () => {
    const text = `{ facts(odd: "missing") { ${fields} } }`
    const { Function: own } = globalThis
    globalThis.Function = function refused() {
      throw new EvalError('Code generation from strings disallowed for this context')
    } as never
    try {
      await expectSame({ text })
    } finally {
      globalThis.Function = own
    }
  })
})

test('the same document is right under every setting of its conditions, and as often as it is asked', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `v${index}`)
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { person { ${names
    .map((name, index) => `${index % 2 ? 'a' : 'b'}${index}: name @${index % 2 ? 'skip' : 'include'}(if: $${name})`)
    .join(' ')} ...F @include(if: $v0) } } fragment F on Person { key @skip(if: $v1) }`
  const document = parse(text)
  for (let round = 0; round < 2; round++) {
    for (let bits = 0; bits < 64; bits++) {
      const variableValues = Object.fromEntries(names.map((name, index) => [name, (bits & (1 << index)) !== 0]))
      const args = { schema, document, contextValue: counting(), variableValues }
      expect(JSON.stringify(await execute(args))).toBe(JSON.stringify(await executeByGraphqlJs(args)))
    }
  }
})

test('a resolver is told of its field what graphql-js tells', async () => {
  const told: unknown[] = []
  const document = parse('query Q($n: Int) { people(count: $n) { pets { ... on Cat { kittens { name } } } } }')
  const cat = schema.getType('Cat') as never as {
    getFields(): Record<string, { resolve: (...args: unknown[]) => unknown }>
  }
  const kittens = cat.getFields().kittens
  const { resolve } = kittens ?? {}
  if (!kittens || !resolve) throw new Error('The schema has no kittens.')
  kittens.resolve = (...given) => {
    const { path, fieldName, fieldNodes, returnType, parentType, variableValues, operation, fragments } =
      given[3] as never
    told.push({ path, fieldName, fieldNodes, returnType, parentType, variableValues, operation, fragments })
    return resolve(...given)
  }
  try {
    const args = { schema, document, contextValue: counting(), variableValues: { n: 1 } }
    await execute(args)
    await executeByGraphqlJs(args)
  } finally {
    kittens.resolve = resolve
  }
  expect(told).toHaveLength(2)
  expect(JSON.stringify(told[0])).toBe(JSON.stringify(told[1]))
})

test('a resolver may change its arguments: the next one has its own', async () => {
  const document = parse('{ people(count: 2) { echo(text: "a") } }')
  const person = schema.getType('Person') as never as { getFields(): Record<string, { resolve: unknown }> }
  const { echo } = person.getFields()
  if (!echo) throw new Error('The schema has no echo.')
  const { resolve } = echo
  echo.resolve = (_: unknown, args: { text?: string }) => {
    const { text } = args
    args.text = 'changed'
    return text
  }
  try {
    const result = await execute({ schema, document, contextValue: counting() })
    expect(JSON.stringify(result.data)).toBe('{"people":[{"echo":"a"},{"echo":"a"}]}')
  } finally {
    echo.resolve = resolve
  }
})

test('GraphiQL’s questions about the product’s own schema', async () => {
  const { getIntrospectionQuery } = await import('graphql')
  const args = {
    schema: product(),
    document: parse(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true })),
  }
  expect(JSON.stringify(await execute(args))).toBe(JSON.stringify(await executeByGraphqlJs(args)))
})
