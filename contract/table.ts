/** The contract table of one Camunda version: what `scripts/contract.ts` writes and `contract.ts` reads. */
export interface ContractTable {
  readonly version: string
  readonly operations: Readonly<Record<string, OperationEntry>>
  readonly types: Readonly<Record<string, Node>>
}

export interface OperationEntry {
  readonly method: string
  /** The path below `/v2`, with `{name}` for parameters. */
  readonly path: string
  /** True for reads that lag behind commands. */
  readonly eventual: boolean
  /** The patch release that brought the operation, when it came after the minor one. */
  readonly since?: string
  readonly parameters?: Readonly<Record<string, Field>>
  readonly query?: Readonly<Record<string, Field>>
  readonly body?: { readonly required: boolean; readonly media: string; readonly type: Node }
  /** The statuses that a problem document comes with. */
  readonly problems: readonly number[]
  /** By every other status: the body by media type; nothing for an empty answer. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, Node>>>>
}

/** A type, reduced to what can be checked. */
export type Node = (ScalarNode | RefNode | ArrayNode | ObjectNode | UnionNode | FilterNode) & Nullability

export interface Nullability {
  readonly nullable?: true
}

export interface ScalarNode {
  /** `any` takes every JSON value. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'any'
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly enum?: readonly string[]
}

/** A type of `ContractTable.types`. */
export interface RefNode {
  readonly ref: string
}

export interface ArrayNode {
  readonly array: Node
  readonly minItems?: number
  readonly maxItems?: number
  readonly unique?: true
}

export interface ObjectNode {
  readonly fields: Readonly<Record<string, Field>>
  /** Whether properties beyond `fields` are allowed, and of which type. */
  readonly open?: Node
}

/** At least one alternative must fit. */
export interface UnionNode {
  readonly oneOf: readonly Node[]
}

/** A search filter's property: the bare value, or an object of operators over values of that type. */
export interface FilterNode {
  readonly filter: Node
  readonly operators: readonly string[]
}

/** A property, with what is said of it rather than of its type. */
export type Field = Node & {
  readonly required?: true
  readonly deprecated?: true
  readonly default?: unknown
  /** The patch release that brought the field, when it came after the minor one. */
  readonly since?: string
}
