import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'

/** A schema that has whatever an executor may get wrong: each kind of type, of failure and of delay. */
const typeDefs = /* GraphQL */ `
  scalar Even
  scalar Raw
  enum Color { RED GREEN }
  input Shape { size: Int = 3, color: Color, inner: Shape, names: [String!] }
  interface Named { name: String, self: Named }
  interface Aged implements Named { name: String, self: Named, age: Int! }
  union Thing = Cat | Dog | Rock
  type Cat implements Named & Aged { name: String, self: Named, age: Int!, lives: Int, kittens(first: Int = 2): [Cat!]!, friend: Named, color: Color, owner: Person }
  type Dog implements Named & Aged { name: String, self: Named, age: Int!, barks: Boolean!, prey: [Thing], friend: Named }
  type Rock { weight: Float, even: Even }
  type Person implements Named {
    name: String
    self: Named
    key: ID!
    pets: [Named!]
    maybePets: [Named]
    things: [Thing!]!
    boss: Person
    mustBoss: Person!
    echo(text: String, number: Int, shape: Shape, list: [Int!], id: ID, flag: Boolean = true): String
    must: String!
    fails: String
    failsLate: String
    mustFail: String!
    mustFailLate: String!
    nothing: String
    mustNothing: String!
    grid: [[Int]]
    holes: [String]
    mustHoles: [String!]
    later: Person
    even(value: Even): Even
    badColor: Color
    badNumber: Int
    noList: [String]
    method(text: String): String
    errors: [String]
    stranger: Named
    unnamed: Thing
  }
  type Fact { name: String, must: String!, size: Int, ratio: Float, is: Boolean, key: ID, color: Color, even: Even, raw: Raw }
  type Nest { name: String, fact: Fact, mustFact: Fact!, facts: [Fact], mustFacts: [Fact!]!, grid: [[Fact]], texts: [String!], inner: Nest, named: Named }
  type Query { nests(odd: String, place: Int = 0): [Nest], facts(odd: String, every: Int = 5, count: Int = 40): [Fact], person(name: String = "Ann"): Person, mustPerson: Person!, people(count: Int = 2): [Person!]!, thing(kind: String): Thing, named: Named, count: Int!, broken: Person! }
  type Mutation { add(number: Int!): Counter, addLate(number: Int!): Counter, refuse: Counter, mustRefuse: Counter!, mustRefuseLate: Counter! }
  type Counter { total: Int!, after: Int, late: Int, fails: Int! }
`

const soon = <T>(value: T, ticks = 1): Promise<T> =>
  ticks <= 0 ? Promise.resolve(value) : Promise.resolve().then(() => soon(value, ticks - 1))
const fail = (message: string): never => {
  throw new Error(message)
}

const typeName = (value: { __typename: string }) => value.__typename

interface Person {
  name: string
  depth: number
}

const person = (name: string, depth = 0): Person & Record<string, unknown> => ({
  __typename: 'Person',
  name,
  depth,
  key: `${name}-${depth}`,
  method(args: { text?: string }) {
    return `${this.name} says ${args.text ?? 'nothing'}`
  },
})

const cat = (name: string) => ({ __typename: 'Cat', name, age: name.length, lives: 9, color: 'RED' })
const dog = (name: string) => ({ __typename: 'Dog', name, age: name.length, barks: true })

/** Takes any value as it is. */
const raw = new GraphQLScalarType({ name: 'Raw', serialize: (value) => value })

const even = new GraphQLScalarType({
  name: 'Even',
  serialize: (value) => (Number(value) % 2 === 0 ? Number(value) : fail(`${String(value)} is odd`)),
  parseValue: (value) => (Number(value) % 2 === 0 ? Number(value) : fail('An even number is wanted.')),
  parseLiteral: (node: ValueNode) =>
    node.kind === Kind.INT && Number(node.value) % 2 === 0 ? Number(node.value) : fail('An even number is wanted.'),
})

