import {
  type ConstDirectiveNode,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { contract, type FieldFacts, VERSIONS, type Version } from '../../contract/contract.ts'
import { resolveNode } from '../../contract/load.ts'
import { answerAt, bodyAt, type Fields } from '../../contract/places.ts'
import { answerPlaces, inputPlaces, type Place, restOf, servedFields } from '../../contract/sdl.ts'
import type { Field } from '../../contract/table.ts'
import { childrenOf } from '../../src/fields/children.ts'
import { resolvers } from '../../src/resolvers/index.ts'
import { schema } from '../../src/schema/schema.ts'
import { atLeast, OLDEST } from '../../src/upstream/api/version.ts'
import * as catalog from '../../src/upstream/catalog/index.ts'
import { CAMUNDA_7_INPUTS } from '../support/questions.ts'

/** What the SDL says, in types, nullability and directives, held against the contract of every version. */

const made = schema()

/** Types that stand elsewhere in REST's answers than their names say: what a deployment mixes in one list, say. */
const ELSEWHERE: ReadonlyArray<readonly [string, Place]> = [
  ['DeployedDecisionDefinition', ['createDeployment', 'deployments', 'decisionDefinition']],
  ['DeployedDecisionRequirements', ['createDeployment', 'deployments', 'decisionRequirements']],
  ['DeployedForm', ['createDeployment', 'deployments', 'form']],
  ['DeployedResource', ['createDeployment', 'deployments', 'resource']],
  ['DeleteResourcePayload', ['deleteResource', 'batchOperation']],
  ['Document', ['createDocument']],
  ['DocumentMetadata', ['createDocument', 'metadata']],
  ['DocumentFailure', ['createDocuments', 'failedDocuments']],
]

/** Where an object type of the SDL stands in REST's answers. */
const ROWS = new Map<string, readonly Place[]>([
  ...[...answerPlaces(made)].filter(([type]) => !/^(Query|Mutation)$/.test(type)),
  ...ELSEWHERE.map(([type, place]) => [type, [place]] as const),
])

/** Leaf fields that the gateway makes itself, and why. */
const COMPUTED = new Set([
  'Incident.stackTrace', // Camunda 7 alone has it
  'UserTask.description', // likewise
  'UserTask.owner', // likewise
  'Variable.type', // likewise
  'Variable.preview', // REST's `value`, as it came
  'Variable.isTruncated', // false where a read by key leaves it out: that is never cut
  'ClusterVariable.isTruncated', // likewise
  'CreateDocumentPayload.reference', // the whole answer
  'CreateDocumentsPayload.references', // likewise
  'DeleteDocumentPayload.documentId', // what was asked for
  'DeleteHistoryBackupPayload.backupId', // what was asked for, where the answer is empty
  'DeleteRuntimeBackupPayload.backupId',
  'DeleteHistoryBackupAsClusterAdminPayload.backupId',
  'DeleteRuntimeBackupAsClusterAdminPayload.backupId',
  'PinClockPayload.timestamp',
  'ResetClockPayload.isPinned',
  'ElementInstanceWaitState.waitStateType', // of the details
  'TenantUsageMetrics.tenantId', // the name of a field in REST
  'GlobalTaskListener.listenerId', // REST's `id`, which is the name of the global one
  'DeleteResourcePayload.resourceKey', // what was asked for, where 8.8 answers nothing
])

/** Object types of what Camunda 7 alone has. */
const CAMUNDA_7_TYPES = ['VariableValueInfo']

/** Fields of REST's answers that stand elsewhere here, or under other names. */
const GIVEN_OTHERWISE = new Set([
  'CreateDeploymentPayload.deployments', // a list for each kind
  'CreateDocumentsPayload.createdDocuments', // `documents`, and `references` as they are
  'CreateDocumentsPayload.failedDocuments', // `failures`
  'Document.camunda.document.type', // a mark for those who read variables
  ...['camunda.document.type', 'contentHash', 'documentId', 'metadata', 'storeId'].map(
    (field) => `CreateDocumentPayload.${field}`, // in `document`, and in `reference` as they are
  ),
])

/** Fields whose type is another than REST's by design. */
const RECAST = new Set([
  'PinClockInput.timestamp', // milliseconds in REST, a date as in all other rows here
  'ActivatedJob.deadline', // milliseconds in REST, a date as in all other rows here
  'TimerWaitStateDetails.dueDate', // likewise
  'Form.schema', // text in REST, the JSON that it holds here
  'Variable.value', // likewise
  'ActivatedJobUserTask.dueDate', // a date-time in 8.8, any text in ISO 8601 since
  'ActivatedJobUserTask.followUpDate',
  'ResolveProcessInstanceIncidentsPayload.batchOperationKey', // a key that REST has no pattern for
  'DeleteResourcePayload.batchOperationKey',
  'ClusterVariable.value', // text in REST, the JSON that it holds here
  'EvaluateDecisionPayload.output', // text in REST, the JSON that it holds here
  'EvaluatedDecision.output',
  'EvaluatedDecisionInput.inputValue',
  'EvaluatedDecisionOutput.outputValue',
  'EvaluatedDecision.decisionEvaluationInstanceKey', // two numbers, and a text here
  'DecisionInstance.decisionEvaluationInstanceKey',
  'DecisionInstance.result', // text in REST, the JSON that it holds here
])

/** REST's names of input fields that have others here. */
const REST_NAMES: Record<string, string> = {
  'ProcessInstanceRuntimeInstructionInput.terminateAfterElementId': 'afterElementId',
  'MoveInstructionInput.source': 'sourceElementInstruction',
  'MoveInstructionInput.ancestorScope': 'ancestorScopeInstruction',
  'MoveSourceInput.elementId': 'sourceElementId',
  'MoveSourceInput.elementInstanceKey': 'sourceElementInstanceKey',
  'AncestorScopeInput.elementInstanceKey': 'ancestorElementInstanceKey',
  'AncestorScopeInput.inferred': 'ancestorScopeType',
  'AncestorScopeInput.sourceParent': 'ancestorScopeType',
}

/** Input objects that have no counterpart in REST: the gateway builds what they stand for. */
const OWN_INPUTS = [
  'JobResultInput',
  'DeploymentResourceInput',
  'DeploymentTextInput',
  'DocumentFileInput', // REST has a list of files and one of what is told about them
  'TypedVariableInput',
  'VariableValueInfoInput',
  'PhysicalTenantRestoreInput',
]

/** Input fields that the gateway itself goes by. */
const OWN_INPUT_FIELDS = /BatchOperationInput\.(awaitCompletion|requestTimeout)$|^JobActivatedInput\.maxJobsActive$/

/** Where an input object of the SDL stands in REST's bodies; what updates takes what REST has one level deeper. */
const INPUTS = new Map<string, readonly Place[]>([
  ...[...inputPlaces(made, REST_NAMES)]
    .filter(([type]) => !OWN_INPUTS.includes(type))
    .map(([type, places]) => [type, places.flatMap((place) => [place, [...place, 'changeset'] as Place])] as const),
  ['JobActivatedInput', [['activateJobs']]],
  ['UserTaskJobResultInput', [['completeJob', 'result']]],
  ['JobResultCorrectionsInput', [['completeJob', 'result', 'corrections']]],
  ['AdHocSubProcessJobResultInput', [['completeJob', 'result']]],
  ['JobResultActivateElementInput', [['completeJob', 'result', 'activateElements']]],
])

/** Enums that are the gateway's own, or of Camunda 7 alone. */
const OWN_ENUMS = ['ClusterHealth', 'VariableType']

const types = Object.values(made.getTypeMap()).filter((type) => !isIntrospectionType(type))
const objects = types.filter(isObjectType)
const inputs = types.filter(isInputObjectType)
const enums = types.filter(isEnumType)
const isOperators = (type: GraphQLInputType) => {
  const named = getNamedType(type)
  return isInputObjectType(named) && 'eq' in named.getFields()
}

/** For lists below a parent, since when their search has the filter by the parent. */
const parentFilters = new Map(
  resolvers.flatMap((part) =>
    Object.entries(part).flatMap(([type, fields]) =>
      Object.entries(fields ?? {}).flatMap(([field, resolver]): Array<[string, Version]> => {
        const list = typeof resolver === 'function' && childrenOf(resolver)
        if (!list) return []
        const { operation } = list.resource.search
        const known = VERSIONS.filter((version) => contract(version).operations[operation])
        const since = known.find((version) => list.field in contract(version).search(operation).filters)
        return since ? [[`${type}.${field}`, since]] : []
      }),
    ),
  ),
)

/** Every field that names an operation. */
const served = servedFields(made).map(({ type, field, operation, since = '8.8' }) => {
  const name = `${type.name}.${field.name}`
  const key = later(sinceOf(type.getFields()[`${field.name}Key`] ?? {}), parentFilters.get(name) ?? VERSIONS[0])
  return { name, field, operation, since, key }
})

/** Every filter and the operation that it filters, each pair once however many fields have it. */
const filters = [
  ...new Map(
    served.flatMap(({ field, operation, since }) => {
      const input = getNamedType(field.args.find((one) => one.name === 'input')?.type)
      // That of a list, or of a command that is for what a list has.
      const argument = isInputObjectType(input)
        ? input.getFields().filter
        : field.args.find((one) => one.name === 'filter')
      const type = argument && getNamedType(argument.type)
      if (!argument || !isInputObjectType(type)) return []
      const name = `${type.name} of ${operation}`
      return [[name, { name, type, operation, since: later(since, sinceOf(argument)) }] as const]
    }),
  ).values(),
]

describe('operations', () => {
  test.each(served)('$name says since when its operation exists', ({ operation, since, key }) => {
    const known = VERSIONS.filter((version) => contract(version).operations[operation])
    // A relation by a key, or by a filter, that came later than its operation came with it.
    expect(known.filter((version) => atLeast(version, key))).toEqual(from(since))
  })

  test('serve every root field but those by global id, and what the gateway itself tells', () => {
    const roots = [made.getQueryType(), made.getMutationType()].flatMap((type) => Object.keys(type?.getFields() ?? {}))
    const names = new Set(served.map(({ name }) => name.replace(/^(Query|Mutation)\./, '')))
    expect(roots.filter((name) => !names.has(name)).toSorted()).toEqual([
      'capabilities',
      'clusterAdministration',
      'node',
      'nodes',
    ])
  })
})

describe('rows', () => {
  test('are known of every object type with fields of its own', () => {
    const unknown = objects.filter((type) => {
      if (
        /(Query|Mutation|Connection|Edge|PageInfo|Capabilities|Capability)$/.test(type.name) ||
        ROWS.has(type.name) ||
        CAMUNDA_7_TYPES.includes(type.name)
      )
        return false
      return Object.values(type.getFields()).some(
        (field) =>
          field.name !== 'id' &&
          isLeafType(getNamedType(field.type)) &&
          !restOf(field).operation &&
          !COMPUTED.has(`${type.name}.${field.name}`),
      )
    })
    expect(unknown.map(({ name }) => name)).toEqual([])
  })

  const leaves = [...ROWS].flatMap(([type, places]) => {
    const named = made.getType(type)
    if (!isObjectType(named)) throw new Error(`the schema has no type ${type}`)
    return Object.values(named.getFields())
      .filter((field) => field.name !== 'id' && isLeafType(getNamedType(field.type)) && !restOf(field).operation)
      .map((field) => ({ name: `${type}.${field.name}`, field, places }))
      .filter(({ name }) => !COMPUTED.has(name))
  })

  test.each(leaves)('$name is there in the versions that it says', ({ field, places }) => {
    for (const { version, row } of rowsAt(places)) {
      expect([version, field.name in row]).toEqual([version, atLeast(version, sinceOf(field))])
    }
  })

  test.each(leaves)('$name has the type that REST gives it', ({ name, field, places }) => {
    if (RECAST.has(name)) return
    for (const { version, node } of fieldsIn(places, field.name)) {
      expect([version, matches(field.type, version, node)]).toEqual([version, true])
    }
  })

  test('may be without anything but their own key: Camunda lets fields be null within a minor version', () => {
    const required = leaves.filter(({ field }) => isNonNullType(field.type)).map(({ name }) => name)
    expect(required.filter((name) => !isOwnKey(name))).toEqual([])
  })

  test('miss no field that 8.9 answers', () => {
    for (const [type, places] of ROWS) {
      const named = made.getType(type)
      const known = isObjectType(named) ? named.getFields() : {}
      for (const [operation, ...path] of places) {
        const answered = Object.entries(answerAt('8.9', operation, ...path) ?? {})
        const names = answered.filter(([, { deprecated }]) => !deprecated).map(([name]) => name)
        const missing = names.filter(
          (name) => !(name in known) && !isInObject(type, name) && !GIVEN_OTHERWISE.has(`${type}.${name}`),
        )
        expect([type, operation, missing]).toEqual([type, operation, []])
      }
    }
  })
})

/** Whether what a command answers of an object stands in the object that its payload has. */
function isInObject(payload: string, field: string): boolean {
  const type = made.getType(payload)
  if (!payload.endsWith('Payload') || !isObjectType(type)) return false
  return Object.values(type.getFields()).some(({ type: of }) => isObjectType(of) && field in of.getFields())
}

/** Whether a field is the key of what it belongs to, or of what a command has made. */
function isOwnKey(name: string): boolean {
  const [type = '', field = ''] = name.split('.')
  if (Object.values(catalog).some((resource) => resource.type === type && resource.key === field)) return true
  if (field === `${type.charAt(0).toLowerCase()}${type.slice(1)}Id`) return true
  return field.endsWith('Key') && `${type.replace(/Payload$/, '')}Key`.toLowerCase().endsWith(field.toLowerCase())
}

describe('filters', () => {
  test('are where the versions have them', () => {
    for (const { name, operation, since } of filters) {
      const known = VERSIONS.filter((version) => Object.keys(bodyAt(version, operation, 'filter') ?? {}).length > 0)
      expect([name, known]).toEqual([name, from(since)])
    }
  })

  const fields = filters.flatMap((filter) =>
    Object.values(filter.type.getFields()).map((field) => ({
      ...filter,
      field,
      title: `${field.name} in ${filter.name}`,
    })),
  )
  const factsOfFilter = ({ operation, field, since }: (typeof fields)[number]) =>
    from(later(since, sinceOf(field))).map((version) => ({
      version,
      facts: contract(version).search(operation).filters[field.name],
    }))
  const single = fields.filter(({ field }) => field.name !== 'or')

  test.each(fields)('$title is there in the versions that it says', ({ operation, field, since }) => {
    for (const version of from(since)) {
      const { filters: known, or } = contract(version).search(operation)
      const isKnown = field.name === 'or' ? or : field.name in known
      expect([version, isKnown]).toEqual([version, atLeast(version, sinceOf(field))])
    }
  })

  test.each(single)('$title takes operators from the version that it says', (one) => {
    const operatorsSince = (directive(one.field, 'operators').since ?? OLDEST) as Version
    for (const { version, facts } of factsOfFilter(one)) {
      // A bare value is right where operators are possible, as they may be on the newest version.
      if (!isOperators(one.field.type))
        expect([version, version === '8.9' ? facts?.operators : 'exact']).toEqual([version, 'exact'])
      else expect([version, facts?.operators !== 'exact']).toEqual([version, atLeast(version, operatorsSince)])
    }
  })

  test.each(single.filter(({ field }) => isOperators(field.type)))('$title offers the operators of 8.9', (one) => {
    const type = getNamedType(one.field.type)
    const offered = isInputObjectType(type) ? Object.keys(type.getFields()).map((name) => `$${name}`) : []
    for (const { version, facts } of factsOfFilter(one)) {
      const known = facts?.operators
      if (!known || known === 'exact') continue
      expect([
        version,
        version === '8.9' ? known.toSorted() : offered.filter((name) => known.includes(name)).sort(),
      ]).toEqual([version, offered.toSorted()])
    }
  })

  test.each(single)('$title compares with the type that REST has', (one) => {
    const type = getNamedType(one.field.type)
    const value = isInputObjectType(type) && isOperators(type) ? type.getFields().eq?.type : one.field.type
    for (const { version, facts } of factsOfFilter(one)) {
      const named = value && getNamedType(value)
      const shown = contract(version).search(one.operation).row[one.field.name]
      if (facts?.type === 'list')
        expect([version, isListType(getNullableType(one.field.type))]).toEqual([version, true])
      // REST's filters for some keys are for texts.
      else if (named?.name === 'ID' && shown?.type === 'key') expect(['key', 'string']).toContain(facts?.type)
      else expect([version, kinds(named?.name ?? '').includes(facts?.type ?? '')]).toEqual([version, true])
    }
  })

  test('miss none that 8.9 has', () => {
    for (const { operation, type, since } of filters) {
      if (!atLeast('8.9', since)) continue
      const { filters: known, or } = contract('8.9').search(operation)
      const names = [...Object.keys(known), ...(or ? ['or'] : [])]
      expect([operation, names.filter((name) => !(name in type.getFields()))]).toEqual([operation, []])
    }
  })
})

describe('sorts', () => {
  const sorts = [
    ...new Map(
      served.flatMap(({ field, operation, since }) => {
        const type = getNamedType(field.args.find((one) => one.name === 'sort')?.type)
        const by = isInputObjectType(type) ? getNamedType(type.getFields().field?.type) : undefined
        const name = `${by?.name} of ${operation}`
        const connection = getNamedType(field.type)
        const row = isObjectType(connection) ? getNamedType(connection.getFields().nodes?.type) : undefined
        const shown = isObjectType(row) ? Object.keys(row.getFields()) : []
        return isEnumType(by) ? [[name, { name, by, operation, since, shown }] as const] : []
      }),
    ).values(),
  ]

  test.each(sorts)(
    '$name has what its operation sorts by, as far as rows show it',
    ({ by, operation, since, shown }) => {
      for (const version of from(since)) {
        const offered = by.getValues().filter((value) => atLeast(version, sinceOf(value)))
        const { sortFields } = contract(version).search(operation)
        const names = offered.map(({ name }) => name)
        expect([version, names.filter((name) => !sortFields.includes(name))]).toEqual([version, []])
        // What came after 8.9 is not asked for yet. Sorts that a version after 8.9 removed are not offered.
        const usable = sortFields.filter((name) => shown.includes(name))
        if (version === '8.9') expect(usable.filter((name) => !names.includes(name))).toEqual([])
      }
    },
  )

  test.each(sorts)('$name says since when', ({ by, operation, since }) => {
    for (const value of by.getValues()) {
      const known = from(since).filter((version) => contract(version).search(operation).sortFields.includes(value.name))
      expect([value.name, known]).toEqual([value.name, from(later(since, sinceOf(value)))])
    }
  })
})

describe('inputs', () => {
  test('are known, all of them', () => {
    const filterTypes = new Set(filters.map(({ type }) => type.name))
    const unknown = inputs.filter(
      (type) =>
        !INPUTS.has(type.name) &&
        !OWN_INPUTS.includes(type.name) &&
        !filterTypes.has(type.name) &&
        !isOperators(type) &&
        !/Sort$/.test(type.name) &&
        type.name !== 'VariableValueFilter',
    )
    expect(unknown.map(({ name }) => name)).toEqual([])
  })

  const fields = [...INPUTS].flatMap(([type, at]) => {
    const named = made.getType(type)
    if (!isInputObjectType(named)) throw new Error(`the schema has no input ${type}`)
    const shared = Object.values(named.getFields()).filter(
      ({ name }) => !CAMUNDA_7_INPUTS.includes(name) && !OWN_INPUT_FIELDS.test(`${type}.${name}`),
    )
    return shared.map((field) => ({
      title: `${type}.${field.name}`,
      field,
      restName: REST_NAMES[`${type}.${field.name}`] ?? field.name,
      at,
    }))
  })
  const placesOf = (at: readonly Place[]) =>
    VERSIONS.flatMap((version) => {
      const found = at.flatMap(([operation, ...path]) => [bodyAt(version, operation, ...path) ?? {}])
      const body: Fields = Object.assign({}, ...found)
      return Object.keys(body).length > 0 ? [{ version, body }] : []
    })

  test.each(fields)('$title is there in the versions that it says', ({ field, restName, at }) => {
    const places = placesOf(at)
    expect(places).not.toEqual([])
    for (const { version, body } of places) {
      expect([version, restName in body]).toEqual([version, atLeast(version, sinceOf(field))])
    }
  })

  test.each(fields)('$title has the type that REST takes', ({ title, field, restName, at }) => {
    if (RECAST.has(title)) return
    if (restName === 'ancestorScopeType' || !isLeafType(getNamedType(field.type))) return
    for (const { version, body } of placesOf(at)) {
      const node = body[restName]
      if (node) expect([version, matches(field.type, version, node)]).toEqual([version, true])
    }
  })
})

describe('enums', () => {
  /** The values of an enum by version, in each place that uses it. */
  const uses = new Map<string, Array<{ place: string; version: Version; values: readonly string[] }>>()
  const use = (name: string, place: string, version: Version, values: readonly string[] | undefined) => {
    if (values) uses.set(name, [...(uses.get(name) ?? []), { place, version, values }])
  }
  for (const [type, places] of ROWS) {
    const named = made.getType(type)
    if (!isObjectType(named)) continue
    for (const field of Object.values(named.getFields())) {
      const of = getNamedType(field.type)
      if (!isEnumType(of)) continue
      for (const { version, place, node } of fieldsIn(places, field.name)) {
        use(of.name, `${place}.${field.name}`, version, factsOf(version, node).enum)
      }
    }
  }
  for (const { type, operation, since } of filters) {
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type)
      const of = isInputObjectType(named) && isOperators(named) ? getNamedType(named.getFields().eq?.type) : named
      if (!isEnumType(of)) continue
      for (const version of from(since)) {
        use(
          of.name,
          `${operation} ${field.name}`,
          version,
          contract(version).search(operation).filters[field.name]?.enum,
        )
      }
    }
  }
  for (const version of from('8.9')) {
    use('TenantFilter', 'activateJobs', version, contract(version).body('activateJobs').tenantFilter?.enum)
  }
  use('ClusterMode', 'changeClusterMode', '8.10', contract('8.10').enum('Mode'))
  // Fields that are what an operation answers in its only field.
  for (const { field, operation, since } of served) {
    const of = getNamedType(field.type)
    if (!isEnumType(of)) continue
    for (const version of from(since)) {
      const [only, ...others] = Object.values(answerAt(version, operation) ?? {})
      if (only && others.length === 0) use(of.name, operation, version, factsOf(version, only).enum)
    }
  }
  use(
    'AgentInstanceUpdateStatus',
    'updateAgentInstance',
    '8.10',
    contract('8.10').body('updateAgentInstance').status?.enum,
  )
  for (const version of VERSIONS) use('SortOrder', 'searches', version, contract(version).enum('SortOrderEnum'))

  const restEnums = enums.filter(({ name }) => !name.endsWith('SortField') && !OWN_ENUMS.includes(name))

  test.each(restEnums)('$name has all values of all versions, and says since when', (type) => {
    const found = uses.get(type.name) ?? []
    expect(found).not.toEqual([])
    for (const { place, version, values } of found) {
      const offered = type.getValues().filter(({ name }) => name !== 'UNRECOGNIZED')
      const here = offered.filter((value) => atLeast(version, sinceOf(value))).map(({ name }) => name)
      expect([place, version, here.toSorted()]).toEqual([place, version, values.toSorted()])
    }
  })

  test('that REST answers are open: a value that is not known yet has a name', () => {
    const answered = new Set(
      objects.flatMap((type) => Object.values(type.getFields()).map(({ type: of }) => getNamedType(of).name)),
    )
    const open = restEnums.filter((type) => type.getValue('UNRECOGNIZED'))
    expect(open.map(({ name }) => name)).toEqual(restEnums.map(({ name }) => name).filter((name) => answered.has(name)))
  })
})

