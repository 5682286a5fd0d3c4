import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
  type ValueNode,
  visit,
} from 'graphql'
import { type Completion, completionOf } from './completion.ts'
import { type FlatReader, flatReader, isFlat } from './flat.ts'

/** One field of an object in the answer; several nodes of the document may ask for it. */
export class FieldPlan {
  /** Its name in the answer. */
  readonly key: string
  readonly definition: GraphQLField<unknown, unknown>
  readonly parentType: GraphQLObjectType
  readonly node: FieldNode
  readonly nodes: readonly FieldNode[]
  /** Undefined where the value is the source's property. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined
  readonly completion: Completion
  /** Its number among the fields of one variant. */
  readonly index: number
  readonly #variant: Variant
  #lastType: GraphQLObjectType | undefined
  #last: ObjectPlan | undefined
  readonly #plans = new Map<GraphQLObjectType, ObjectPlan>()
  readonly #hasVariables: boolean
  #constantArguments: Readonly<Record<string, unknown>> | undefined

  constructor(
    variant: Variant,
    key: string,
    parentType: GraphQLObjectType,
    definition: GraphQLField<unknown, unknown>,
    nodes: readonly [FieldNode, ...FieldNode[]],
  ) {
    this.key = key
    this.definition = definition
    this.parentType = parentType
    this.node = nodes[0]
    this.nodes = nodes
    this.resolve = definition.resolve
    this.completion = completionOf(definition.type)
    this.index = variant.count++
    this.#variant = variant
    this.#hasVariables = this.node.arguments?.some(({ value }) => holdsVariable(value)) ?? false
  }

  /** The values of its arguments if they are constant; undefined until they were read, and if they are not constant. */
  get constantArguments(): Readonly<Record<string, unknown>> | undefined {
    return this.#constantArguments
  }

