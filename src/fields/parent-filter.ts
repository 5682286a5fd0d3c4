/** Whether a key meets a REST filter on it: a bare value, or operators as keys take them. */
export function meets(key: string, filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return filter === key
  return Object.entries(filter).every(([operator, value]) => {
    if (operator === '$eq') return value === key
    if (operator === '$neq') return value !== key
    if (operator === '$exists') return value === true
    if (operator === '$in') return Array.isArray(value) && value.includes(key)
    if (operator === '$notIn') return Array.isArray(value) && !value.includes(key)
    throw new TypeError(`Keys take no ${operator}.`)
  })
}
