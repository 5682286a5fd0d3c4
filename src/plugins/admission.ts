import type { Budget } from '../admission/budget.ts'
import { Places } from '../admission/places.ts'
import { toRefusal } from '../errors/errors.ts'
import { overloaded, type Refused } from '../errors/refused.ts'
import type { BodyReader } from '../request/body-reader.ts'
import { enter } from '../request/entering.ts'
import type { GatewayPlugin, Prepared } from '../request/plugin.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import type { CountNodes } from './limits/nodes.ts'

/** Milliseconds that a question waits for its turn at most. */
const QUEUE_TIMEOUT_MS = 2_000

/** Questions up to this number of nodes need no budget of nodes. */
const FREE_NODES = 1_000

interface AdmissionOptions {
  /** Questions that are answered at once. */
  questions: Budget
  /** Nodes that are executed at once. */
  nodes: Budget
  bodies: BodyReader
  countNodes: CountNodes
}

/** Gives questions a place when they have arrived, and large ones a reservation of nodes. */
interface Admission {
  /** As soon as the body is there. */
  places: GatewayPlugin
  /** Once the question is known, after its limits were checked. */
  nodes: GatewayPlugin
}

/**
 * Bounds how many questions are answered at once, and how many nodes they may answer together: each holds the cluster's
 * answers and a part of its own. If there is no room, callers with less than a quarter of it wait for their turn;
 * others are refused at once, with Retry-After, instead of slowing everybody down. A subscription has a place until it
 * is open, and for each event while it is executed: while it waits it holds nothing.
 */
export function admission({ questions, nodes, bodies, countNodes }: AdmissionOptions): Admission {
  const places = new Places(questions, { room: questions.limit, queueTimeoutMs: QUEUE_TIMEOUT_MS })
  const large = new Places(nodes, { room: questions.limit, queueTimeoutMs: QUEUE_TIMEOUT_MS })
  /** The refusal of a visit that gets no place. */
  function takePlace(visit: Visit): Refused | undefined | Promise<Refused | undefined> {
    const entered = enter(places, 1, visit)
    if (entered === false) return full(questions.limit)
    if (entered === true) {
      visit.isAdmitted = true
      return undefined
    }
    return entered.then((isIn) => {
      visit.isAdmitted = isIn
      return isIn ? undefined : full(questions.limit)
    })
  }

  async function takeEventPlace(event: Visit): Promise<void> {
    const refusal = await takePlace(event)
    if (refusal) throw refusal
  }

  function takeNodes(prepared: Prepared, visit: Visit): void | Promise<void> {
    const needed = countNodes(prepared).nodes - FREE_NODES
    if (needed <= 0 || visit.isAnswered) return undefined
    const entered = enter(large, needed, visit)
    if (entered === true) {
      visit.nodesTaken += needed
      return undefined
    }
    if (entered === false) throw tooMuch()
    return entered.then((isIn) => {
      if (!isIn) throw tooMuch()
      visit.nodesTaken += needed
    })
  }

  return {
    places: {
      onReceived(visit) {
        if (!visit.isGraphQL) return undefined
        const refusal = takePlace(visit)
        if (refusal instanceof Promise) return refusal.then((refused) => refused && toRefusal(refused))
        return refusal && toRefusal(refusal)
      },
      beforeEvent(_, event) {
        return event.sharesPlace ? undefined : takeEventPlace(event)
      },
      onAnswered(visit) {
        bodies.release(visit)
        if (visit.isAdmitted) places.give(1, payerOf(visit))
        if (visit.nodesTaken > 0) large.give(visit.nodesTaken, payerOf(visit))
        visit.isAdmitted = false
        visit.nodesTaken = 0
      },
    },
    nodes: {
      beforeExecution(prepared, visit) {
        // Its events take them, one after the other.
        return prepared.operation.operation === 'subscription' ? undefined : takeNodes(prepared, visit)
      },
      beforeEvent: (prepared, event) => (event.isRound ? undefined : takeNodes(prepared, event)),
    },
  }
}

function full(limit: number): Refused {
  return overloaded(`The gateway answers ${limit} questions at once and takes no more now. Try again later.`)
}

function tooMuch(): Refused {
  return overloaded(
    'The gateway is answering as many large questions as it has room for. Try again later, or ask for less at once with `first`.',
  )
}
