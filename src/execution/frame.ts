/** An object or a list of the answer while it is being filled: where it stands, and what becomes of it when it fails. */
export class Frame {
  readonly value: Record<string | number, unknown>
  /** The object's type; undefined for a list. */
  readonly typename: string | undefined
  /** What holds it, and under which name or index; undefined for the root. */
  readonly parent: Frame | undefined
  readonly key: string | number
  /** Whether its place may be null. */
  readonly nullable: boolean
  #gone = false

  constructor(
    value: Record<string | number, unknown>,
    typename: string | undefined,
    parent: Frame | undefined,
    key: string | number,
    nullable: boolean,
  ) {
    this.value = value
    this.typename = typename
    this.parent = parent
    this.key = key
    this.nullable = nullable
  }

  /** Whether it, or what contains it, has become null: then further values for it are ignored. */
  get gone(): boolean {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) if (frame.#gone) return true
    return false
  }

  /** A non-null place in it has no value: the nearest nullable place around it becomes null. */
  giveUp(): void {
    let frame: Frame = this
    frame.#gone = true
    while (frame.parent && !frame.nullable) {
      frame = frame.parent
      frame.#gone = true
    }
    if (frame.parent) frame.parent.value[frame.key] = null
  }

  /** The path of a place in it, as errors have it. */
  path(key: string | number): Array<string | number> {
    const path = [key]
    for (let frame: Frame | undefined = this; frame?.parent; frame = frame.parent) path.push(frame.key)
    return path.reverse()
  }
}
