import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'
import type { NodeCount } from '../../request/plugin.ts'

type Variables = Readonly<Record<string, unknown>>

/** A field that answers rows, or leads to some. */
interface Counted {
  /** How many rows below one parent; undefined for a single object. */
  rows: Rows | undefined
  /** How many nodes a row counts for. */
  weight: number
  /** The fields below each row; by its possible types, of which the largest counts. */
  types: ReadonlyArray<readonly Counted[]>
}

/** The selection of an object of one type. */
interface Asked {
  counted: Counted[]
  /** Its plain values, and those of single objects within it. */
  values: number
}

/** How many values count as one node: a row with hundreds of aliases costs as much as many rows. */
const VALUES_OF_A_NODE = 16

interface Rows {
  argument: string
  count(variables: Variables): number
}

/** Bound for preparing a count: far beyond what the limits of documents allow, unless interfaces nest. */
const MAX_STEPS = 100_000

const TOO_MUCH: Asked = {
  counted: [{ rows: { argument: '', count: () => Number.POSITIVE_INFINITY }, weight: 1, types: [] }],
  values: 0,
}

/**
 * Prepares to count the nodes that an operation may answer, GitHub's way: a connection counts the rows of its page, by
 * `first` or `last`, for each of the rows that it stands below. So does a list that is as long as one that must be given,
 * such as `nodes(ids:)`; other lists of objects count as a page. A row counts once for each 16 values asked of it. `@skip` and `@include` change nothing.
 * The document must be valid.
 * @param pageSize the rows of a page where the client names no number
 * @param maxPageSize the rows beyond which a field refuses itself
 */
export function nodeCounter(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  pageSize: number,
  maxPageSize: number,
): (variables: Variables) => NodeCount {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  let steps = 0
  const root = schema.getRootType(operation.operation)
  const counted = root ? onType(root, [operation.selectionSet], false).counted : []
  const rootFields = root ? collect(root, [operation.selectionSet]).size : 0
  const defaults = defaultsOf(operation)
  return (variables) => {
    const page = { argument: '', size: 0 }
    const given = defaults ? { ...defaults, ...variables } : variables
    return { nodes: sum(counted, given, maxPageSize, page, false), rootFields, page }
  }

  /** @param isPage whether the type is that of a connection, whose lists hold the page's rows and no more */
  function onType(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[], isPage: boolean): Asked {
    if (steps > MAX_STEPS) return TOO_MUCH
    const fields = type.getFields()
    const asked: Asked = { counted: [], values: 0 }
    for (const nodes of collect(type, selectionSets).values()) {
      const [node] = nodes
      const field = node && fields[node.name.value]
      if (field) addField(asked, field, nodes, node, isPage)
      else asked.values++
    }
    return asked
  }

  function addField(
    asked: Asked,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    node: FieldNode,
    isPage: boolean,
  ): void {
    const selected = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    if (selected.length === 0) {
      asked.values++
      return
    }
    const type = getNamedType(field.type)
    const connection = isConnection(field, type)
    const ofTypes = objectTypes(type).map((one) => onType(one, selected, connection))
    const values = Math.max(0, ...ofTypes.map((one) => one.values))
    const types = ofTypes.flatMap(({ counted }) => (counted.length > 0 ? [counted] : []))
    const rows = connection
      ? pageRows(node, pageSize)
      : !isPage && isListType(getNullableType(field.type))
        ? listRows(field, node, pageSize)
        : undefined
    // Single objects count as a part of their parent.
    if (!rows) asked.values += values
    const weight = Math.max(1, Math.ceil(values / VALUES_OF_A_NODE))
    if (rows || types.length > 0) asked.counted.push({ rows, weight, types })
  }

  function objectTypes(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
  }

  /** The fields that one answer holds by one name, fragments spread: each once for a selection set. */
  function collect(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>()
    const spread = new Set<string>()
    for (const selectionSet of selectionSets) add(selectionSet)
    return found

    function add({ selections }: SelectionSetNode): void {
      for (const selection of selections) {
        steps++
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value
          const same = found.get(name)
          if (same) same.push(selection)
          else found.set(name, [selection])
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(type, selection.typeCondition?.name.value)) add(selection.selectionSet)
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value)
          const fragment = fragments.get(selection.name.value)
          if (fragment && applies(type, fragment.typeCondition.name.value)) add(fragment.selectionSet)
        }
      }
    }
  }

  function applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const other = schema.getType(condition)
    return isAbstractType(other) && schema.isSubType(other, type)
  }
}

function sum(
  counted: readonly Counted[],
  variables: Variables,
  maxPageSize: number,
  page: NodeCount['page'],
  isBelow: boolean,
): number {
  let nodes = 0
  for (const one of counted) {
    const rows = one.rows?.count(variables)
    if (one.rows?.argument && rows !== undefined && rows > maxPageSize) {
      // At the root, the field itself refuses the page before any call, and other fields are answered.
      if (!isBelow) continue
      if (rows > page.size) Object.assign(page, { size: rows, argument: one.rows.argument })
    }
    let below = 0
    for (const type of one.types) below = Math.max(below, sum(type, variables, maxPageSize, page, true))
    // 0 times infinity is 0 here: no rows, nothing below them.
    nodes += rows === undefined ? below : rows === 0 ? 0 : rows * (one.weight + below)
  }
  return nodes
}

function isConnection({ args }: GraphQLField<unknown, unknown>, type: GraphQLNamedType): boolean {
  if (!isObjectType(type) || !args.some(({ name }) => name === 'first' || name === 'last')) return false
  const { nodes, edges } = type.getFields()
  return nodes !== undefined || edges !== undefined
}

function pageRows({ arguments: given = [] }: FieldNode, pageSize: number): Rows {
  const sizes = given.filter(({ name }) => name.value === 'first' || name.value === 'last')
  return {
    argument: sizes.map(({ name }) => name.value).join(', ') || 'first',
    count(variables) {
      let rows: number | undefined
      for (const size of sizes) {
        const value = sentValue(size, variables)
        // Values of other types are refused when the variables are coerced.
        if (typeof value === 'number') rows = Math.max(rows ?? 0, value)
      }
      return rows ?? pageSize
    },
  }
}

function listRows({ args }: GraphQLField<unknown, unknown>, { arguments: given = [] }: FieldNode, size: number): Rows {
  const list = args.find(({ type }) => isNonNullType(type) && isListType(type.ofType))
  const argument = given.find(({ name }) => name.value === list?.name)
  return {
    argument: '',
    count(variables) {
      if (!argument) return size
      if (argument.value.kind === Kind.LIST) return argument.value.values.length
      const value = sentValue(argument, variables)
      // GraphQL coerces a single value to a list of one.
      return Array.isArray(value) ? value.length : 1
    },
  }
}

function sentValue({ value }: ArgumentNode, variables: Variables): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value]
  return value.kind === Kind.INT ? Number(value.value) : undefined
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables | undefined {
  const defaults = variableDefinitions.flatMap(
    ({ variable, defaultValue }): Array<[string, unknown]> =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  )
  return defaults.length > 0 ? Object.fromEntries(defaults) : undefined
}
