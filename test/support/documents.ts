import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'

/** A document, the variables to ask it with, and which operation is meant. */
export interface Asked {
  text: string
  variables: Record<string, unknown>
}

/** Numbers from 0 up to a bound, the same for the same seed. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/**
 * Writes a document of a schema by chance: nested selections, aliases that meet, fragments of both kinds on concrete and
 * abstract types, @skip and @include by literals and variables, arguments by literals, variables and defaults. Not every
 * one is valid: fields of one name may differ.
 */
export function writeDocument(schema: GraphQLSchema, seed: number): Asked {
  const number = numbersFrom(seed)
  const chance = (percent: number) => number(100) < percent
  const pick = <T>(from: readonly T[]): T => from[number(from.length)] as T
  const declared = new Map<string, string>()
  const variables: Record<string, unknown> = {}
  const fragments: string[] = []
  const root = chance(85) ? schema.getQueryType() : schema.getMutationType()

  function selections(type: GraphQLCompositeType, depth: number): string {
    const parts = Array.from({ length: 1 + number(5) }, () => selection(type, depth))
    return `{ ${parts.join(' ')} }`
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    if (chance(8) || !('getFields' in type))
      return isAbstractType(type) && chance(70) ? onSome(type, depth) : '__typename'
    if (isAbstractType(type) && chance(50)) return onSome(type, depth)
    if (chance(8)) return `... ${condition()} ${selections(type, depth)}`
    if (chance(10)) return spread(type, depth)
    return field(type as GraphQLObjectType, depth)
  }

  function onSome(type: GraphQLCompositeType, depth: number): string {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type as GraphQLObjectType]
    const one = pick(possible)
    return chance(40) ? spread(one, depth) : `... on ${one.name} ${condition()} ${selections(one, depth)}`
  }

  function spread(type: GraphQLCompositeType, depth: number): string {
    const name = `F${fragments.length}`
    fragments.push('')
    fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${selections(type, depth + 1)}`
    return chance(20) ? `...${name} ${condition()} ...${name}` : `...${name} ${condition()}`
  }

  function field(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      (one) => depth < 5 || !isCompositeType(getNamedType(one.type)),
    )
    if (fields.length === 0) return '__typename'
    const chosen = pick(fields)
    const given = chosen.args.filter((argument) => isNonNullType(argument.type) || chance(50))
    const args =
      given.length > 0 ? `(${given.map((argument) => `${argument.name}: ${value(argument)}`).join(', ')})` : ''
    const alias = chance(25) ? `${pick(['a', 'b', 'c'])}: ` : ''
    const named = getNamedType(chosen.type)
    const below = isCompositeType(named) ? selections(named, depth + 1) : ''
    return `${alias}${chosen.name}${args} ${condition()} ${below}`
  }

  function condition(): string {
    if (!chance(12)) return ''
    const name = pick(['skip', 'include'])
    return chance(40) ? `@${name}(if: ${chance(50)})` : `@${name}(if: $${declare('Boolean!', chance(50))})`
  }

  function declare(type: string, given: unknown, standard = ''): string {
    const name = `v${declared.size}`
    declared.set(name, `$${name}: ${type}${standard}`)
    if (given !== undefined) variables[name] = given
    return name
  }

  function value({ type }: GraphQLArgument): string {
    if (chance(40)) {
      const wanted = String(type)
      const absent = !isNonNullType(type) && chance(25)
      return `$${declare(wanted, absent ? undefined : plain(type, 0))}`
    }
    return literal(plain(type, 0), type)
  }

  function plain(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return plain(type.ofType, depth) ?? 1
    if (chance(10)) return null
    if (isListType(type)) return Array.from({ length: number(3) }, () => plain(type.ofType, depth))
    if (isEnumType(type)) return pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const chosen = Object.values(type.getFields()).filter(() => depth < 2 && chance(50))
      return Object.fromEntries(chosen.map((one) => [one.name, plain(one.type, depth + 1)]))
    }
    switch (type.name) {
      case 'Int':
        return number(5)
      case 'Boolean':
        return chance(50)
      case 'Even':
        return chance(70) ? 2 * number(4) : 3
      default:
        return pick(['Ann', 'Cat', 'Dog', 'Rock', ''])
    }
  }

  function literal(given: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return literal(given, type.ofType)
    if (given === null) return 'null'
    if (Array.isArray(given))
      return `[${given.map((one) => literal(one, isListType(type) ? type.ofType : type)).join(', ')}]`
    if (isInputObjectType(type) && typeof given === 'object') {
      const fields = type.getFields()
      return `{ ${Object.entries(given)
        .map(([name, one]) => `${name}: ${literal(one, fields[name]?.type ?? type)}`)
        .join(', ')} }`
    }
    return isEnumType(type) ? String(given) : JSON.stringify(given)
  }

  const body = root ? selections(root, 0) : '{ __typename }'
  const head = declared.size > 0 ? `(${[...declared.values()].join(', ')})` : ''
  const kind = root === schema.getMutationType() ? 'mutation' : 'query'
  return { text: [`${kind} Q${head} ${body}`, ...fragments].join('\n'), variables }
}
