import { LRUCache } from 'lru-cache'
import type { Redis } from '../redis.ts'

/** How a charge went. */
export interface Charge {
  allowed: boolean
  /** Milliseconds until the bucket would be full again; the charge is in it only where it was allowed. */
  level: number
}

/**
 * One bucket for each caller, which fills in `window` milliseconds (the generic cell rate algorithm: a bucket is the
 * time at which it will be full).
 */
export interface Buckets {
  /** Takes `cost`, in milliseconds of refill, out of a bucket, or nothing if it does not hold as much. */
  charge(caller: string, cost: number, window: number): Charge | Promise<Charge>
  /**
   * Takes it even if the bucket does not hold as much: then it must refill before the next charge. A negative cost is
   * given back.
   */
  settle(caller: string, cost: number, window: number): Charge | Promise<Charge>
}

/**
 * Bytes for callers whose buckets are not full: some 100,000 callers. Beyond that, the least recently seen are
 * forgotten.
 */
export const MAX_CALLERS_BYTES = 32 * 1024 * 1024
/** Bytes per caller, besides its name. */
const CALLER_BYTES = 200

/** Roughly the bytes that a caller takes who is remembered by its name. */
export const bytesOfCaller = (_: number, name: string) => CALLER_BYTES + 2 * name.length

/** Buckets of this process alone. */
export class LocalBuckets implements Buckets {
  readonly #fullAt = new LRUCache<string, number>({
    maxSize: MAX_CALLERS_BYTES,
    sizeCalculation: bytesOfCaller,
  })

  charge(caller: string, cost: number, window: number): Charge {
    return this.#take(caller, cost, window)
  }

  settle(caller: string, cost: number): Charge {
    return this.#take(caller, cost, Number.POSITIVE_INFINITY)
  }

  #take(caller: string, cost: number, most: number): Charge {
    const now = performance.now()
    const fullAt = Math.max(now, this.#fullAt.get(caller) ?? 0)
    const charged = Math.max(now, fullAt + cost)
    if (charged - now > most) return { allowed: false, level: fullAt - now }
    if (charged > now) this.#fullAt.set(caller, charged)
    else this.#fullAt.delete(caller)
    return { allowed: true, level: charged - now }
  }
}

/** Tells the Redis script to charge without checking the level. */
const ANY = -1

// One atomic script, so that replicas cannot take the same points, and by Redis's clock, which all replicas share.
const CHARGE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local cost = tonumber(ARGV[1])
local most = tonumber(ARGV[2])
local fullAt = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local charged = math.max(now, fullAt + cost)
if most >= 0 and charged - now > most then
  return { 0, tostring(fullAt - now) }
end
if charged > now then
  redis.call('SET', KEYS[1], string.format('%.3f', charged), 'PX', math.ceil(charged - now))
elseif cost < 0 then
  redis.call('DEL', KEYS[1])
end
return { 1, tostring(charged - now) }
`

/** Buckets that all replicas share. Each counts for itself while Redis is away. */
export class SharedBuckets implements Buckets {
  readonly #redis: Redis
  readonly #local = new LocalBuckets()

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async charge(caller: string, cost: number, window: number): Promise<Charge> {
    return (await this.#take(caller, cost, window)) ?? this.#local.charge(caller, cost, window)
  }

  async settle(caller: string, cost: number): Promise<Charge> {
    return (await this.#take(caller, cost, ANY)) ?? this.#local.settle(caller, cost)
  }

  /** Undefined while Redis is away. */
  async #take(caller: string, cost: number, most: number): Promise<Charge | undefined> {
    const answer = await this.#redis.ask((client) =>
      client.eval(CHARGE, {
        keys: [`camunda-graphql-gateway:rate-limit:${caller}`],
        arguments: [String(cost), String(most)],
      }),
    )
    if (!Array.isArray(answer)) return undefined
    const [allowed, level] = answer
    return { allowed: Number(allowed) === 1, level: Number(level) }
  }
}
