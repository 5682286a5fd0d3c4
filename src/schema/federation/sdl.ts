import { printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  buildASTSchema,
  type ConstDirectiveNode,
  concatAST,
  type DocumentNode,
  type InputObjectTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  visit,
} from 'graphql'
import { entities } from '../../fields/entities.ts'
import { completeDescriptions } from '../descriptions.ts'
import { fieldsOf } from '../live-fields.ts'
import { readSchemaFile } from '../schema-files.ts'

const read = (name: string) => parse(readSchemaFile(`federation/${name}`))

/** What a subgraph adds to the schema: `_entities`, `_service`, and the union of all entities. */
export function federationFields(): DocumentNode {
  return concatAST([
    read('fields.graphql'),
    parse(`"Any object that has a key." union _Entity = ${[...entities.keys()].join(' | ')}`),
  ])
}

/**
 * The SDL that a supergraph is composed from: the schema, with the directives of Apollo Federation 2 put where rules say.
 * @param document the schema without them
 */
export function subgraphSdl(document: DocumentNode): string {
  const subgraph = buildASTSchema(concatAST([read('link.graphql'), withDirectives(document)]))
  completeDescriptions(subgraph)
  return printSchemaWithDirectives(subgraph)
}

function withDirectives(document: DocumentNode): DocumentNode {
  const asked = new Set(fieldsOf(document, 'Query').map(({ name }) => name.value))
  const complete = (node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode) =>
    withTags(withTypeDirectives(node), asked)
  return visit(document, {
    ObjectTypeDefinition: complete,
    ObjectTypeExtension: complete,
    InputObjectTypeDefinition: withoutOneOf,
  })
}

/**
 * An object is found by its own key and by its global `id`. What Relay's rules make of lists may come from other
 * subgraphs too: they have a `PageInfo` of their own, and may answer pages of this API's objects.
 */
function withTypeDirectives<Node extends ObjectTypeDefinitionNode | ObjectTypeExtensionNode>(node: Node): Node {
  if (node.kind === Kind.OBJECT_TYPE_EXTENSION) return node
  const name = node.name.value
  const entity = entities.get(name)
  if (entity) {
    const own = entity.key === undefined ? [] : [directive('key', 'fields', entity.key)]
    return add(node, ...own, directive('key', 'fields', 'id'))
  }
  return /^PageInfo$|(Connection|Edge)$/.test(name) ? add(node, directive('shareable')) : node
}

/**
 * Contracts choose by tags: root fields have one for their kind and one of their own. What is asked live has those of the
 * query as well, so that who leaves a query out leaves out both; and what else Camunda does for a subscription, such as
 * leasing jobs, has those of commands.
 * @param asked the names of all queries
 */
function withTags<Node extends ObjectTypeDefinitionNode | ObjectTypeExtensionNode>(
  node: Node,
  asked: ReadonlySet<string>,
): Node {
  const type = node.name.value
  if (type !== 'Query' && type !== 'Mutation' && type !== 'Subscription') return node
  const own = `camunda/${type.toLowerCase()}`
  const fields = node.fields?.map((field) => {
    const name = field.name.value
    const kinds = [own]
    if (type === 'Subscription') {
      if (asked.has(name)) kinds.push('camunda/query')
      else if (field.directives?.some((one) => one.name.value === 'rest')) kinds.push('camunda/mutation')
    }
    return add(
      field,
      ...kinds.flatMap((kind) => [directive('tag', 'name', kind), directive('tag', 'name', `${kind}/${name}`)]),
    )
  })
  return { ...node, fields }
}

/** Apollo's composition does not know `@oneOf`: the description says it, and the resolvers check it. */
function withoutOneOf(node: InputObjectTypeDefinitionNode): InputObjectTypeDefinitionNode {
  const directives = node.directives?.filter(({ name }) => name.value !== 'oneOf') ?? []
  if (directives.length === (node.directives?.length ?? 0)) return node
  const value = `${node.description?.value ?? ''}\nExactly one of the fields must be given.`.trim()
  return { ...node, directives, description: { kind: Kind.STRING, value } }
}

function add<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
  ...directives: ConstDirectiveNode[]
): Node {
  return { ...node, directives: [...(node.directives ?? []), ...directives] }
}

function directive(name: string, argument?: string, value = ''): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: argument
      ? [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: argument },
            value: { kind: Kind.STRING, value },
          },
        ]
      : [],
  }
}