describe('descriptions', () => {
  test('are on everything', () => {
    const bare: string[] = []
    const look = (name: string, described: { description?: string | null | undefined }) => {
      if (!described.description?.trim() || described.description === '…') bare.push(name)
    }
    for (const type of types) {
      if (isSpecifiedScalarType(type)) continue
      look(type.name, type)
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
      if (!isObjectType(type) && !isInterfaceType(type)) continue
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field)
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument)
      }
    }
    for (const one of made.getDirectives()) {
      if (isSpecifiedDirective(one)) continue
      look(`@${one.name}`, one)
      for (const argument of one.args) look(`@${one.name}(${argument.name})`, argument)
    }
    expect(bare).toEqual([])
  })
})

interface Described {
  astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined
}

function directive({ astNode }: Described, name: string): Record<string, string> {
  const found = astNode?.directives?.find((node) => node.name.value === name)
  const given = (found?.arguments ?? []).map(({ name: { value: key }, value }) => [
    key,
    'value' in value ? value.value : '',
  ])
  return Object.fromEntries(given)
}

function sinceOf(described: Described): Version {
  return (directive(described, 'since').version ?? OLDEST) as Version
}

function from(since: Version): Version[] {
  return VERSIONS.filter((version) => atLeast(version, since))
}

