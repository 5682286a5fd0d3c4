import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'
import { Refused } from '../errors/refused.ts'
import { quoted } from '../text/cut.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'

/** Scalars in which there is no place for a file; the owner's own decide for themselves. */
const WITHOUT_FILES: ReadonlySet<string> = new Set([
  'Boolean',
  'DateTime',
  'Float',
  'ID',
  'Int',
  'JSON',
  'Long',
  'Password',
  'String',
  '_Any',
  'federation__FieldSet',
])

/**
 * Throws the Refused for a file that was put where the operation declares something else: a JSON value would take it for
 * an object, and what would be stored is what the HTTP library makes of files.
 */
export function refuseMisplacedFiles(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { variable, type } of variableDefinitions) {
    const name = variable.name.value
    const inputType = typeFromAST(schema, type)
    if (Object.hasOwn(variables, name) && isInputType(inputType)) look(inputType, variables[name], `variables.${name}`)
  }
}

function look(type: GraphQLInputType, value: unknown, path: string): void {
  const inner = getNullableType(type)
  if (isListType(inner)) {
    if (Array.isArray(value)) for (const [index, one] of value.entries()) look(inner.ofType, one, `${path}.${index}`)
    else look(inner.ofType, value, path)
  } else if (!isInputObjectType(inner)) {
    if (isEnumType(inner) || WITHOUT_FILES.has(inner.name)) lookInside(inner.name, value, path)
  } else if (isFile(value)) {
    throw misplaced(inner.name, path)
  } else if (isObject(value)) {
    const fields = inner.getFields()
    for (const [name, one] of Object.entries(value)) {
      const field = fields[name]
      if (field) look(field.type, one, `${path}.${name}`)
    }
  }
}

/** How deep values may be is looked at before. */
function lookInside(type: string, value: unknown, path: string): void {
  if (!isObject(value) || isRawNumber(value)) return
  if (isFile(value)) throw misplaced(type, path)
  for (const [name, one] of Object.entries(value)) lookInside(type, one, `${path}.${name}`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What can be read as a file, whoever has made it: no JSON holds functions. */
const isFile = (value: unknown) => isObject(value) && 'arrayBuffer' in value && typeof value.arrayBuffer === 'function'

function misplaced(type: string, path: string): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    `${quoted(path)} is a ${type}, and no file can be put there. Files are for variables, and fields of inputs, of the type Upload.`,
    { argument: path.slice(0, 80), retryable: false },
    { status: 400, spec: true },
  )
}
