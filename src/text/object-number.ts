const numbers = new WeakMap<object, number>()
let latest = 0

/** A number that stands for an object in a text: the same as long as the object lives, and no other's. */
export function numberOf(object: object): number {
  let number = numbers.get(object)
  if (number === undefined) {
    number = ++latest
    numbers.set(object, number)
  }
  return number
}
