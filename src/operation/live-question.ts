import { hash } from 'node:crypto'
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Repeatable } from '../execution/execute.ts'
import type { Prepared } from '../request/plugin.ts'
import { numberOf } from '../text/object-number.ts'

/** Whether a root field of `Subscription` asks live what the field of the same name asks of `Query`. */
export function isLive(schema: GraphQLSchema, { root }: Repeatable): boolean {
  const [field] = root.fields
  return field !== undefined && liveFields(schema).has(field.definition.name)
}

const known = new WeakMap<GraphQLSchema, ReadonlySet<string>>()

/** The fields of `Subscription` that are those of `Query`. */
function liveFields(schema: GraphQLSchema): ReadonlySet<string> {
  let names = known.get(schema)
  if (!names) {
    const asked = schema.getQueryType()?.getFields() ?? {}
    const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {})
    names = new Set(
      fields.filter(({ name, astNode }) => astNode && asked[name]?.astNode === astNode).map(({ name }) => name),
    )
    known.set(schema, names)
  }
  return names
}

/** The same for a subscription that is not planned yet; false also where only a plan can tell. */
export function isLiveOperation({ schema, document, operation }: Prepared): boolean {
  const name = nameAtRoot(operation)
  return name !== undefined && liveFields(schema).has(name)

  function nameAtRoot({ selectionSet }: { selectionSet: SelectionSetNode }): string | undefined {
    const [only, ...others] = selectionSet.selections
    if (!only || others.length > 0 || only.directives?.length) return undefined
    if (only.kind === Kind.FIELD) return only.name.value
    const fragment = only.kind === Kind.INLINE_FRAGMENT ? only : fragments(document).get(only.name.value)
    return fragment && nameAtRoot(fragment)
  }
}

const fragments = ({ definitions }: DocumentNode) =>
  new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])))

interface Asked {
  document: DocumentNode
  operation: OperationDefinitionNode
}

/** As long as the subscriptions' documents are kept. */
const queries = new WeakMap<OperationDefinitionNode, Asked>()

/**
 * The query that a live subscription asks again and again: then all that holds for the fields of `Query` (rights, errors,
 * versions) holds for it.
 */
export function queryOf(document: DocumentNode, subscription: OperationDefinitionNode): Asked {
  const known = queries.get(subscription)
  if (known) return known
  const operation: OperationDefinitionNode = ofQuery({ ...subscription, operation: OperationTypeNode.QUERY })
  const definitions = document.definitions.flatMap((node) => {
    if (node === subscription) return operation
    return node.kind === Kind.FRAGMENT_DEFINITION ? ofQuery(node) : []
  })
  const asked = { document: { ...document, definitions }, operation }
  queries.set(subscription, asked)
  return asked
}

/** The question without variables that it does not declare: they are kept for nothing, and would be other questions. */
export function asDeclared(prepared: Prepared): Prepared {
  const { operation, variableValues } = prepared
  const declared = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? []
  const values = declared.flatMap((name) => (Object.hasOwn(variableValues, name) ? [[name, variableValues[name]]] : []))
  return { ...prepared, variableValues: Object.fromEntries(values) }
}

/** About how many bytes a question keeps beside its document: its variables, and the calls that are made of them. */
export function bytesOf({ variableValues }: Prepared): number {
  return 3 * JSON.stringify(variableValues).length
}

/**
 * A name that equal questions have, and others not.
 * @param visit where the question is asked for it alone
 */
export function nameOf({ operation, variableValues }: Prepared, visit: object | undefined): string {
  // Equal texts are one document, as long as it is kept.
  const question = `${numberOf(operation)} ${visit ? numberOf(visit) : ''} ${JSON.stringify(variableValues)}`
  return question.length > MAX_NAME ? hash('sha256', question, 'base64url') : question
}

const MAX_NAME = 256

const SUBSCRIPTION = 'Subscription'

/** A part of a document in which fragments on `Subscription` are on `Query`. */
function ofQuery<Node extends DocumentNode['definitions'][number]>(node: Node): Node {
  return visit(node, {
    NamedType(type) {
      if (type.name.value !== SUBSCRIPTION) return undefined
      return { ...type, name: { ...type.name, value: 'Query' } }
    },
  })
}
