import { isDeepStrictEqual } from 'node:util'
import type { Field, Node, ObjectNode } from '../../contract/table.ts'
import { asFilter } from './filter.ts'
import { type Json, list, object, pointed } from './json.ts'

/** Formats that say how a value is written. All others are names of brands, which no value can violate. */
const FORMATS = new Set(['int32', 'int64', 'float', 'double', 'date-time', 'date', 'uri', 'binary', 'byte'])
const COMPONENT = '#/components/schemas/'

/** Facts that make a schema more than another name for the one it refers to. */
const OWN_FACTS = ['properties', 'required', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'items']

/** Reads the schemas of one OpenAPI document into nodes. */
export class TypeReader {
  readonly #document: Json
  readonly #named = new Map<string, Node | 'reading'>()
  readonly #types = new Map<string, Node>()

  constructor(document: Json) {
    this.#document = document
  }

  /**
   * The node of a schema. Aliases, `allOf` wrappers and brands dissolve; objects become named types, inline ones under
   * the name given here, and so do the unions, enumerations and patterns that the document names. Throws on a
   * construct that it does not know.
   */
  node(schema: Json, name: string): Node {
    const node = this.#read(schema, name)
    if (deservesName(node, name)) {
      const known = this.#types.get(name)
      if (known && !isDeepStrictEqual(known, node)) throw new Error(`two types are called ${name}`)
      this.#types.set(name, node)
      return schema.nullable === true ? { ref: name, nullable: true } : { ref: name }
    }
    return node
  }

