import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql'
import { type Contract, contract } from '../../contract/contract.ts'
import { operationFacts, versionsOf } from '../../contract/operation-facts.ts'
import { restOf } from '../../contract/sdl.ts'

/**
 * The input and the payload of a command that has all it needs in its path, such as `assignUserToGroup`: the keys of what
 * it is about, and the objects that these identify. Undefined for a command that has more to it.
 * @param mutation its name, which is the operation's
 * @param schema the types that the keys are looked for in
 */
export function membershipText(
  mutation: string,
  schema: GraphQLSchema,
): { input: string; payload: string } | undefined {
  const newest = versionsOf(mutation).at(-1)
  if (!newest || !operationFacts(mutation).bodyless) return undefined
  const members = Object.keys(contract(newest).operation(mutation).parameters ?? {}).map((key) => memberOf(schema, key))
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const inputs = members.map(({ key, type }) => {
    const field = type.getFields()[key]
    return `  "${field?.description ?? ''}"\n  ${key}: ${String(field?.type)}\n`
  })
  const payloads = members.map(({ type, read }) => {
    const field = type.name.charAt(0).toLowerCase() + type.name.slice(1)
    return read
      ? `  "As it reads now."\n  ${field}: ${type.name} @rest(operation: "${read.operation}", since: "${read.since}")\n`
      : `  "What it has by now. Of itself, Camunda knows no more than its id."\n  ${field}: ${type.name}\n`
  })
  payloads.push(effectText(contract(newest), mutation))
  return {
    input: `"What \`${mutation}\` is about."\ninput ${name}Input {\n${inputs.join('')}}\n`,
    payload: `"What \`${mutation}\` gives back."\ntype ${name}Payload {\n${payloads.join('')}}\n`,
  }
}

/** The field that waits until the search for the members, which stands beside them, shows what was done. */
function effectText({ operations }: Contract, mutation: string): string {
  const { path, method } = operationFacts(mutation)
  const beside = path.replace(/\{\w+\}$/, 'search')
  const search = Object.keys(operations).find((one) => operations[one]?.path === beside)
  if (!search) throw new Error(`no operation is at ${beside}, which would show what ${mutation} does`)
  const rest = `@rest(operation: "${search}", since: "${versionsOf(search)[0]}")`
  const [field, until] = method === 'DELETE' ? ['isGone', 'do not show it any more'] : ['isVisible', 'show it']
  return `  """
  True. It waits, bounded, until reads ${until}; null with \`NOT_YET_VISIBLE\` when the wait runs out. Members are
  looked through, 10,000 at most: \`NOT_SUPPORTED\` where there are more.
  """
  ${field}: Boolean ${rest}
`
}

interface Member {
  key: string
  type: GraphQLObjectType
  /** What reads one by the key; left out where REST knows the key alone, such as that of a client. */
  read?: { operation: string; since: string }
}

/** The type whose objects a key identifies. Throws where there is none. */
function memberOf(schema: GraphQLSchema, key: string): Member {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const [argument, ...others] = field.args
    const { operation, since } = restOf(field)
    if (argument?.name !== key || others.length > 0 || !isObjectType(field.type) || !operation || !since) continue
    return { key, type: field.type, read: { operation, since } }
  }
  const type = schema.getType(key.charAt(0).toUpperCase() + key.slice(1).replace(/Id$/, ''))
  if (isObjectType(type) && key in type.getFields()) return { key, type }
  throw new Error(`no type has objects that ${key} identifies`)
}