/** Plain rows, and whatever may stand in the place of a plain value. */
const FACT = { name: 'n', must: 'm', size: 1, ratio: 1.5, is: true, key: 'k', color: 'RED', even: 2, raw: 'r' }
const ODD: Record<string, () => unknown> = {
  missing: () => ({ ...FACT, must: undefined }),
  null: () => ({ ...FACT, must: null }),
  nulls: () => ({ must: 'alone', name: null }),
  none: () => null,
  late: () => soon(FACT, 2),
  lateField: () => ({ ...FACT, name: soon('late'), must: soon('late', 2) }),
  lateNull: () => ({ ...FACT, must: soon(null) }),
  lateRaw: () => ({ ...FACT, raw: soon({ a: 1 }, 2) }),
  errorRaw: () => ({ ...FACT, raw: new Error('as a raw value') }),
  methodRaw: () => ({ ...FACT, raw: () => 'by a method' }),
  objectRaw: () => ({ ...FACT, raw: { a: [1] } }),
  errorRow: () => Object.assign(new Error('a row'), { ...FACT }),
  error: () => ({ ...FACT, name: new Error('as a value'), must: 'x' }),
  method: () => ({ ...FACT, name: () => 'by a method', size: () => fail('by a method') }),
  getter: () => ({
    must: 'm',
    get name() {
      return fail('by a getter')
    },
  }),
  large: () => ({ ...FACT, size: 2 ** 31 }),
  fraction: () => ({ ...FACT, size: 1.5 }),
  text: () => ({ ...FACT, size: '7', ratio: '2.5', is: 'yes', key: 7, name: 8 }),
  boolean: () => ({ ...FACT, size: true, ratio: false, name: true, is: 1 }),
  negativeZero: () => ({ ...FACT, size: -0, ratio: -0 }),
  infinite: () => ({ ...FACT, ratio: Number.POSITIVE_INFINITY }),
  color: () => ({ ...FACT, color: 'BLUE' }),
  odd: () => ({ ...FACT, even: 3 }),
  object: () => ({ ...FACT, name: { valueOf: () => 'of value' }, key: { toString: () => 'no' } }),
  list: () => ({ ...FACT, name: ['a'] }),
  number: () => 12,
  function: () => Object.assign(() => 'a function', { must: 'of a function' }),
  instance: () =>
    new (class Fact {
      must = 'own'
      get name() {
        return 'of the class'
      }
    })(),
}

/** Where an odd one may stand within others. */
export const PLACES: Array<(odd: unknown) => object> = [
  (odd) => ({ fact: odd }),
  (odd) => ({ mustFact: odd }),
  (odd) => ({ facts: [FACT, odd, FACT] }),
  (odd) => ({ mustFacts: [odd] }),
  (odd) => ({ grid: [[FACT], [FACT, odd], null] }),
  (odd) => ({ facts: odd }),
  (odd) => ({ texts: ['a', odd] }),
  (odd) => ({ inner: { ...nest(), mustFact: odd } }),
  (odd) => ({ inner: { ...nest(), facts: new Set([FACT, odd]) } }),
]

const nest = () => ({
  name: 'n',
  fact: FACT,
  mustFact: FACT,
  facts: [FACT, FACT],
  mustFacts: [FACT],
  grid: [[FACT], []],
  texts: ['a', 'b'],
  named: cat('Nested'),
})

/** The names of what may stand in the place of a plain row. */
export const odd = Object.keys(ODD)

/** Made anew for each execution: mutations count. */
export function counting() {
  return { total: 0, order: [] as string[] }
}

type Context = ReturnType<typeof counting>

