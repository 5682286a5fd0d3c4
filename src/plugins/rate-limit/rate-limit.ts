import { LRUCache } from 'lru-cache'
import { toRefusal } from '../../errors.ts'
import { UpstreamFailure } from '../../upstream/failure.ts'
import type { Visit } from '../../visit.ts'
import { asksForPage } from '../graphiql.ts'
import { nodeCount } from '../limits/nodes.ts'
import type { GatewayPlugin } from '../plugin.ts'
import { Refused } from '../refused.ts'
import { type Buckets, bytesOfCaller, type Charge, MAX_CALLERS_BYTES } from './buckets.ts'
import { addressOf, callerOf } from './caller.ts'

export interface RateLimitSettings {
  /** Points that a caller may spend in a window; they come back evenly. */
  points: number
  /** Seconds. */
  window: number
  /** Proxies in front of the gateway. */
  proxies: number
  /** Whether callers ask with their own rights: else what they show says nothing of them. */
  forwards: boolean
  maxPageSize: number
}

/** Nodes for one point. */
const NODES_PER_POINT = 100

/** What a visit has to do with its caller's bucket. */
interface Account {
  name: string
  isProven: boolean
  /** How many of its questions were charged, and the points of all. */
  charges: number
  spent: number
  state: State | undefined
  refusal: Refused | undefined
}

interface State {
  /** Points. */
  remaining: number
  /** Milliseconds until the bucket is full, and until it holds a point. */
  fullIn: number
  pointIn: number
}

/**
 * Lets a caller spend so many points in a while: a question costs one for each field of its root, and one for each hundred
 * nodes that it may answer; a request that asks nothing valid costs one.
 */
export function rateLimit(settings: RateLimitSettings, buckets: Buckets): GatewayPlugin {
  const { points, proxies, forwards, maxPageSize } = settings
  const window = settings.window * 1000
  const perPoint = window / points
  const countNodes = nodeCount(maxPageSize)
  const accounts = new WeakMap<Visit, Account>()
  /** Callers without a point left, until they have one: refused before their requests are read. */
  const empty = new LRUCache<string, number>({ maxSize: MAX_CALLERS_BYTES / 16, sizeCalculation: bytesOfCaller })

  function accountOf(visit: Visit): Account {
    let account = accounts.get(visit)
    if (!account) {
      account = { ...callerOf(visit, forwards, proxies), charges: 0, spent: 0, state: undefined, refusal: undefined }
      accounts.set(visit, account)
    }
    return account
  }

  function note(name: string, { level }: Charge): State {
    const pointIn = Math.max(0, level + perPoint - window)
    if (pointIn > 0) empty.set(name, performance.now() + pointIn)
    return { remaining: Math.max(0, Math.floor((window - level) / perPoint + 1e-6)), fullIn: level, pointIn }
  }

  function tell(visit: Visit, { remaining, fullIn }: State): void {
    // As draft-ietf-httpapi-ratelimit-headers-10 has it.
    visit.headers.set('ratelimit-policy', `"caller";q=${points};w=${settings.window}`)
    visit.headers.set('ratelimit', `"caller";r=${remaining};t=${Math.ceil(fullIn / 1000)}`)
  }

  function settle(visit: Visit, account: Account, cost: number, charge: Charge): void {
    account.state = note(account.name, charge)
    tell(visit, account.state)
    if (!charge.allowed) {
      account.refusal = refused(cost, account.state, cost * perPoint + charge.level - window)
      throw account.refusal
    }
    account.spent += cost
  }

  /** @param ms until the bucket holds as much */
  function refused(requested: number, { remaining, fullIn }: State, ms: number): Refused {
    const cost = { requested, remaining, limit: points, resetAt: inMs(fullIn) }
    if (requested > points) {
      const message = `The question costs ${requested} points, but a caller has no more than ${points}. Ask for less at once.`
      return new Refused('RATE_LIMITED', message, { retryable: false, cost }, { status: 429 })
    }
    const retryAfter = Math.max(1, Math.ceil(ms / 1000))
    return new Refused(
      'RATE_LIMITED',
      `The question costs ${requested} points, but of ${points} points in ${settings.window} seconds ${remaining} are left. Ask again in ${retryAfter} seconds.`,
      { retryable: true, retryAfter, cost },
      { status: 429, headers: { 'retry-after': String(retryAfter) } },
    )
  }

  /** Whoever shows the cluster what it does not take is counted by the address: names are made up easily. */
  function chargeAddress(visit: Visit, cost: number): void {
    const name = addressOf(visit.arrival, proxies)
    const charge = buckets.charge(name, cost * perPoint, window)
    if (charge instanceof Promise) void charge.then((done) => note(name, done))
    else note(name, charge)
  }

  return {
    onArrival(visit) {
      if (!visit.isGraphQL || visit.arrival.method === 'OPTIONS' || asksForPage(visit.arrival)) return undefined
      const account = accountOf(visit)
      const names = account.isProven ? [account.name] : [account.name, addressOf(visit.arrival, proxies)]
      const until = Math.max(...names.map((name) => empty.get(name) ?? 0))
      const ms = until - performance.now()
      if (ms <= 0) return undefined
      // Not charged: it costs next to nothing.
      account.charges = 1
      const state = { remaining: 0, fullIn: ms + window - perPoint, pointIn: ms }
      tell(visit, state)
      return toRefusal(refused(1, state, ms))
    },
    beforeExecution(execution, visit) {
      const account = accountOf(visit)
      // A question that is begun anew by another way of serving was charged already, or refused.
      if (account.charges >= (visit.questions ?? 1)) {
        if (account.refusal) throw account.refusal
        return undefined
      }
      account.charges++
      const { rootFields, nodes } = countNodes(execution)
      const cost = rootFields + Math.floor(nodes / NODES_PER_POINT)
      const charge = buckets.charge(account.name, cost * perPoint, window)
      if (charge instanceof Promise) return charge.then((done) => settle(visit, account, cost, done))
      settle(visit, account, cost, charge)
      return undefined
    },
    afterExecution(result, visit) {
      const account = accounts.get(visit)
      if (!account?.state) return
      const { remaining, fullIn } = account.state
      const cost = { requested: account.spent, remaining, limit: points, resetAt: inMs(fullIn) }
      result.extensions = { ...result.extensions, cost }
      if (!account.isProven && result.errors?.some(isUnknownCaller)) chargeAddress(visit, account.spent)
    },
    onDeparture(visit) {
      const account = accounts.get(visit)
      if (!account || account.charges > 0) return
      const charge = buckets.charge(account.name, perPoint, window)
      if (charge instanceof Promise) void charge.then((done) => note(account.name, done))
      else note(account.name, charge)
    },
  }
}

function isUnknownCaller({ originalError }: { originalError?: unknown }): boolean {
  return originalError instanceof UpstreamFailure && originalError.status === 401
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
