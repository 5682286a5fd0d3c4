import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute as executeByGraphqlJs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql'
import { Execution } from './execution.ts'
import { type ObjectPlan, OperationPlan } from './plan.ts'
import { unfitVariables, variableValues } from './variables.ts'

/** Plans live as long as their documents do, which a cache bounds. */
const plans = new WeakMap<DocumentNode, Map<OperationDefinitionNode, OperationPlan>>()

const watchers = new WeakMap<DocumentNode, () => void>()

/** How many fields are planned for a document. */
export function plannedFields(document: DocumentNode): number {
  let fields = 0
  for (const plan of plans.get(document)?.values() ?? []) fields += plan.size
  return fields
}

/** Tells who keeps a document whenever more fields were planned for it. */
export function onPlanned(document: DocumentNode, tell: () => void): void {
  watchers.set(document, tell)
}

/**
 * Executes an operation as graphql-js does, whose errors and order of fields it keeps, at a third of the cost: what
 * depends on the document alone is done once, and values go straight to their places in the answer. A test holds both
 * to the same answers. The rare rest (subscriptions, resolvers of the caller's own) is graphql-js's.
 * @returns the answer, or a promise of it, which never rejects
 */
export function execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
  const { schema, document, operationName, variableValues: sent, contextValue, rootValue } = args
  const operation = getOperationAST(document, operationName)
  const plan = operation && !args.fieldResolver && !args.typeResolver ? planFor(schema, document, operation) : undefined
  if (!plan) return graphqlJs(args)
  const { variableDefinitions = [] } = plan.operation
  let coerced: Record<string, unknown> = {}
  if (variableDefinitions.length > 0) {
    const hideSuggestions = args.hideSuggestions ?? false
    const variables = variableValues(schema, variableDefinitions, sent ?? {}, {
      maxErrors: 50,
      hideSuggestions,
    })
    if (variables.errors) return { errors: variables.errors }
    coerced = variables.coerced
  }
  let root: ObjectPlan
  try {
    root = plan.root(coerced)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { errors: [error], data: null }
  }
  return new Execution(plan, root, coerced, contextValue, rootValue).run()
}

/** The plan of an operation; undefined where it is none of ours. */
function planFor(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationPlan | undefined {
  let ofDocument = plans.get(document)
  if (!ofDocument) {
    ofDocument = new Map()
    plans.set(document, ofDocument)
  }
  let plan = ofDocument.get(operation)
  if (plan?.schema !== schema) {
    const rootType = schema.getRootType(operation.operation)
    if (!rootType || operation.operation === 'subscription') return undefined
    plan = new OperationPlan(schema, document, operation, rootType, () => watchers.get(document)?.())
    ofDocument.set(operation, plan)
  }
  return plan
}

/** graphql-js's own executor, with its answer typed as what it is; but for variables, of which it would tell too much. */
export async function graphqlJs(args: ExecutionArgs): Promise<ExecutionResult> {
  const errors = unfitVariables(args)
  return errors ? { errors } : executeByGraphqlJs(args)
}
