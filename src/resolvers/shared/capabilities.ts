import { type GraphQLSchema, isObjectType } from 'graphql'
import { type ArgumentFacts, type FieldFacts, fieldFacts, type InputFieldFacts } from '../../fields/facts.ts'
import type { FieldCapability, FilterCapability } from '../../generated/schema.ts'
import { atLeast, type Version } from '../../upstream/api/version.ts'
import type { SearchSupport, Support } from '../../upstream/dialects/support.ts'
import { IN_THE_WHOLE_CONTRACT } from '../../upstream/failures/failure.ts'

/** What a cluster can do: by its version of the contract and, for older generations, by their support tables. */
interface Engine {
  /** The version of the contract, as `Session.version` tells it. */
  version: Version
  support: Support | undefined
  /** Whether what administers the cluster, or shows secrets, is open at the gateway. */
  administration: boolean
}

const CLOSED =
  'It administers the cluster or shows secrets, which is closed here: GATEWAY_ADMINISTRATION=true opens it.'

const known = new WeakMap<GraphQLSchema, Map<string, readonly FieldCapability[]>>()

/**
 * For each field that an operation serves, whether it works: from the same directives and tables by which it would be
 * refused.
 */
export function fieldCapabilities(schema: GraphQLSchema, engine: Engine): readonly FieldCapability[] {
  let ofSchema = known.get(schema)
  if (!ofSchema) {
    ofSchema = new Map()
    known.set(schema, ofSchema)
  }
  // A gateway has few engines, whose versions may change when they are upgraded.
  const name = `${engine.support?.generation ?? ''} ${engine.version} ${engine.administration}`
  let capabilities = ofSchema.get(name)
  if (!capabilities) {
    capabilities = read(schema, engine)
    ofSchema.set(name, capabilities)
  }
  return capabilities
}

function read(schema: GraphQLSchema, engine: Engine): FieldCapability[] {
  const capabilities: FieldCapability[] = []
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const facts = fieldFacts(field)
      if (facts.operation) capabilities.push(capability(type.name, field.name, facts.operation, facts, engine))
    }
  }
  return capabilities
}

function capability(type: string, name: string, operation: string, facts: FieldFacts, engine: Engine): FieldCapability {
  const isClosed = facts.isAdministration && !engine.administration
  const lack = lackOf(operation, facts.since, engine) ?? (isClosed ? CLOSED : undefined)
  const filter = facts.arguments.get('filter')
  const sort = facts.arguments.get('sort')
  const search = engine.support?.searches[operation]
  return {
    type,
    name,
    operation,
    supported: lack === undefined,
    instead: lack ?? null,
    filters: lack === undefined && filter ? filters(filter, engine, search) : null,
    sorts: lack === undefined && sort ? sorts(sort, engine, search) : null,
  }
}

/** The way out if an operation is missing; undefined if it is supported. */
function lackOf(operation: string, since: Version, { version, support }: Engine): string | undefined {
  if (!atLeast(version, since)) return `Camunda ${since} and later have it.`
  if (!support || support.operations.has(operation) || Object.hasOwn(support.searches, operation)) return undefined
  return support.instead?.[operation] ?? IN_THE_WHOLE_CONTRACT
}

function filters({ type, since }: ArgumentFacts, engine: Engine, search: SearchSupport | undefined) {
  if (!atLeast(engine.version, since)) return []
  return [...type.fields].flatMap(([field, facts]) => filterCapability(field, facts, engine, search) ?? [])
}

function filterCapability(
  field: string,
  { since, operatorsSince, type }: InputFieldFacts,
  { version, support }: Engine,
  search: SearchSupport | undefined,
): FilterCapability | undefined {
  if (!atLeast(version, since)) return undefined
  const can = search && (field === 'or' ? (search.or ? [] : undefined) : search.filters[field])
  if (support && !can) return undefined
  if (!type.isOperators) return { field, operators: [] }
  const names = [...type.fields.keys()].filter((operator) => !can || can.some((one) => one === `$${operator}`))
  return { field, operators: atLeast(version, operatorsSince) ? names : names.filter((operator) => operator === 'eq') }
}

function sorts({ type, since }: ArgumentFacts, { version, support }: Engine, search: SearchSupport | undefined) {
  if (!atLeast(version, since)) return []
  const values = [...(type.fields.get('field')?.type.values ?? [])]
  return values
    .filter(([value, valueSince]) => atLeast(version, valueSince) && (!support || search?.sorts.includes(value)))
    .map(([value]) => value)
}
