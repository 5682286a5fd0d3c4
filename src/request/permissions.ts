/** A field that a policy can name: an output field, or an input field such as one of a filter. */
export interface PolicyField {
  /** As `Type.field`; a value of an enum as `Enum.value`. */
  coordinate: string
  /** The REST operationId. */
  operation: string | undefined
  /** Whether it is a root field or an operation serves it. The others are refused only where a rule names them. */
  isServed: boolean
  /** Whether it administers the cluster, or shows secrets. */
  isAdministration: boolean
  /** Fields whose values it reveals, as a filter or a sort does, or that it stands beside: it is refused if they are. */
  tells: readonly string[]
}

/** What a policy can name within an input value: fields of an input object, or values of an enum. */
export interface PolicyInput {
  readonly parts: ReadonlyMap<string, PolicyInputPart>
}

/** One field of an input object, or one value of an enum. */
export interface PolicyInputPart {
  field: PolicyField
  /** The parts of its own value; undefined if it has none. */
  input: PolicyInput | undefined
}

/** What one caller may ask for. */
export interface Permissions {
  /** Whether this caller may ask for a field, by its `Type.field`, or might if it were not closed to all. */
  mayKnow(coordinate: string): boolean
  /** Throws Refused for a field that this caller may not ask for. */
  check(field: PolicyField): void
  /** The same for a field by its `Type.field`. */
  checkNamed(coordinate: string): void
  /** Throws Refused for arguments of a field that hold what this caller may not give. */
  checkArguments(inputs: ReadonlyMap<string, PolicyInput>, args: Readonly<Record<string, unknown>>): void
  /** Throws Refused for a type whose objects this caller may not ask for by their keys. */
  checkEntity(type: string): void
}
