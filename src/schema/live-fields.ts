import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql'

/**
 * The schema's document with the fields of `Query` at `Subscription`, too: any question can be asked live.
 * @param own the gateway's own document: what an extension adds to `Query` is not asked again and again
 */
export function withLiveFields(own: DocumentNode): DocumentNode {
  const has = new Set(fieldsOf(own, 'Subscription').map(({ name }) => name.value))
  const fields = fieldsOf(own, 'Query').filter(({ name }) => !has.has(name.value))
  const live: ObjectTypeExtensionNode = { kind: Kind.OBJECT_TYPE_EXTENSION, name: NAME, fields }
  return { ...own, definitions: [...own.definitions, live] }
}

/** An extension's document in which `type Subscription` extends the gateway's, as it did before that had one. */
export function extendingSubscription(extension: DocumentNode): DocumentNode {
  const definitions = extension.definitions.map((node): DefinitionNode => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || node.name.value !== NAME.value) return node
    const { description: _, ...rest } = node
    return { ...rest, kind: Kind.OBJECT_TYPE_EXTENSION }
  })
  return { ...extension, definitions }
}

const NAME = { kind: Kind.NAME, value: 'Subscription' } as const

/** The fields of a type, those of its extensions included. */
export function fieldsOf({ definitions }: DocumentNode, type: string): FieldDefinitionNode[] {
  return definitions.flatMap((node) => (isOf(type, node) ? (node.fields ?? []) : []))
}

function isOf(type: string, node: DefinitionNode): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION
  return isObject && node.name.value === type
}
