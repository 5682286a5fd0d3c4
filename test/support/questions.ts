import {
  type ConstDirectiveNode,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { VERSIONS } from '../../contract/versions.ts'
import { atLeast, OLDEST, type Version } from '../../src/upstream/api/version.ts'
import { key } from './rows.ts'

const NEWEST: Version = VERSIONS[VERSIONS.length - 1] ?? OLDEST

/** What a field is asked with: made from the schema, so that nothing that it offers is left out. */
export type Arguments = Record<string, unknown>

type AnyField = GraphQLField<unknown, unknown>

/**
 * Everything that a type answers by itself: its leaf fields and, of what it holds, theirs; with `relations` also the
 * objects that it is related to, each with what these answer by themselves.
 * @param version leaves out what a cluster of this version cannot be related to
 */
export function selectionOf(type: GraphQLNamedType, relations = false, version?: Version): string {
  if (isInterfaceType(type)) return '{ __typename id }'
  if (isUnionType(type)) return '{ __typename }'
  if (!isObjectType(type)) return ''
  const parts = Object.values(type.getFields()).flatMap((field) => {
    // An object of one of several types is read by whichever operation reads its own.
    const of = getNamedType(field.type)
    const { operation, since = OLDEST } = directive(field, 'rest')
    const isRelation = operation !== undefined || isUnionType(of) || isInterfaceType(of)
    if (version && !atLeast(version, since)) return []
    if ((isRelation && !relations) || field.args.some((one) => isNonNullType(one.type))) return []
    return [`${field.name} ${selectionOf(getNamedType(field.type), relations && !isRelation)}`]
  })
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '{ __typename }'
}

/** One document that asks a field with each of the arguments, under the aliases `q0`, `q1`... */
export function documentOf(
  field: AnyField,
  asked: readonly Arguments[],
  { operation = 'query', wrap = (text: string) => text, select = selectionOf(getNamedType(field.type)) } = {},
): { query: string; variables: Arguments } {
  const variables: Arguments = {}
  const declared: string[] = []
  const lines = asked.map((args, index) => {
    const given = Object.entries(args).map(([name, value]) => {
      const type = field.args.find((one) => one.name === name)?.type
      declared.push(`$${name}${index}: ${String(type)}`)
      variables[`${name}${index}`] = value
      return `${name}: $${name}${index}`
    })
    return `q${index}: ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${select}`
  })
  const head = declared.length > 0 ? `(${declared.join(', ')})` : ''
  return { query: `${operation} ${head} { ${wrap(lines.join('\n'))} }`, variables }
}

/** The first version that takes these arguments, by the directives on all that they use. */
export function neededBy(field: AnyField, args: Arguments): Version {
  return Object.entries(args).reduce<Version>((needed, [name, value]) => {
    const argument = field.args.find((one) => one.name === name)
    return argument ? latest(needed, sinceOf(argument), neededByValue(argument.type, value)) : needed
  }, directive(field, 'rest').since ?? OLDEST)
}

function neededByValue(type: GraphQLInputType, value: unknown): Version {
  const nullable = getNullableType(type)
  if (isListType(nullable) && Array.isArray(value)) {
    return latest(...value.map((one) => neededByValue(nullable.ofType, one)))
  }
  const named = getNamedType(type)
  if (isEnumType(named)) return sinceOf(named.getValue(String(value)) ?? {})
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return OLDEST
  return latest(
    ...Object.entries(value).map(([name, one]) => {
      const field = named.getFields()[name]
      if (!field) return OLDEST
      const operators = Object.keys(one ?? {}).every((operator) => operator === 'eq')
        ? OLDEST
        : (directive(field, 'operators').since ?? OLDEST)
      return latest(sinceOf(field), operators, neededByValue(field.type, one))
    }),
  )
}

/** Whether these hold a value of an enumeration that patches of older versions have brought: the cluster decides there. */
export function isPatched(type: GraphQLInputType, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => isPatched(type, one))
  const named = getNamedType(type)
  if (isEnumType(named)) return directive(named.getValue(String(value)) ?? {}, 'since').patched !== undefined
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return false
  const fields = named.getFields()
  return Object.entries(value).some(([name, one]) => fields[name] !== undefined && isPatched(fields[name].type, one))
}

