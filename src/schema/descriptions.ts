import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  GraphQLSpecifiedByDirective,
  getDirectiveValues,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from 'graphql'
import { fieldFacts } from '../fields/facts.ts'
import { comparedFields } from '../policy/compared-fields.ts'

/** What these arguments say at every list: written once here instead of at each of them. */
const PAGING: Readonly<Record<string, string>> = {
  first:
    'How many rows to answer, from the start of the list or from behind `after`; 0 asks for the count alone. At most the configured maximum (1,000 by default); 50 when neither `first` nor `last` is given.',
  after: 'The cursor of a row of this list, asked for with the same filter and sort: the page starts behind that row.',
  last: 'How many rows to answer, from the end of the list or from before `before`, in the order of the list. Not together with `first`.',
  before: 'The cursor of a row of this list, asked for with the same filter and sort: the page ends before that row.',
}

/** What every field says that administers the cluster. */
const CLOSED = 'Closed unless `GATEWAY_ADMINISTRATION` is `true`.'

/**
 * Gives a description to what the SDL leaves bare because another place says it already: an argument means what its
 * type or the answer's field of its name means, a sort field what the row's field means.
 */
export function completeDescriptions(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        for (const argument of field.args) argument.description ??= describeArgument(field, argument)
        if (fieldFacts(field).isAdministration) field.description = `${field.description ?? ''}\n\n${CLOSED}`
      }
    }
    if (isEnumType(type) && type.name.endsWith('SortField')) {
      const row = schema.getType(type.name.replace(/(?:Member)?SortField$/, ''))
      for (const value of type.getValues()) value.description ??= describeField(row, value.name)
    }
    // Scalars lose what the SDL says of them when they are bound to their code.
    if (isScalarType(type) && type.astNode) {
      type.description ??= type.astNode.description?.value
      type.specifiedByURL ??= getDirectiveValues(GraphQLSpecifiedByDirective, type.astNode)?.url as string | undefined
    }
  }
}

function describeArgument(field: GraphQLField<unknown, unknown>, { name, type }: GraphQLArgument): string | undefined {
  const named = getNamedType(type)
  if (isInputObjectType(named)) return named.description ?? undefined
  return PAGING[name] ?? describeField(getNamedType(field.type), name)
}

function describeField(type: unknown, name: string): string | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined
  const fields = type.getFields()
  const named = comparedFields(type.name, Object.keys(fields), name)
  // REST knows no global id: an id of rows has another name here.
  const field = fields[name] && name !== 'id' ? fields[name] : fields[named.at(-1) ?? name]
  return field?.description ?? undefined
}
