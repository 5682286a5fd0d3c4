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

/** Calls back when more fields were planned for a document, so that its cache can count them. */
export function onPlanned(document: DocumentNode, tell: () => void): void {
  watchers.set(document, tell)
}

/**
 * Executes an operation with the same answers, errors and order of fields as graphql-js: test/executor.test.ts compares
 * both. What depends only on the document is planned once, and values are written directly to their places in the
 * answer. Rare cases, such as custom default resolvers, are left to graphql-js.
 * @returns the answer, or a promise of it, which never rejects
 */
export function execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
  const { schema, document, operationName, contextValue, rootValue } = args
  const operation = getOperationAST(document, operationName)
  const plan = operation && !args.fieldResolver && !args.typeResolver ? planFor(schema, document, operation) : undefined
  if (!plan) return graphqlJs(args)
  const variables = coerced(plan, args)
  if (Array.isArray(variables)) return { errors: variables }
  const root = rootOf(plan, variables)
  if (root instanceof GraphQLError) return { errors: [root], data: null }
  return new Execution(plan, root, variables, contextValue, rootValue).run()
}

/** An operation whose variables fit, ready to be executed any number of times. */
export interface Repeatable {
  readonly root: ObjectPlan
  run(rootValue: unknown, contextValue: unknown): ExecutionResult | Promise<ExecutionResult>
}

/** Prepares an operation for repeated execution; gives the errors of its variables if they do not fit. */
export function repeatable(args: ExecutionArgs): Repeatable | ExecutionResult {
  const operation = getOperationAST(args.document, args.operationName)
  const plan = operation && planFor(args.schema, args.document, operation)
  if (!plan) {
    const message = `Schema is not configured to execute ${operation?.operation ?? 'this'} operation.`
    return { errors: [new GraphQLError(message, { nodes: operation ?? null })] }
  }
  const variables = coerced(plan, args)
  if (Array.isArray(variables)) return { errors: variables }
  const root = rootOf(plan, variables)
  if (root instanceof GraphQLError) return { errors: [root], data: null }
  return {
    root,
    run: (rootValue, contextValue) => new Execution(plan, root, variables, contextValue, rootValue).run(),
  }
}

/** The values of an operation's variables, or what is wrong with them. */
function coerced(
  { schema, operation: { variableDefinitions = [] } }: OperationPlan,
  { variableValues: sent, hideSuggestions }: ExecutionArgs,
): Record<string, unknown> | GraphQLError[] {
  if (variableDefinitions.length === 0) return {}
  const options = { maxErrors: 50, hideSuggestions: hideSuggestions ?? false }
  const { coerced, errors } = variableValues(schema, variableDefinitions, sent ?? {}, options)
  return errors ?? coerced
}

/** The root fields with these variables, or the error of a condition that has no value. */
function rootOf(plan: OperationPlan, variables: Record<string, unknown>): ObjectPlan | GraphQLError {
  try {
    return plan.root(variables)
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** The plan of an operation; undefined if graphql-js has to execute it. */
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
    if (!rootType) return undefined
    plan = new OperationPlan(schema, document, operation, rootType, () => watchers.get(document)?.())
    ofDocument.set(operation, plan)
  }
  return plan
}

/** graphql-js's executor, except that errors of variables are ours, because its messages quote too much. */
export async function graphqlJs(args: ExecutionArgs): Promise<ExecutionResult> {
  const errors = unfitVariables(args)
  return errors ? { errors } : executeByGraphqlJs(args)
}
