type Operators = Readonly<Record<string, unknown>>

/**
 * Two operators of one field that no value can meet at once, in the client's words ("gt 5 and lt 3"); undefined where
 * the operators can be met.
 */
export function contradiction(operators: Operators): string | undefined {
  const { $eq, $neq, $exists, $in, $notIn } = operators
  // Whether "not equal" matches rows without a value depends on the cluster's database, so these can be met together.
  const present = Object.keys(operators).find((name) => !['$exists', '$neq', '$notIn'].includes(name))
  if ($exists === false && present) return `exists: false and ${words(present)}`
  if ($eq !== undefined) {
    if (same($eq, $neq)) return 'eq and neq'
    if (isList($in) && !$in.some((value) => same(value, $eq))) return 'eq and in'
    if (isList($notIn) && $notIn.some((value) => same(value, $eq))) return 'eq and notIn'
    const bound = BOUNDS.find((name) => operators[name] !== undefined && !within($eq, name, operators[name]))
    if (bound) return `eq and ${words(bound)}`
  }
  if (isList($in)) {
    const excluded = new Set((isList($notIn) ? $notIn : []).map(identityOf))
    const left = $in.filter((value) => !same(value, $neq) && !excluded.has(identityOf(value)))
    if (left.length === 0) return isList($notIn) ? 'in and notIn' : 'in and neq'
    const bound = BOUNDS.find(
      (name) => operators[name] !== undefined && !left.some((value) => within(value, name, operators[name])),
    )
    if (bound) return `in and ${words(bound)}`
  }
  return emptyRange(operators)
}

const BOUNDS = ['$gt', '$gte', '$lt', '$lte'] as const

function emptyRange(operators: Operators): string | undefined {
  for (const low of ['$gt', '$gte'] as const) {
    for (const high of ['$lt', '$lte'] as const) {
      const from = operators[low]
      const to = operators[high]
      if (from === undefined || to === undefined) continue
      const order = compare(from, to)
      if (order > 0 || (order === 0 && (low === '$gt' || high === '$lt'))) return `${words(low)} and ${words(high)}`
    }
  }
  return undefined
}

function within(value: unknown, bound: (typeof BOUNDS)[number], limit: unknown): boolean {
  const order = compare(value, limit)
  if (bound === '$gt') return order > 0
  if (bound === '$gte') return order >= 0
  return bound === '$lt' ? order < 0 : order <= 0
}

/** Ranges are over numbers and dates alone. */
function compare(a: unknown, b: unknown): number {
  return quantity(a) - quantity(b)
}

const quantity = (value: unknown) => (typeof value === 'number' ? value : Date.parse(String(value)))

const POINT_IN_TIME = /^\d{4}-\d{2}-\d{2}T/i

const same = (a: unknown, b: unknown) => identityOf(a) === identityOf(b)

/** A normal form: the same point in time can be written in several ways. */
function identityOf(value: unknown): unknown {
  return typeof value === 'string' && POINT_IN_TIME.test(value) ? `T ${quantity(value)}` : value
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value)

const words = (operator: string) => operator.slice(1)
