import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FairQueue, type Place, shareOf } from '../src/admission/fair-queue.ts'

/** A queue whose waiters are texts, with those that were pushed out of it. */
function queueOf(room = 1_000) {
  const pushedOut: string[] = []
  const queue = new FairQueue<string>({ room, onPushedOut: ({ waiter }) => pushedOut.push(waiter) })
  let now = 0
  return {
    queue,
    pushedOut,
    /** `a1` waits for caller `a`; `p/a1` for caller `a` of group `p`. */
    add(...waiters: string[]) {
      return waiters.map((waiter) => queue.add(nameOf(waiter), waiter, ++now))
    },
    drain(share?: number) {
      const order: string[] = []
      for (let next = queue.next(share); next; next = queue.next(share)) order.push(next.waiter)
      return order.join(' ')
    },
  }
}

function nameOf(waiter: string) {
  const name = waiter.replace(/\d+$/, '')
  const [group = '', caller] = name.split('/')
  return { group, name: caller ?? '' }
}

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}`)

describe('turns', () => {
  test('go round among callers, and the waiters of one come in their order', () => {
    const { add, drain } = queueOf()
    add('a1', 'a2', 'a3', 'b1', 'c1', 'c2')
    expect(drain()).toBe('a1 b1 c1 a2 c2 a3')
  })

  test('a newcomer waits for one turn of each other caller, however many waiters these have', () => {
    const { add, queue } = queueOf(100_000)
    add(...numbered('a', 5_000), ...numbered('b', 5_000))
    expect(queue.next()?.waiter).toBe('a0')
    add('c1')
    expect([queue.next(), queue.next(), queue.next()].map((place) => place?.waiter)).toEqual(['b0', 'a1', 'c1'])
  })

  test('go round among groups first: who makes up names gets no more of them', () => {
    const { add, drain } = queueOf()
    add('p/a1', 'p/b1', 'p/c1', 'p/d1', 'q/a1', 'q/a2', 'q/a3')
    expect(drain()).toBe('p/a1 q/a1 p/b1 q/a2 p/c1 q/a3 p/d1')
  })

  test('and within a group go round, too: callers behind one proxy are fair to each other', () => {
    const { add, drain } = queueOf()
    add('p/a1', 'p/a2', 'p/a3', 'p/b1')
    expect(drain()).toBe('p/a1 p/b1 p/a2 p/a3')
  })

  test('who has his share comes after those who have less, in a group and among groups', () => {
    const { add, queue, drain } = queueOf()
    const held = [queue.hold(nameOf('a')), queue.hold(nameOf('a')), queue.hold(nameOf('p/x'))]
    add('a1', 'a2', 'b1', 'p/x1', 'p/y1')
    // `p` has less than two, but within it `x` has more than `y`.
    expect(queue.next(1)?.waiter).toBe('b1')
    expect(queue.next(2)?.waiter).toBe('p/x1')
    expect(queue.next(2)?.waiter).toBe('p/y1')
    for (const share of held) queue.giveBack(share)
    expect(drain(1)).toBe('a1 a2')
  })

  test('those who were passed over keep their turn', () => {
    const { add, queue, drain } = queueOf()
    const held = queue.hold(nameOf('a'))
    add('a1', 'b1', 'b2', 'c1')
    expect(queue.next(1)?.waiter).toBe('b1')
    queue.giveBack(held)
    expect(drain(1)).toBe('a1 c1 b2')
  })

  test('nothing is left idle where all who wait have their share', () => {
    const { add, queue, drain } = queueOf()
    for (const name of ['a', 'b']) queue.hold(nameOf(name))
    add('a1', 'a2', 'b1')
    expect(drain(1)).toBe('a1 b1 a2')
  })

  test('a quarter is a share, and at least one', () => {
    expect([1, 2, 4, 7, 8, 64, 64.9].map(shareOf)).toEqual([1, 1, 1, 1, 2, 16, 16])
  })
})

describe('the room', () => {
  test('is all of a caller who is alone', () => {
    const { add, queue } = queueOf(4)
    expect(add('a1', 'a2', 'a3', 'a4', 'a5').map((place) => place?.waiter)).toEqual(['a1', 'a2', 'a3', 'a4', undefined])
    expect(queue.size).toBe(4)
  })

  test('once it is full, the newest waiter of who has most goes for a caller with fewer', () => {
    const { add, pushedOut, drain } = queueOf(4)
    add('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2')
    // `a` has two, `b` and `c` one each: another of `b`'s would not be fairer.
    expect(pushedOut).toEqual(['a4', 'a3'])
    expect(drain()).toBe('a1 b1 c1 a2')
  })

  test('a group with most of them loses first, and of it who has most', () => {
    const { add, pushedOut } = queueOf(6)
    add('p/a1', 'p/a2', 'p/b1', 'p/a3', 'q/a1', 'q/a2', 'r/a1', 'r/b1')
    expect(pushedOut).toEqual(['p/a3', 'p/a2'])
  })

  test('a caller who made up a group of names cannot push out another', () => {
    const { add, pushedOut, queue } = queueOf(8)
    add('q/a1', 'q/a2', ...numbered('p/x', 1), ...Array.from({ length: 50 }, (_, n) => `p/${'y'.repeat(n + 1)}0`))
    expect(pushedOut).toEqual([])
    expect(queue.size).toBe(8)
  })

  test('may be none', () => {
    const { add, queue } = queueOf(0)
    expect(add('a1', 'b1')).toEqual([undefined, undefined])
    expect(queue.next()).toBeUndefined()
  })
})

test('who has waited too long is taken out, the oldest first, whoever it is', () => {
  const { add, queue, drain } = queueOf()
  add('a1', 'b1', 'a2', 'c1')
  expect(queue.oldest?.waiter).toBe('a1')
  expect(queue.expired(3)?.waiter).toBe('a1')
  expect(queue.expired(3)?.waiter).toBe('b1')
  expect(queue.expired(3)).toBeUndefined()
  expect(drain()).toBe('a2 c1')
  expect(queue.oldest).toBeUndefined()
})

test('a place is left once', () => {
  const { add, queue, drain } = queueOf()
  const [first, second] = add('a1', 'a2', 'a3')
  if (!first || !second) throw new Error('there was room')
  expect([queue.remove(second), queue.remove(second)]).toEqual([true, false])
  queue.next()
  expect(queue.remove(first)).toBe(false)
  expect(drain()).toBe('a3')
})

/** The same by lists that are searched through. */
class Naive {
  waiting: Array<{ group: string; name: string; waiter: string }> = []
  readonly #room: number
  #groups: string[] = []
  #names = new Map<string, string[]>()

  constructor(room: number) {
    this.#room = room
  }

  sizeOf = (group: string, name?: string) =>
    this.waiting.filter((one) => one.group === group && (name === undefined || one.name === name)).length

  /** What is pushed out; false where there is no room. */
  add(group: string, name: string, waiter: string, victims: readonly string[]): boolean {
    if (this.waiting.length >= this.#room) {
      const [victim] = victims
      if (victim === undefined) return false
      this.remove(victim)
    }
    this.waiting.push({ group, name, waiter })
    if (!this.#groups.includes(group)) this.#groups.push(group)
    const names = this.#names.get(group) ?? []
    if (!names.includes(name)) names.push(name)
    this.#names.set(group, names)
    return true
  }

  /** Waiters that may be pushed out for this caller: among equals any may. */
  victimsFor(group: string, name: string): string[] {
    const most = (sizes: number[]) => Math.max(0, ...sizes)
    const largest = most(this.#groups.map((one) => this.sizeOf(one)))
    const groups = largest > this.sizeOf(group) + 1 ? this.#groups.filter((one) => this.sizeOf(one) === largest) : []
    const isOwn = groups.length === 0
    return (isOwn ? [group] : groups).flatMap((from) => {
      const names = this.#names.get(from) ?? []
      const longest = most(names.map((one) => this.sizeOf(from, one)))
      if (isOwn && longest <= this.sizeOf(group, name) + 1) return []
      return names
        .filter((one) => this.sizeOf(from, one) === longest)
        .map((one) => this.waiting.filter((w) => w.group === from && w.name === one).at(-1)?.waiter ?? '')
    })
  }

  next(): string | undefined {
    const [group] = this.#groups
    const [name] = this.#names.get(group ?? '') ?? []
    const found = this.waiting.find((one) => one.group === group && one.name === name)
    if (!found || group === undefined || name === undefined) return undefined
    this.waiting.splice(this.waiting.indexOf(found), 1)
    const names = (this.#names.get(group) ?? []).slice(1)
    this.#names.set(group, [...names, name])
    this.#groups = [...this.#groups.slice(1), group]
    this.#tidy()
    return found.waiter
  }

  remove(waiter: string): boolean {
    const at = this.waiting.findIndex((one) => one.waiter === waiter)
    if (at < 0) return false
    this.waiting.splice(at, 1)
    this.#tidy()
    return true
  }

  #tidy(): void {
    this.#groups = this.#groups.filter((group) => this.sizeOf(group) > 0)
    for (const [group, names] of this.#names) {
      this.#names.set(
        group,
        names.filter((name) => this.sizeOf(group, name) > 0),
      )
    }
  }
}

test('whatever happens, it does what lists that are searched through would do', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add'), group: fc.constantFrom('p', 'q', 'r'), name: fc.constantFrom('', 'a', 'b') }),
    fc.record({ do: fc.constant('next') }),
    fc.record({ do: fc.constant('remove'), which: fc.nat(40) }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.array(step, { maxLength: 120 }), (room, steps) => {
      let pushedOut: string | undefined
      const queue = new FairQueue<string>({
        room,
        onPushedOut: ({ waiter }) => {
          pushedOut = waiter
        },
      })
      const naive = new Naive(room)
      const places: Array<Place<string> | undefined> = []
      for (const one of steps) {
        if ('group' in one) {
          const { group, name } = one
          const victims = naive.victimsFor(group, name)
          pushedOut = undefined
          const waiter = `w${places.length}`
          const place = queue.add({ group, name }, waiter, places.length)
          places.push(place)
          if (pushedOut !== undefined) expect(victims).toContain(pushedOut)
          expect(naive.add(group, name, waiter, pushedOut === undefined ? [] : [pushedOut])).toBe(place !== undefined)
          if (!place) expect(victims).toEqual([])
        } else if ('which' in one) {
          const place = places[one.which]
          if (place) expect(queue.remove(place)).toBe(naive.remove(place.waiter))
        } else expect(queue.next()?.waiter).toBe(naive.next())
        expect(queue.size).toBe(naive.waiting.length)
        expect(queue.oldest?.waiter).toBe(naive.waiting[0]?.waiter)
      }
    }),
    { numRuns: 300 },
  )
})

test('a step costs the same with thousands of callers', () => {
  const perStep = (callers: number) => {
    const queue = new FairQueue<number>({ room: callers * 4, onPushedOut() {} })
    const steps = 40_000
    for (let n = 0; n < callers * 4; n++) queue.add({ group: `g${n % callers}`, name: '' }, n, n)
    const began = performance.now()
    for (let n = 0; n < steps; n++) {
      queue.next(2)
      queue.add({ group: `g${(n * 7) % callers}`, name: '' }, n, n)
    }
    return (performance.now() - began) / steps
  }
  // Lists that are searched through would take a hundred times as long.
  const ratios = Array.from({ length: 5 }, () => perStep(5_000) / perStep(50))
  expect(Math.min(...ratios)).toBeLessThan(10)
})
