const large = new WeakSet<object>()

/** Notes that the data of an answer may take long to be written. */
export function noteLarge(data: object): void {
  large.add(data)
}

/** Whether the data of an answer may take long to be written: then it is to be written in turns. */
export function isLarge(data: object): boolean {
  return large.has(data)
}
