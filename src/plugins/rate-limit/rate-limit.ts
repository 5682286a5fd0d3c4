import { LRUCache } from 'lru-cache'
import { toRefusal } from '../../errors/errors.ts'
import { Refused } from '../../errors/refused.ts'
import { mayAsk } from '../../request/asking.ts'
import { addressOf, type CountedCaller, countedCallerOf } from '../../request/caller.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import type { Visit } from '../../request/visit.ts'
import { UpstreamFailure } from '../../upstream/failures/failure.ts'
import type { CountNodes } from '../limits/nodes.ts'
import { type Buckets, bytesOfCaller, type Charge, MAX_CALLERS_BYTES } from './buckets.ts'

interface RateLimitSettings {
  /** Points that a caller may spend in a window; they come back evenly. */
  points: number
  /** Seconds. */
  window: number
  /** Proxies in front of the gateway. */
  proxies: number
  /** Whether callers ask with their own rights: otherwise their credentials say nothing about them. */
  forwards: boolean
  countNodes: CountNodes
}

/** Nodes for one point. */
const NODES_PER_POINT = 100

/** A visit's account with its caller's bucket. */
interface Account extends CountedCaller {
  /**
   * The buckets that are charged: the caller's own, and also the address's for a name that anybody could have made up.
   */
  payers: readonly string[]
  /** How many of its questions were charged, and the points of all. */
  charges: number
  spent: number
  /** Whether all that was asked was answered without an error. */
  isClean: boolean
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

/** Callers whose credentials the cluster has accepted, remembered for a while: their names are not made up. */
const MAX_VOUCHED = 100_000
const VOUCHED_TTL_MS = 10 * 60_000

/**
 * Limits the points that a caller may spend in a window. A question costs one point for each root field, and one for
 * each hundred nodes that it may answer; a request without a valid question costs one. If the answer took more calls of
 * the cluster than that, each further call costs a point, even if the caller has none left: then they must come back
 * before the next question. A subscription is charged like a question when it opens, and then one point for each call
 * of its events; no event is executed while the caller has no point. A caller whose name could be made up, and was not
 * accepted by the cluster yet, has its address charged as well.
 */
export function rateLimit(settings: RateLimitSettings, buckets: Buckets): GatewayPlugin {
  const { points, proxies, forwards, countNodes } = settings
  const window = settings.window * 1000
  const perPoint = window / points
  const accounts = new WeakMap<Visit, Account>()
  /** Callers without points, and until when: refused before their requests are read. */
  const empty = new LRUCache<string, number>({ maxSize: MAX_CALLERS_BYTES / 16, sizeCalculation: bytesOfCaller })
  const vouched = new LRUCache<string, true>({ max: MAX_VOUCHED, ttl: VOUCHED_TTL_MS })

  function accountOf(visit: Visit): Account {
    let account = accounts.get(visit)
    if (!account) {
      const { name, isProven } = countedCallerOf(visit, forwards, proxies)
      const isKnown = isProven || vouched.has(name)
      const payers = isKnown ? [name] : [name, addressOf(visit.arrival, proxies)]
      account = { name, isProven, payers, charges: 0, spent: 0, isClean: true, state: undefined, refusal: undefined }
      accounts.set(visit, account)
    }
    return account
  }

  /** The refusal of a caller without points; undefined if there are some. */
  function refusalOfEmpty(visit: Visit, { payers }: Account): Refused | undefined {
    const until = Math.max(...payers.map((payer) => empty.get(payer) ?? 0))
    const ms = until - performance.now()
    if (ms <= 0) return undefined
    const state = { remaining: 0, fullIn: ms + window - perPoint, pointIn: ms }
    tell(visit, state)
    return refused(1, state, ms)
  }

  function stateOf({ level }: Charge): State {
    const pointIn = Math.max(0, level + perPoint - window)
    return { remaining: Math.max(0, Math.floor((window - level) / perPoint + 1e-6)), fullIn: level, pointIn }
  }

  function note(payer: string, charge: Charge): void {
    const { pointIn } = stateOf(charge)
    if (pointIn > 0) empty.set(payer, performance.now() + pointIn)
    else empty.delete(payer)
  }

  /**
   * Charges all payers, or none if one of them lacks the points. Returns the charge of the payer with the least left.
   */
  function charge([payer = '', ...others]: readonly string[], cost: number): Charge | Promise<Charge> {
    const own = buckets.charge(payer, cost, window)
    if (own instanceof Promise) return own.then((one) => chargeOthers(payer, one, others, cost))
    return chargeOthers(payer, own, others, cost)
  }

  function chargeOthers(payer: string, own: Charge, others: readonly string[], cost: number): Charge | Promise<Charge> {
    note(payer, own)
    if (!own.allowed || others.length === 0) return own
    const rest = charge(others, cost)
    const together = (one: Charge) => {
      if (!one.allowed) settle([payer], -cost)
      return !one.allowed || one.level > own.level ? one : own
    }
    return rest instanceof Promise ? rest.then(together) : together(rest)
  }

  function settle(payers: readonly string[], cost: number): void {
    for (const payer of payers) {
      const settling = buckets.settle(payer, cost, window)
      if (settling instanceof Promise) void settling.then((done) => note(payer, done))
      else note(payer, settling)
    }
  }

  function tell(visit: Visit, { remaining, fullIn }: State): void {
    // As draft-ietf-httpapi-ratelimit-headers-10 has it.
    visit.headers.set('ratelimit-policy', `"caller";q=${points};w=${settings.window}`)
    visit.headers.set('ratelimit', `"caller";r=${remaining};t=${Math.ceil(fullIn / 1000)}`)
  }

  function charged(visit: Visit, account: Account, cost: number, charge: Charge): void {
    account.state = stateOf(charge)
    tell(visit, account.state)
    if (!charge.allowed) {
      account.refusal = refused(cost, account.state, cost * perPoint + charge.level - window)
      throw account.refusal
    }
    account.spent += cost
  }

  /** Charges the calls that a visit has made beyond the points it was charged. */
  function settleCalls(visit: Visit, account: Account): void {
    const owed = (visit.allowance?.calls ?? 0) - account.spent
    if (owed <= 0 || !account.state) return
    account.spent += owed
    settle(account.payers, owed * perPoint)
    // Do not wait for the shared store: this replica knows the result.
    account.state = stateOf({ allowed: true, level: account.state.fullIn + owed * perPoint })
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

  return {
    onArrival(visit) {
      if (!mayAsk(visit)) return undefined
      const account = accountOf(visit)
      const refusal = refusalOfEmpty(visit, account)
      if (!refusal) return undefined
      // Not charged: it costs next to nothing.
      account.charges = 1
      return toRefusal(refusal)
    },
    beforeExecution(prepared, visit) {
      const account = accountOf(visit)
      // A question that the fast path has passed on to Yoga was charged already, or refused.
      if (account.charges >= (visit.questions ?? 1)) {
        if (account.refusal) throw account.refusal
        return undefined
      }
      account.charges++
      const { rootFields, nodes } = countNodes(prepared)
      const cost = rootFields + Math.floor(nodes / NODES_PER_POINT)
      const charging = charge(account.payers, cost * perPoint)
      if (charging instanceof Promise) return charging.then((done) => charged(visit, account, cost, done))
      charged(visit, account, cost, charging)
      return undefined
    },
    beforeEvent(_, event) {
      const refusal = refusalOfEmpty(event, accountOf(event.subscription))
      if (refusal) throw refusal
    },
    afterExecution(result, visit) {
      if (visit.subscription) {
        const calls = visit.allowance?.calls ?? 0
        if (calls > 0) settle(accountOf(visit.subscription).payers, calls * perPoint)
        return
      }
      const account = accounts.get(visit)
      if (!account?.state) return
      settleCalls(visit, account)
      tell(visit, account.state)
      const { remaining, fullIn } = account.state
      const cost = { requested: account.spent, remaining, limit: points, resetAt: inMs(fullIn) }
      result.extensions = { ...result.extensions, cost }
      if (result.errors) account.isClean = false
      if (result.errors?.some(isUnknownCaller)) vouched.delete(account.name)
    },
    onDeparture(visit, { status }) {
      const account = accounts.get(visit)
      if (!account) return
      if (account.charges === 0) {
        const charging = charge(account.payers, perPoint)
        if (charging instanceof Promise) void charging
        return
      }
      settleCalls(visit, account)
      // Everything was answered, and by the cluster: so it has accepted the caller's credentials.
      const isTaken = status === 200 && account.isClean && (visit.allowance?.calls ?? 0) > 0
      if (isTaken && !account.isProven) vouched.set(account.name, true)
    },
  }
}

function isUnknownCaller({ originalError }: { originalError?: unknown }): boolean {
  return originalError instanceof UpstreamFailure && originalError.status === 401
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