  /** The named types that the given nodes lead to, by name. */
  reachable(from: readonly Node[]): Record<string, Node> {
    const found = new Map<string, Node>()
    const queue = [...from]
    for (let node = queue.pop(); node; node = queue.pop()) {
      if ('ref' in node) {
        if (found.has(node.ref)) continue
        const type = this.resolve(node)
        found.set(node.ref, type)
        queue.push(type)
      } else if ('array' in node) queue.push(node.array)
      else if ('oneOf' in node) queue.push(...node.oneOf)
      else if ('filter' in node) queue.push(node.filter)
      else if ('fields' in node) queue.push(...Object.values(node.fields), ...(node.open ? [node.open] : []))
    }
    return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)))
  }

  /** The type behind a reference; any other node is itself. */
  resolve(node: Node): Node {
    if (!('ref' in node)) return node
    const type = this.#types.get(node.ref)
    if (!type) throw new Error(`no type ${node.ref}`)
    return this.resolve(type)
  }

  #component(name: string): Node {
    const known = this.#named.get(name)
    // Only a named type can hold itself, so this reference will have a target.
    if (known === 'reading') return { ref: name }
    if (known) return known
    this.#named.set(name, 'reading')
    const node = this.node(pointed(this.#document, COMPONENT + name), name)
    // Whether null is allowed is said where a type is used: the type itself is the same either way.
    this.#named.set(name, node)
    return node
  }

  #read(schema: Json, name: string): Node {
    const node = this.#readPresent(schema, name)
    return schema.nullable === true && !node.nullable ? { ...node, nullable: true } : node
  }

  #readPresent(schema: Json, name: string): Node {
    if (typeof schema.$ref === 'string') {
      return schema.$ref.startsWith(COMPONENT)
        ? this.#component(schema.$ref.slice(COMPONENT.length))
        : this.node(pointed(this.#document, schema.$ref), name)
    }
    const alternatives = list(schema.oneOf ?? schema.anyOf)
    if (alternatives.length > 0) return this.#union(schema, alternatives, name)
    const parts = list(schema.allOf).map(object)
    const [first] = parts
    if (first && parts.length === 1 && !OWN_FACTS.some((fact) => fact in schema)) return this.node(first, name)
    if (parts.length > 0) return this.#merged(schema, parts, name)
    if (schema.type === 'object' || schema.properties) return this.#object(schema, name)
    if (schema.type === 'array') return this.#array(schema, name)
    return scalar(schema)
  }

  #union(schema: Json, alternatives: readonly unknown[], name: string): Node {
    const { oneOf: _, anyOf: __, ...common } = schema
    const nodes: Node[] = []
    alternatives.forEach((alternative, index) => {
      // Properties beside the alternatives belong to each of them.
      const whole = 'properties' in common ? { ...common, allOf: [alternative] } : object(alternative)
      const node = this.node(whole, `${name}.${index + 1}`)
      if (!nodes.some((other) => isDeepStrictEqual(other, node))) nodes.push(node)
    })
    const [only] = nodes
    if (only && nodes.length === 1) return only
    return asFilter(nodes, (node) => this.resolve(node)) ?? { oneOf: nodes }
  }

  #merged(schema: Json, parts: readonly Json[], name: string): Node {
    const nodes = parts.map((part, index) => this.resolve(this.node(part, `${name}.${index + 1}`)))
    const { allOf: _, ...own } = schema
    if (nodes.every((node) => 'fields' in node)) {
      const fields: Record<string, Field> = {}
      for (const node of [...nodes, this.#object(own, name)] as ObjectNode[]) Object.assign(fields, node.fields)
      // One part may require what another part brings.
      const required = [own, ...parts].flatMap((part) => list(this.#target(part).required))
      for (const field of required) {
        const type = fields[String(field)]
        if (type) fields[String(field)] = { ...type, required: true }
      }
      return { fields: sorted(fields) }
    }
    if (nodes.every((node) => 'type' in node)) {
      return Object.assign({}, ...nodes, scalar({ type: (nodes[0] as { type: string }).type, ...own }))
    }
    throw new Error(`${name} combines unlike types`)
  }

  #target(schema: Json): Json {
    return typeof schema.$ref === 'string' ? this.#target(pointed(this.#document, schema.$ref)) : schema
  }

  #object(schema: Json, name: string): ObjectNode {
    const required = list(schema.required)
    const since = new Map(
      list(schema['x-properties-added-in-version'])
        .map(object)
        .map((entry) => [entry.propertyName, patch(entry.addedInVersion)]),
    )
    const fields: Record<string, Field> = {}
    for (const [field, type] of Object.entries(object(schema.properties))) {
      const added = since.get(field)
      fields[field] = {
        ...this.node(object(type), `${name}.${field}`),
        ...(required.includes(field) ? { required: true } : {}),
        ...(object(type).deprecated === true ? { deprecated: true } : {}),
        ...('default' in object(type) ? { default: object(type).default } : {}),
        ...(added ? { since: added } : {}),
      }
    }
    const open = this.#open(schema, name, Object.keys(fields).length === 0)
    return { fields: sorted(fields), ...(open ? { open } : {}) }
  }

  #open(schema: Json, name: string, empty: boolean): Node | undefined {
    const additional = schema.additionalProperties
    // The documents leave this unsaid on most objects that are closed in truth; only an object without any property
    // of its own is a free form.
    if (additional === undefined ? empty && !schema.properties : additional === true) return { type: 'any' }
    return typeof additional === 'object' ? this.node(object(additional), `${name}.*`) : undefined
  }

  #array(schema: Json, name: string): Node {
    return {
      array: this.node(object(schema.items), `${name}[]`),
      ...pick(schema, ['minItems', 'maxItems']),
      ...(schema.uniqueItems === true ? { unique: true } : {}),
    }
  }
}

/** Whether a type gets an entry of its own: objects do, and what the document itself names, if it says something. */
function deservesName(node: Node, name: string): boolean {
  if ('fields' in node) return Object.keys(node.fields).length > 0
  if (name.includes('.')) return false
  return 'oneOf' in node || ('type' in node && (node.enum !== undefined || node.pattern !== undefined))
}

/** A release with a patch number, such as 8.9.14; minor releases have a contract of their own. */
export function patch(version: unknown): string | undefined {
  return typeof version === 'string' && /^\d+\.\d+\.\d+/.test(version) ? version : undefined
}

function scalar(schema: Json): Node {
  const type = schema.type ?? (schema.enum ? 'string' : 'any')
  if (type !== 'string' && type !== 'integer' && type !== 'number' && type !== 'boolean' && type !== 'any') {
    throw new Error(`unknown type ${String(type)}`)
  }
  return {
    type,
    ...(FORMATS.has(String(schema.format)) ? { format: String(schema.format) } : {}),
    ...pick(schema, ['pattern', 'minimum', 'maximum', 'minLength', 'maxLength']),
    ...(schema.enum ? { enum: list(schema.enum).filter((value) => value !== null) as string[] } : {}),
  }
}

function pick(schema: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in schema).map((name) => [name, schema[name]]))
}

function sorted(fields: Record<string, Field>): Record<string, Field> {
  return Object.fromEntries(Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1)))
}