function later(one: Version, other: Version): Version {
  return atLeast(one, other) ? one : other
}

/** Rows at their places, in the versions that have them. */
function rowsAt(places: readonly Place[]) {
  return VERSIONS.flatMap((version) =>
    places.flatMap(([operation, ...path]) => {
      const row = answerAt(version, operation, ...path)
      return row ? [{ version, place: [operation, ...path].join('.'), row }] : []
    }),
  )
}

/** A field of rows, in the versions and places that have it. */
function fieldsIn(places: readonly Place[], name: string) {
  return rowsAt(places).flatMap(({ version, place, row }) => {
    const node = row[name]
    return node ? [{ version, place, node }] : []
  })
}

function factsOf(version: Version, field: Field): Pick<FieldFacts, 'required' | 'nullable' | 'enum'> {
  const { table } = contract(version)
  const type = resolveNode(table, field)
  const value = 'array' in type ? resolveNode(table, type.array) : type
  const values = 'type' in value ? value.enum : undefined
  return {
    required: field.required === true,
    nullable: type.nullable === true || field.nullable === true,
    ...(values ? { enum: values } : {}),
  }
}

/** Whether a leaf type of the SDL, in a list or not, is what REST has. */
function matches(type: GraphQLOutputType | GraphQLInputType, version: Version, field: Field): boolean {
  const { table } = contract(version)
  const node = resolveNode(table, field)
  const nullable = getNullableType(type)
  const { name } = getNamedType(type)
  if (name === 'JSON') return 'fields' in node || ('type' in node && node.type === 'any')
  if ('array' in node !== isListType(nullable)) return false
  const value = 'array' in node ? resolveNode(table, node.array) : node
  // A key, or a text that stands for one.
  if ('oneOf' in value) return value.oneOf.some((one) => matches(type, version, one as Field))
  if (!('type' in value)) return false
  if (value.type === 'integer') return name === (value.format === 'int64' ? 'Long' : 'Int')
  return kinds(name).includes(kindOf(value))
}

function kindOf({
  type,
  format,
  pattern,
  enum: values,
}: {
  type: string
  format?: string
  pattern?: string
  enum?: readonly string[]
}) {
  if (values) return 'enum'
  if (format === 'date-time') return 'date-time'
  return pattern?.includes('[0-9]') && !pattern.includes('a-z') ? 'key' : type
}

/** What REST may have for a leaf type of the SDL. */
function kinds(name: string): string[] {
  const known: Record<string, string[]> = {
    ID: ['key'],
    String: ['string'],
    Password: ['string'],
    Boolean: ['boolean'],
    Int: ['integer'],
    Long: ['integer'],
    DateTime: ['date-time'],
    Upload: ['string'],
  }
  return known[name] ?? ['enum']
}
