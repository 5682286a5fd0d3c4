import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** A root field that would be executed, with its arguments. */
interface RootField {
  name: string
  args: Readonly<Record<string, unknown>>
}

/** The names of all fields that may be at the root of an operation, whatever its variables say. */
export function namesAtRoot(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names: string[] = []
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.push(selection.name.value)
      else if (selection.kind === 'InlineFragment') collect(selection.selectionSet)
    }
  }
  collect(operation.selectionSet)
  // Wherever it is spread: names that are too many cost a look.
  for (const node of document.definitions) if (node.kind === 'FragmentDefinition') collect(node.selectionSet)
  return names
}

/**
 * The root fields that an operation would execute with these variables, in its order; none where the variables do not
 * fit, because then nothing is executed.
 */
export function rootFieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): RootField[] {
  const found: RootField[] = []
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (!coerced) return found
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {}
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) if (node.kind === 'FragmentDefinition') fragments.set(node.name.value, node)
  collect(operation.selectionSet)
  return found

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue
      if (selection.kind === 'Field') {
        const definition = fields[selection.name.value]
        if (definition) found.push({ name: definition.name, args: argumentsOf(definition, selection) })
      } else {
        const inner = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value)
        if (inner) collect(inner.selectionSet)
      }
    }
  }

  function argumentsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode) {
    try {
      return getArgumentValues(definition, node, coerced)
    } catch {
      // Arguments that do not fit are reported when the field would be executed.
      return {}
    }
  }

  function isIncluded(selection: SelectionNode): boolean {
    if (getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if === true) return false
    return getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false
  }
}
