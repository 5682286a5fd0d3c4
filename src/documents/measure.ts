import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * The size of a document, by its largest operation. A fragment counts each time it is spread, because that is how often
 * it is executed; `@skip` and `@include` change nothing.
 */
export interface Measures {
  /** Fields within fields, those of the root being 1. */
  depth: number
  /** Fields with an alias. */
  aliases: number
  directives: number
  /** Fields of the operation itself. */
  rootFields: number
  /** Fields and spreads of fragments. */
  selections: number
}

/** How often the schema itself is asked for (introspection), or what of it is served: no count of rows covers that. */
export interface Introspection {
  __schema: number
  __type: number
  _service: number
  /** Aliases below these fields: each repeats the same part of the schema. */
  repeated: number
  /** `capabilities`, and the aliases below it: types may be asked for one by one. */
  capabilities: number
}

type Size = Measures & Introspection

const NOTHING: Readonly<Size> = {
  depth: 0,
  aliases: 0,
  directives: 0,
  rootFields: 0,
  selections: 0,
  __schema: 0,
  __type: 0,
  _service: 0,
  repeated: 0,
  capabilities: 0,
}
const NAMES = Object.keys(NOTHING) as Array<keyof Size>

/**
 * Measures a document in one pass, however often its fragments are spread. It need not be valid: what is unknown, and
 * fragments that spread themselves, are left to GraphQL's own rules.
 */
export function measure(document: DocumentNode): Readonly<Size> {
  const fragments = fragmentsOf(document)
  const measured = new Map<string, Readonly<Size>>()
  const most = { ...NOTHING }
  for (const operation of operationsOf(document)) {
    const size = ofSelections(operation.selectionSet)
    size.directives += operation.directives?.length ?? 0
    for (const variable of operation.variableDefinitions ?? []) size.directives += variable.directives?.length ?? 0
    for (const name of NAMES) most[name] = Math.max(most[name], size[name])
  }
  return most

  function ofSelections({ selections }: SelectionSetNode): Size {
    const size = { ...NOTHING }
    for (const selection of selections) {
      size.selections++
      size.directives += selection.directives?.length ?? 0
      if (selection.kind === Kind.FRAGMENT_SPREAD) add(size, ofFragment(selection.name.value))
      else if (selection.kind === Kind.INLINE_FRAGMENT) add(size, ofSelections(selection.selectionSet))
      else {
        const below = selection.selectionSet ? ofSelections(selection.selectionSet) : NOTHING
        add(size, { ...below, depth: below.depth + 1, rootFields: 1 })
        if (selection.alias) size.aliases++
        if (tellsSchema(selection.name.value)) {
          size[selection.name.value]++
          size.repeated += below.aliases
        }
        if (selection.name.value === 'capabilities') size.capabilities += 1 + below.aliases
      }
    }
    return size
  }

  function ofFragment(name: string): Readonly<Size> {
    const known = measured.get(name)
    const fragment = fragments.get(name)
    if (known || !fragment) return known ?? NOTHING
    // Counts as nothing while it is measured, because it may spread itself.
    measured.set(name, NOTHING)
    const size = ofSelections(fragment.selectionSet)
    size.directives += fragment.directives?.length ?? 0
    measured.set(name, size)
    return size
  }
}

function add(size: Size, more: Readonly<Size>): void {
  for (const name of NAMES) size[name] = name === 'depth' ? Math.max(size.depth, more.depth) : size[name] + more[name]
}

/** Whether a root field answers the schema. `_service` does so, too, for federated gateways. */
export function tellsSchema(field: string): field is '__schema' | '__type' | '_service' {
  return field === '__schema' || field === '__type' || field === '_service'
}

/**
 * The most pairs that GraphQL's validation rules compare: fields with the same response name, fragments, and operations
 * with fragments. This is the cost of validation, and it grows quadratically.
 * @param selections as counted by `measure`: bounds fragments that spread themselves
 */
export function comparisons(document: DocumentNode, selections: number): number {
  const fragments = fragmentsOf(document)
  const operations = operationsOf(document)
  let pairs = (fragments.size * (fragments.size - 1)) / 2 + fragments.size * Math.max(0, operations.length - 1)
  let left = 0
  for (const operation of operations) {
    left = selections
    compare([operation.selectionSet])
  }
  return pairs

  function compare(selectionSets: readonly SelectionSetNode[]): void {
    const ofName = new Map<string, { fields: number; below: SelectionSetNode[] }>()
    for (const selectionSet of selectionSets) collect(selectionSet, ofName)
    for (const { fields, below } of ofName.values()) {
      pairs += (fields * (fields - 1)) / 2
      if (below.length > 0) compare(below)
    }
  }

  function collect(
    { selections }: SelectionSetNode,
    ofName: Map<string, { fields: number; below: SelectionSetNode[] }>,
  ) {
    for (const selection of selections) {
      if (left-- <= 0) return
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, ofName)
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value)
        if (fragment) collect(fragment.selectionSet, ofName)
      } else {
        const name = (selection.alias ?? selection.name).value
        const same = ofName.get(name) ?? { fields: 0, below: [] }
        same.fields++
        if (selection.selectionSet) same.below.push(selection.selectionSet)
        ofName.set(name, same)
      }
    }
  }
}

function operationsOf(document: DocumentNode): OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return fragments
}