/** What an input object must have beside other objects. */
function requiredLeaves(type: GraphQLInputObjectType): Arguments {
  return Object.fromEntries(
    Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type) && !isInputObjectType(getNamedType(field.type)))
      .map((field) => [field.name, values(field.type)[0]]),
  )
}

/** Filters: each field with each operator and enum value alone. */
export function singleFilters(type: GraphQLInputObjectType): Arguments[] {
  const least = requiredLeaves(type)
  return distinct(
    Object.values(type.getFields()).flatMap(({ name, type: of }) => {
      if (name === 'or') return []
      return filterValues(of).map((value) => ({ ...least, [name]: value }))
    }),
  )
}

/** A filter of all that a version takes at once, without contradictions, and the same as alternatives. */
export function wholeFilters(type: GraphQLInputObjectType, version: Version): Arguments[] {
  const fields = Object.values(type.getFields()).filter(
    // The old name of `batchOperationKey`; `isLatestVersion` narrows what else is possible.
    (field) => atLeast(version, sinceOf(field)) && !['or', 'batchOperationId'].includes(field.name),
  )
  const whole = Object.fromEntries(
    fields.map((field) => {
      const operators = atLeast(version, (directive(field, 'operators').since ?? OLDEST) as Version)
      return [field.name, field.name === 'isLatestVersion' ? false : wholeValue(field.type, operators, version)]
    }),
  )
  const alternatives = Object.entries(whole).map(([name, value]) => ({ [name]: value }))
  return 'or' in type.getFields() ? [whole, { or: alternatives }, { ...whole, or: alternatives }] : [whole]
}

/** Sorts: each field alone, in both directions, and all that a version sorts by together. */
export function sorts(type: GraphQLInputObjectType, version: Version): Arguments[][] {
  const by = getNamedType(type.getFields().field?.type) as GraphQLEnumType
  const alone = by.getValues().flatMap(({ name }) => [[{ field: name }], [{ field: name, order: 'DESC' }]])
  const supported = by.getValues().filter((value) => atLeast(version, sinceOf(value)))
  return [...alone, supported.map(({ name }, index) => ({ field: name, order: index % 2 ? 'DESC' : 'ASC' }))]
}

/** Inputs of a command: the least, each optional field beside it, and everything that a version takes. */
export function inputs(type: GraphQLInputObjectType, version: Version): Arguments[] {
  const least = leastInput(type)
  const beside = fieldsOf(type).flatMap((field) => {
    if (isNonNullType(field.type)) return []
    const given = NAMED[`${type.name}.${field.name}`] ?? [...values(field.type), ...values(field.type, version)]
    return given.map((value) => ({ ...least, [field.name]: value }))
  })
  const all = [least, ...beside, ...objects(type, version)].map((input) => withoutConflicts(type, input))
  return distinct(all)
}

/** The arguments that a field must have. @param known values of some, by their names */
export function leastArguments(field: AnyField, known: Arguments = {}): Arguments {
  const required = field.args.filter((one) => isNonNullType(one.type))
  return Object.fromEntries(
    required.map(({ name, type }) => {
      const named = getNamedType(type)
      return [name, known[name] ?? (isInputObjectType(named) ? requiredLeaves(named) : values(type, OLDEST)[0])]
    }),
  )
}

/** What the schema does not say, and Camunda does: a change changes something, a creation names its process once. */
function leastInput(type: GraphQLInputObjectType): Arguments {
  const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type))
  const least = Object.fromEntries(required.map((field) => [field.name, values(field.type, OLDEST)[0]]))
  return { ...least, ...LEAST[type.name] }
}

/** Input fields that Camunda 7 alone takes; other generations refuse them. */
export const CAMUNDA_7_INPUTS: readonly string[] = ['typedVariables']

/** What Camunda 8 takes. */
const fieldsOf = (type: GraphQLInputObjectType) =>
  Object.values(type.getFields()).filter(({ name }) => !CAMUNDA_7_INPUTS.includes(name))

const LEAST: Record<string, Arguments> = {
  CreateElementInstanceVariablesInput: { variables: { a: 1 } },
  VariableInstructionInput: { variables: { a: 1 } },
  CreateProcessInstanceInput: { processDefinitionId: 'order' },
  UpdateJobInput: { retries: 2 },
  UpdateUserTaskInput: { priority: 60 },
  UpdateJobsBatchOperationInput: { retries: 2 },
  EvaluateDecisionInput: { decisionDefinitionId: 'a' },
  CreateAuthorizationInput: { resourceId: 'a' },
  UpdateAuthorizationInput: { resourceId: 'a' },
  RestoreInput: { from: '2026-01-02T03:04:05Z' },
  RestoreAsClusterAdminInput: { from: '2026-01-02T03:04:05Z' },
}

