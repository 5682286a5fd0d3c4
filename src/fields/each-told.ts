/**
 * What stands for each item of a list that the cluster has told. What is no list, and no item, is left as it is: where it
 * does not fit the field's type, the executor says that the cluster breaks its contract.
 */
export function eachTold<Told, One>(list: readonly Told[] | null | undefined, make: (told: Told) => One): One[] | null {
  // The type is what the contract promises: what is left is not of it, and nothing but the executor looks at it.
  if (!Array.isArray(list)) return (list ?? null) as One[] | null
  return list.map((told) => (told === null || told === undefined ? told : make(told)))
}
