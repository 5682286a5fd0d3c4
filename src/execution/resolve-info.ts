import type { GraphQLResolveInfo } from 'graphql'
import type { Frame } from './frame.ts'
import type { FieldPlan, OperationPlan } from './plan.ts'

type Path = GraphQLResolveInfo['path']

/** What graphql-js tells resolvers; packages that bring executors of their own add to its type. */
type Told = Pick<
  GraphQLResolveInfo,
  | 'fieldName'
  | 'fieldNodes'
  | 'returnType'
  | 'parentType'
  | 'path'
  | 'schema'
  | 'fragments'
  | 'rootValue'
  | 'operation'
  | 'variableValues'
>

/** A resolver's `info`. The path is made on demand: hardly any resolver needs it. */
export class ResolveInfo implements Told {
  readonly fieldName: string
  readonly fieldNodes: GraphQLResolveInfo['fieldNodes']
  readonly returnType: GraphQLResolveInfo['returnType']
  readonly parentType: GraphQLResolveInfo['parentType']
  readonly schema: GraphQLResolveInfo['schema']
  readonly fragments: GraphQLResolveInfo['fragments']
  readonly rootValue: unknown
  readonly operation: GraphQLResolveInfo['operation']
  readonly variableValues: GraphQLResolveInfo['variableValues']
  readonly #frame: Frame
  readonly #key: string

  constructor(
    plan: OperationPlan,
    { definition, nodes, parentType, key }: FieldPlan,
    frame: Frame,
    rootValue: unknown,
    variables: GraphQLResolveInfo['variableValues'],
  ) {
    this.fieldName = definition.name
    this.fieldNodes = nodes
    this.returnType = definition.type
    this.parentType = parentType
    this.schema = plan.schema
    this.fragments = plan.fragments
    this.rootValue = rootValue
    this.operation = plan.operation
    this.variableValues = variables
    this.#frame = frame
    this.#key = key
  }

  get path(): Path {
    return pathIn(this.#frame, this.#key)
  }
}

function pathIn(frame: Frame, key: string | number): Path {
  return { prev: frame.parent && pathIn(frame.parent, frame.key), key, typename: frame.typename }
}