/** Fields of which one alone may be given: where the first is, the others are not. */
const EITHER: Record<string, readonly string[]> = {
  CreateProcessInstanceInput: ['processDefinitionKey', 'processDefinitionId', 'processDefinitionVersion'],
  EvaluateDecisionInput: ['decisionDefinitionKey', 'decisionDefinitionId'],
  CreateAuthorizationInput: ['resourcePropertyName', 'resourceId'],
  UpdateAuthorizationInput: ['resourcePropertyName', 'resourceId'],
  RestoreInput: ['backupIds', 'from', 'to'],
  RestoreAsClusterAdminInput: ['backupIds', 'from', 'to', 'overrides'],
}

function withoutConflicts(type: GraphQLInputObjectType, given: Arguments): Arguments {
  const { requestTimeout, ...rest } = given
  // A time to wait is for those who wait.
  const isIdle = type.name.endsWith('BatchOperationInput') && !given.awaitCompletion
  const input = isIdle ? rest : given
  const [first = '', ...others] = EITHER[type.name] ?? []
  if (!input[first]) return input
  return Object.fromEntries(Object.entries(input).filter(([name]) => !others.includes(name)))
}

/** Values of a type that together use every field and every alternative; of a version, only what it takes. */
function values(type: GraphQLInputType, version?: Version): unknown[] {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return [values(nullable.ofType, version)]
  const named = getNamedType(type)
  if (isInputObjectType(named)) return isFilter(named) ? commandFilters(named, version) : objects(named, version)
  if (isEnumType(named)) return valuesOf(named, version)
  return [SAMPLES[named.name]?.[0]]
}

function objects(type: GraphQLInputObjectType, version?: Version): Arguments[] {
  const fields = fieldsOf(type)
    .filter((field) => getNamedType(field.type).name !== 'Upload')
    .filter((field) => version === undefined || atLeast(version, sinceOf(field)))
    .map((field) => ({ name: field.name, of: NAMED[`${type.name}.${field.name}`] ?? values(field.type, version) }))
  if (type.isOneOf) return fields.flatMap(({ name, of }) => of.map((value) => ({ [name]: value })))
  const most = Math.max(1, ...fields.map(({ of }) => of.length))
  const all = Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(({ name, of }) => [name, of[index % of.length]])),
  )
  const [first] = EITHER[type.name] ?? []
  if (first === undefined) return all
  // What a command is about is named in one way, not in both.
  return [...all, ...all.map(({ [first]: _, ...rest }) => rest)]
}

/** Whether it is the filter of a list, and not what one value is compared with. */
const isFilter = (type: GraphQLInputObjectType) => type.name.endsWith('Filter') && !('eq' in type.getFields())

/** Filters of a list as commands take them: without what Camunda itself puts there. */
function commandFilters(type: GraphQLInputObjectType, version: Version = NEWEST): Arguments[] {
  return wholeFilters(type, version).map(({ state: _state, parentProcessInstanceKey: _parent, ...others }) => others)
}

/** Fields whose content matters. */
const NAMED: Record<string, unknown[]> = {
  'DeploymentTextInput.name': ['order.bpmn'],
  'DeploymentTextInput.content': ['<definitions/>'],
  'AgentMessageContentInput.documentReference': [
    {
      'camunda.document.type': 'camunda',
      storeId: 'a',
      documentId: 'b',
      contentHash: null,
      metadata: {
        contentType: 'text/plain',
        fileName: 'c',
        expiresAt: null,
        size: 1,
        processDefinitionId: null,
        processInstanceKey: null,
        customProperties: {},
      },
    },
  ],
  ...Object.fromEntries(
    ['CreateGlobal', 'UpdateGlobal', 'CreateTenant', 'UpdateTenant'].map((command) => [
      `${command}ClusterVariableInput.metadata`,
      [{ owner: 'a', limit: 1 }],
    ]),
  ),
  // Not together with others.
  'PhysicalTenantRestoreInput.backupIds': [undefined],
  'RestoreAsClusterAdminInput.physicalTenantId': [undefined],
}

