import type { FragmentDefinitionNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql'

const known = new WeakMap<SelectionSetNode, ReadonlySet<string>>()

/** Whether the query selects only these fields of the field's object. Fields under @skip count as selected. */
export function asksOnlyFor(info: GraphQLResolveInfo, isKnown: (field: string) => boolean): boolean {
  for (const node of info.fieldNodes) {
    if (!node.selectionSet) continue
    for (const name of fieldsOf(node.selectionSet, info.fragments)) if (!isKnown(name)) return false
  }
  return true
}

/** Whether the query selects this field of the field's object. Fields under @skip count as selected. */
export function asksFor({ fieldNodes, fragments }: GraphQLResolveInfo, field: string): boolean {
  return fieldNodes.some(({ selectionSet }) => selectionSet && fieldsOf(selectionSet, fragments).has(field))
}

function fieldsOf(
  selectionSet: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): ReadonlySet<string> {
  const kept = known.get(selectionSet)
  if (kept) return kept
  const names = new Set<string>()
  for (const selection of selectionSet.selections) {
    if (selection.kind === 'Field') names.add(selection.name.value)
    else {
      const inner = selection.kind === 'InlineFragment' ? selection : fragments[selection.name.value]
      if (inner) for (const name of fieldsOf(inner.selectionSet, fragments)) names.add(name)
    }
  }
  known.set(selectionSet, names)
  return names
}