  /**
   * Keeps its arguments for later executions, if they use no variable and contain nothing that a resolver could modify.
   */
  keepConstant(values: Readonly<Record<string, unknown>>): void {
    if (this.#hasVariables) return
    if (Object.values(values).some((value) => typeof value === 'object' && value !== null)) return
    this.#constantArguments = values
  }

  /** The fields selected on objects of this type. Planned when the first such object comes. */
  objectPlan(type: GraphQLObjectType): ObjectPlan {
    if (this.#lastType === type && this.#last) return this.#last
    let plan = this.#plans.get(type)
    if (!plan) {
      const sets = this.nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
      plan = planObject(this.#variant, type, sets)
      this.#plans.set(type, plan)
    }
    this.#lastType = type
    this.#last = plan
    return plan
  }
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === 'Variable') return true
  if (value.kind === 'ListValue') return value.values.some(holdsVariable)
  return value.kind === 'ObjectValue' && value.fields.some((field) => holdsVariable(field.value))
}

/** From this many objects on, generating a reader function pays off. */
const WORTH_A_READER = 32

/** After this many objects that are not flat, the reader is no longer tried. */
const MAX_MISSES = 16

/** The fields asked of an object of one type, in the order of the answer. */
export class ObjectPlan {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
  /** An object with all keys and no values: copies of it share one hidden class, and keep the order of the keys. */
  readonly blank: Readonly<Record<string, unknown>>
  /** Null if the objects are not flat; undefined if not known yet. */
  #reader: FlatReader | null | undefined
  #met = 0
  #misses = 0

  constructor(type: GraphQLObjectType, fields: readonly FieldPlan[], blank: Readonly<Record<string, unknown>>) {
    this.type = type
    this.fields = fields
    this.blank = blank
  }

  /** The same as `readAtOnce`, but only after some objects of the kind. */
  flat(source: unknown): Record<string, unknown> | undefined {
    return this.#reader === undefined && ++this.#met < WORTH_A_READER ? undefined : this.readAtOnce(source)
  }

  /** The whole object where all of it is plain properties of its source; else undefined: field by field. */
  readAtOnce(source: unknown): Record<string, unknown> | undefined {
    if (this.#reader === undefined) this.#reader = (isFlat(this.fields) && flatReader(this.fields)) || null
    if (!this.#reader || typeof source !== 'object' || source === null) return undefined
    const read = readBy(this.#reader, source)
    if (!read && ++this.#misses > MAX_MISSES) this.#reader = null
    return read
  }
}

function readBy(reader: FlatReader, source: object): Record<string, unknown> | undefined {
  try {
    return reader(source)
  } catch {
    // A getter has thrown: resolving the field individually reports the error.
    return undefined
  }
}

/** The fields as one set of @skip and @include conditions leaves them. */
interface Variant {
  plan: OperationPlan
  /** The values of the variables that the conditions use; missing or null if not given. */
  conditions: Readonly<Record<string, unknown>>
  count: number
  root?: ObjectPlan
}

/** How many variants are cached; clients with many different switches get a new plan each time. */
const MAX_VARIANTS = 16

/** One operation of a document, made ready for being executed many times. */
export class OperationPlan {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly #rootType: GraphQLObjectType
  /** The variables that @skip and @include use. */
  readonly #conditions: readonly string[]
  readonly #variants = new Map<string, Variant>()
  /** Told whenever more fields were planned. */
  readonly grown: () => void

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    rootType: GraphQLObjectType,
    grown: () => void = () => {},
  ) {
    this.grown = grown
    this.schema = schema
    this.operation = operation
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((definition) =>
        definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
      ),
    )
    this.#rootType = rootType
    this.#conditions = conditionsOf(document)
  }

  /**
   * The root fields under these variables. Throws GraphQL's error where a condition at the root has no value; elsewhere it
   * is an error of the field that the condition stands below.
   */
  root(variables: Readonly<Record<string, unknown>>): ObjectPlan {
    let name = ''
    const conditions: Record<string, unknown> = {}
    for (const variable of this.#conditions) {
      const value = variables[variable]
      if (value !== undefined) conditions[variable] = value
      name += `${value},`
    }
    const known = this.#variants.get(name)?.root
    if (known) return known
    const variant: Variant = { plan: this, conditions, count: 0 }
    const [oldest] = this.#variants.keys()
    if (this.#variants.size >= MAX_VARIANTS && oldest !== undefined) this.#variants.delete(oldest)
    this.#variants.set(name, variant)
    const root = planObject(variant, this.#rootType, [this.operation.selectionSet])
    variant.root = root
    return root
  }

  /** How many fields are planned, in all variants that are kept. */
  get size(): number {
    let fields = 0
    for (const { count } of this.#variants.values()) fields += count
    return fields
  }
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return
      for (const { value } of given ?? []) if (value.kind === 'Variable') names.add(value.name.value)
    },
  })
  return [...names]
}

const PLACE = { value: undefined, writable: true, enumerable: true, configurable: true }

function planObject(variant: Variant, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ObjectPlan {
  const grouped = new Map<string, [FieldNode, ...FieldNode[]]>()
  const visited = new Set<string>()
  for (const set of sets) collect(variant, type, set, grouped, visited)
  const fields: FieldPlan[] = []
  const blank: Record<string, unknown> = {}
  for (const [key, nodes] of grouped) {
    const definition = fieldDefinition(variant.plan.schema, type, nodes[0].name.value)
    if (!definition) continue
    fields.push(new FieldPlan(variant, key, type, definition, nodes))
    // Not a plain assignment: an alias may be `__proto__`.
    Object.defineProperty(blank, key, PLACE)
  }
  variant.plan.grown()
  return new ObjectPlan(type, fields, blank)
}

/** Gathers the fields of a selection set by their names in the answer, fragments included. */
function collect(
  variant: Variant,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  grouped: Map<string, [FieldNode, ...FieldNode[]]>,
  visited: Set<string>,
): void {
  const { fragments, schema } = variant.plan
  for (const selection of set.selections) {
    if (!isIncluded(variant, selection)) continue
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value
      const nodes = grouped.get(key)
      if (nodes) nodes.push(selection)
      else grouped.set(key, [selection])
      continue
    }
    if (selection.kind === 'FragmentSpread') {
      if (visited.has(selection.name.value)) continue
      visited.add(selection.name.value)
    }
    const fragment = selection.kind === 'FragmentSpread' ? fragments[selection.name.value] : selection
    if (fragment && appliesTo(schema, fragment.typeCondition, type)) {
      collect(variant, type, fragment.selectionSet, grouped, visited)
    }
  }
}

function appliesTo(
  schema: GraphQLSchema,
  condition: FragmentDefinitionNode['typeCondition'] | undefined,
  type: GraphQLObjectType,
): boolean {
  if (!condition) return true
  const wanted = typeFromAST(schema, condition)
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type))
}

function isIncluded({ conditions }: Variant, node: SelectionNode): boolean {
  for (const directive of node.directives ?? []) {
    if (directive.name.value === 'skip' && holds(GraphQLSkipDirective, directive, node, conditions)) return false
    if (directive.name.value === 'include' && !holds(GraphQLIncludeDirective, directive, node, conditions)) return false
  }
  return true
}

function holds(
  definition: GraphQLDirective,
  directive: DirectiveNode,
  node: SelectionNode,
  conditions: Variant['conditions'],
): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value
  if (value?.kind === 'BooleanValue') return value.value
  const given = value?.kind === 'Variable' ? conditions[value.name.value] : undefined
  // Without a value it is an error, in GraphQL's words.
  return typeof given === 'boolean' ? given : getDirectiveValues(definition, node, conditions)?.if === true
}

function fieldDefinition(schema: GraphQLSchema, type: GraphQLObjectType, name: string) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  return type.getFields()[name]
}