/** Per leaf type: five different values in ascending order. */
const SAMPLES: Record<string, unknown[]> = {
  ID: [1, 2, 3, 4, 5].map((n) => key(n)),
  String: ['a', 'b', 'c', 'd', 'e'],
  Boolean: [true, false],
  Int: [3, 4, 5, 6, 7],
  Long: [3, 4, 5, 6, 7],
  DateTime: [3, 4, 5, 6, 7].map((day) => `2026-01-0${day}T12:00:00.000Z`),
  // Identifiers may be of two numbers.
  IdentifierFilter: ['1-1', '1-2', '1-3', '1-4', '1-5'],
  JSON: [{ amount: 1, nested: { list: [null, true] } }],
  Password: ['a', 'b', 'c', 'd', 'e'],
}

function filterValues(type: GraphQLInputType): unknown[] {
  const named = getNamedType(type)
  if (isListType(getNullableType(type))) {
    if (isInputObjectType(named) && 'eq' in named.getFields()) return filterValues(named).map((one) => [one])
    return isInputObjectType(named)
      ? singleFilters(named).map((one) => [{ ...wholeFilters(named, OLDEST)[0], ...one }])
      : [[SAMPLES[named.name]?.[0]]]
  }
  if (isInputObjectType(named)) {
    const operators = Object.entries(allOperators(named, OLDEST))
      // A list of the same value twice asks what another operator does.
      .filter(([, value]) => !Array.isArray(value) || new Set(value).size > 1)
      .map(([name, value]) => ({ [name]: value }))
    const of = getNamedType(named.getFields().eq?.type)
    return isEnumType(of) ? [...operators, ...valuesOf(of).map((value) => ({ eq: value }))] : operators
  }
  return isEnumType(named) ? valuesOf(named) : (SAMPLES[named.name] ?? []).slice(0, named.name === 'Boolean' ? 2 : 1)
}

function wholeValue(type: GraphQLInputType, operators: boolean, version: Version): unknown {
  const named = getNamedType(type)
  if (isListType(getNullableType(type))) {
    if (isInputObjectType(named) && 'eq' in named.getFields()) return [allOperators(named, version)]
    return isInputObjectType(named) ? wholeFilters(named, version) : (SAMPLES[named.name] ?? []).slice(0, 2)
  }
  if (!isInputObjectType(named)) return filterValues(type)[0]
  const all = allOperators(named, version)
  return operators ? all : { eq: all.eq }
}

/** All operators of a filter type at once, such that a value can meet them: the first of the samples does. */
function allOperators(type: GraphQLInputObjectType, version: Version): Arguments {
  const of = getNamedType(type.getFields().eq?.type)
  const samples = SAMPLES[type.name] ?? SAMPLES[of?.name ?? ''] ?? []
  const known = of && isEnumType(of) ? valuesOf(of, version) : samples
  // In the middle, so that there is something on either side of it.
  const [low, met = low, high = met] = known
  const operators: Arguments = {
    eq: met,
    neq: low,
    exists: true,
    in: [met, high],
    notIn: [low, known[3] ?? low],
    like: typeof met === 'string' ? `${met.slice(0, 1)}*` : undefined,
    gt: low,
    gte: met,
    lt: high,
    lte: met,
  }
  return Object.fromEntries(Object.entries(operators).filter(([name]) => name in type.getFields()))
}

function valuesOf(type: GraphQLEnumType, version?: Version): string[] {
  return type
    .getValues()
    .filter((value) => value.name !== 'UNRECOGNIZED' && (!version || atLeast(version, sinceOf(value))))
    .map(({ name }) => name)
}

function distinct(all: Arguments[]): Arguments[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

interface Described {
  astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined
}

/** The arguments of a directive in the schema; empty where it is not there. */
export function directive({ astNode }: Described, name: string): { [argument: string]: Version } {
  const found = astNode?.directives?.find((node) => node.name.value === name)
  const given = found?.arguments?.map(({ name: { value: argument }, value }) => [
    argument,
    'value' in value ? value.value : '',
  ])
  return Object.fromEntries(given ?? [])
}

/** From `@since`; the oldest version where it is not there. */
export function sinceOf(described: Described): Version {
  return directive(described, 'since').version ?? OLDEST
}

function latest(...versions: Version[]): Version {
  return versions.reduce((one, other) => (atLeast(one, other) ? one : other), OLDEST)
}
