const large = new WeakSet<object>()

/** Marks the data of an answer that may take long to serialize. */
export function noteLarge(data: object): void {
  large.add(data)
}

/** Whether the data of an answer may take long to serialize: then it is written in turns. */
export function isLarge(data: object): boolean {
  return large.has(data)
}