export const schema = makeExecutableSchema<Context>({
  typeDefs,
  resolvers: {
    Even: even,
    Raw: raw,
    Query: {
      nests: (_, { odd, place }) =>
        Array.from({ length: 20 }, (_unused, index) => ({
          ...nest(),
          inner: nest(),
          // One alone: of many, nobody would look for plain ones any more.
          ...(index === 18 ? PLACES[Number(place)]?.(ODD[String(odd)]?.()) : {}),
        })) as never,
      facts: (_, { odd, every, count }) =>
        Array.from({ length: Number(count) }, (_unused, index) =>
          odd && (index + 1) % Number(every) === 0 ? ODD[String(odd)]?.() : { ...FACT, name: `n${index}` },
        ) as never,
      person: (_, { name }) => (name === null ? null : person(String(name))),
      mustPerson: () => soon(person('Must')),
      people: (_, { count }) =>
        Array.from({ length: Math.min(Number(count), 4) }, (_unused, index) =>
          index % 2 === 0 ? person(`P${index}`) : soon(person(`P${index}`), index),
        ),
      thing: (_, { kind }) => ({
        __typename: kind ?? 'Rock',
        weight: 1.5,
        even: 4,
        name: 'thing',
        age: 1,
        barks: false,
      }),
      named: () => soon(cat('Tom'), 2),
      count: () => 7,
      broken: () => fail('broken'),
    },
    Person: {
      pets: ({ name }) => (name === 'P1' ? null : [cat('Tom'), soon(dog('Rex'))]),
      maybePets: () => [cat('Kit'), null, soon(null), dog('Bo'), new Error('an error as an item')],
      things: () => new Set([cat('Set'), dog('Sed'), { __typename: 'Rock', weight: 2, even: 3 }]),
      boss: ({ name, depth }) => (depth > 2 ? null : person(name, depth + 1)),
      mustBoss: ({ name, depth }) => (depth > 2 ? null : soon(person(name, depth + 1), depth)) as never,
      echo: (_, args) => JSON.stringify(args),
      must: () => 'must',
      fails: () => fail('fails'),
      failsLate: () => soon(null, 3).then(() => fail('fails late')),
      mustFail: () => {
        throw new GraphQLError('must fail', { extensions: { code: 'MUST' } })
      },
      mustFailLate: () => soon(null, 2).then(() => fail('must fail late')),
      nothing: () => undefined,
      mustNothing: () => soon(null) as never,
      grid: () => [[1, 2], null, [soon(3), null], 'no list'] as never,
      holes: () => ['a', null, undefined, soon('b'), soon(null)],
      mustHoles: () => ['a', soon('b'), null] as never,
      later: ({ name, depth }) => (depth > 2 ? null : soon(person(name, depth + 1), 4)),
      even: (_, { value }) => value ?? 2,
      badColor: () => 'BLUE' as never,
      badNumber: () => 'many' as never,
      noList: () => 12 as never,
      errors: () =>
        [soon('fine'), Promise.reject(new Error('an item failed')), new Error('an item is an error')] as never,
      stranger: () => ({ __typename: 'Rock' }) as never,
      unnamed: () => soon({ name: 'no type' }) as never,
    },
    Cat: {
      kittens: (_, { first }) =>
        Array.from({ length: Math.min(Number(first), 3) }, (_unused, index) => cat(`K${index}`)),
      friend: () => dog('Friend'),
      owner: () => soon(person('Owner')),
    },
    Dog: { prey: () => [cat('Prey'), null, { __typename: 'Rock', weight: 3 }], friend: () => soon(cat('Friend'), 1) },
    Named: { __resolveType: typeName },
    Aged: { __resolveType: typeName },
    Thing: { __resolveType: (value: { __typename: string }) => soon(typeName(value)) },
    Mutation: {
      add: (_, { number }, context) => {
        context.order.push(`add ${number}`)
        context.total += Number(number)
        return { total: context.total }
      },
      addLate: async (_, { number }, context) => {
        context.order.push(`addLate ${number}`)
        await soon(null, 5)
        context.total += Number(number)
        context.order.push(`addedLate ${number}`)
        return { total: context.total }
      },
      refuse: () => fail('refused'),
      mustRefuse: () => fail('must be refused'),
      mustRefuseLate: () => soon(null, 2).then(() => fail('must be refused late')),
    },
    Counter: {
      after: (_, _args, context) => context.total,
      late: (_, _args, context) => soon(null, 4).then(() => context.order.push('late') && context.total),
      fails: () => fail('a counter fails'),
    },
  },
  resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
})
