/** Names a caller in queues: callers of one group share the group's turns and places. */
export interface CallerName {
  /** Something that clients cannot make up: a verified subject, or the address that the request came from. */
  readonly group: string
  /** A caller within the group; empty if nothing tells them apart. */
  readonly name: string
}

/** A waiter's place in the queue. */
export interface Place<Waiter> {
  readonly waiter: Waiter
  /** Whose queue it is in. */
  readonly caller: CallerName
  /** Milliseconds, as `performance.now()` counts them. */
  readonly since: number
}

/** What a caller holds, for `giveBack`. */
export interface Share {
  readonly held: number
}

interface FairQueueOptions<Waiter> {
  /** How many may wait. */
  room: number
  /** Called with a waiter that was pushed out by a caller with fewer waiters. */
  onPushedOut(place: Place<Waiter>): void
}

/** Callers with a quarter of all places come after those with less. */
const SHARES = 4

/** A quarter, and at least one. */
export const shareOf = (all: number): number => Math.max(1, Math.floor(all / SHARES))

/**
 * A queue that is fair to callers: round robin, first among groups, then among the callers of a group; each caller's
 * own waiters keep their order. So a thousand waiters of one caller delay another caller by one turn, and a client that
 * makes up names only shares the turns of its address.
 *
 * It also counts what callers hold, so that callers with their share come after those with less. Each operation takes
 * constant time.
 */
export class FairQueue<Waiter> {
  readonly #options: FairQueueOptions<Waiter>
  readonly #all = new Party<Waiter>('', undefined)
  /** A list by arrival. */
  #oldest: Entry<Waiter> | undefined
  #newest: Entry<Waiter> | undefined

  constructor(options: FairQueueOptions<Waiter>) {
    this.#options = options
  }

  /** How many wait. */
  get size(): number {
    return this.#all.size
  }

  /** The longest waiter; undefined if nobody waits. */
  get oldest(): Place<Waiter> | undefined {
    return this.#oldest
  }

  /**
   * Adds a waiter. While there is room, anybody may wait; once it is full, the newest waiter of the caller with the
   * most, in the group with the most, is pushed out for a caller with fewer. Undefined if nobody has more than this
   * caller.
   * @param since not earlier than that of the previous waiter
   */
  add(caller: CallerName, waiter: Waiter, since: number): Place<Waiter> | undefined {
    const party = this.#all.member(caller.group).member(caller.name)
    if (!this.#makesRoom(party)) {
      party.leaveIfIdle()
      return undefined
    }
    const entry = new Entry(waiter, since, caller, party)
    party.append(entry)
    entry.older = this.#newest
    if (this.#newest) this.#newest.newer = entry
    else this.#oldest = entry
    this.#newest = entry
    return entry
  }

  /** Removes a waiter, whosever turn it is. Returns whether it was still in the queue. */
  remove(place: Place<Waiter>): boolean {
    if (!(place instanceof Entry) || !place.line) return false
    this.#takeOut(place)
    return true
  }

  /**
   * Removes and returns the waiter whose turn it is.
   * @param share callers who hold less than this come first
   */
  next(share = Number.POSITIVE_INFINITY): Place<Waiter> | undefined {
    const entry = this.#all.nextEntry(share)
    if (entry) this.#takeOut(entry)
    return entry
  }

  /** Removes and returns the longest waiter, if it waits since before a time. */
  expired(before: number): Place<Waiter> | undefined {
    const entry = this.#oldest
    if (!entry || entry.since >= before) return undefined
    this.#takeOut(entry)
    return entry
  }

  /** Counts one more place that a caller holds. */
  hold({ group, name }: CallerName): Share {
    const caller = this.#all.member(group).member(name)
    caller.addHeld(1)
    return caller
  }

  /** How much a caller and its group hold. */
  heldBy({ group, name }: CallerName): { group: number; caller: number } {
    const found = this.#all.find(group)
    return { group: found?.held ?? 0, caller: found?.find(name)?.held ?? 0 }
  }

  /** Counts a place that was given back. */
  giveBack(share: Share): void {
    if (!(share instanceof Party)) throw new TypeError('what is given back was not taken here')
    share.addHeld(-1)
    share.leaveIfIdle()
  }

  #makesRoom(newcomer: Party<Waiter>): boolean {
    const { room, onPushedOut } = this.#options
    if (this.#all.size < room) return true
    const pushedOut = this.#all.longestBut(newcomer)?.newest
    if (!pushedOut) return false
    this.#takeOut(pushedOut)
    onPushedOut(pushedOut)
    return true
  }

  #takeOut(entry: Entry<Waiter>): void {
    const { older, newer, line } = entry
    if (older) older.newer = newer
    else this.#oldest = newer
    if (newer) newer.older = older
    else this.#newest = older
    // Unlink it, so that it keeps no other entries alive.
    entry.older = undefined
    entry.newer = undefined
    line?.drop(entry)
    line?.leaveIfIdle()
  }
}

/** A waiter, in its caller's queue and in the list by arrival. */
class Entry<Waiter> implements Place<Waiter> {
  readonly waiter: Waiter
  readonly since: number
  readonly caller: CallerName
  /** Undefined once it has left. */
  line: Party<Waiter> | undefined
  before: Entry<Waiter> | undefined
  after: Entry<Waiter> | undefined
  older: Entry<Waiter> | undefined
  newer: Entry<Waiter> | undefined

  constructor(waiter: Waiter, since: number, caller: CallerName, line: Party<Waiter>) {
    this.waiter = waiter
    this.since = since
    this.caller = caller
    this.line = line
  }
}

/** A node of the tree of callers: all, a group, or one caller. It holds what its members hold. */
class Party<Waiter> implements Share {
  readonly key: string
  readonly above: Party<Waiter> | undefined
  /** How many wait. */
  size = 0
  held = 0
  // Made on demand: most have no members, and callers come and go with each request.
  #members: Map<string, Party<Waiter>> | undefined
  /** The member whose turn it is, in a ring of all members with waiters. */
  #turn: Party<Waiter> | undefined
  #next: Party<Waiter> = this
  #previous: Party<Waiter> = this
  /** Members by their number of waiters: a linked list for each number. */
  #bySize: Array<Party<Waiter> | undefined> | undefined
  #largest = 0
  #sameSizeNext: Party<Waiter> | undefined
  #sameSizePrevious: Party<Waiter> | undefined
  #first: Entry<Waiter> | undefined
  newest: Entry<Waiter> | undefined

  constructor(key: string, above: Party<Waiter> | undefined) {
    this.key = key
    this.above = above
  }

  find(key: string): Party<Waiter> | undefined {
    return this.#members?.get(key)
  }

  member(key: string): Party<Waiter> {
    this.#members ??= new Map()
    let member = this.#members.get(key)
    if (!member) {
      member = new Party(key, this)
      this.#members.set(key, member)
    }
    return member
  }

  addHeld(count: number): void {
    this.held += count
    this.above?.addHeld(count)
  }

  /** Removes itself from the tree if it has no waiters and holds nothing. */
  leaveIfIdle(): void {
    const { above } = this
    if (!above || this.size > 0 || this.held > 0) return
    above.#members?.delete(this.key)
    above.leaveIfIdle()
  }

  append(entry: Entry<Waiter>): void {
    entry.before = this.newest
    if (this.newest) this.newest.after = entry
    else this.#first = entry
    this.newest = entry
    this.#resize(1)
  }

  drop(entry: Entry<Waiter>): void {
    const { before, after } = entry
    if (before) before.after = after
    else this.#first = after
    if (after) after.before = before
    else this.newest = before
    entry.before = undefined
    entry.after = undefined
    entry.line = undefined
    this.#resize(-1)
  }

  /** The next waiter; the turn then passes on. */
  nextEntry(share: number): Entry<Waiter> | undefined {
    if (!this.#turn) return this.#first
    let member = this.#turn
    // Skips members that have their share; a share is so large that these are few.
    while (member.held >= share) {
      member = member.#next
      if (member === this.#turn) break
    }
    const entry = member.nextEntry(share)
    if (member === this.#turn) this.#turn = member.#next
    else {
      // Skipped members keep their turn; this member comes after all others.
      this.#leaveRing(member)
      this.#enterRing(member)
    }
    return entry
  }

  /** The member with the most waiters, in the group with the most; undefined unless it has at least two more than the caller. */
  longestBut(caller: Party<Waiter>): Party<Waiter> | undefined {
    const group = caller.above
    const longest = this.#longest
    if (!group || !longest) return undefined
    if (longest.size > group.size + 1) return longest.#longest
    const own = group.#longest
    return own && own.size > caller.size + 1 ? own : undefined
  }

  /** The member with most waiters. */
  get #longest(): Party<Waiter> | undefined {
    return this.#bySize?.[this.#largest]
  }

  #resize(by: 1 | -1): void {
    const { above } = this
    const before = this.size
    this.size += by
    if (!above) return
    if (before === 0) above.#enterRing(this)
    else above.#leaveSize(this, before)
    if (this.size === 0) above.#leaveRing(this)
    else above.#enterSize(this)
    if (by < 0 && !above.#longest) above.#largest--
    above.#resize(by)
  }

  /** Adds a member at the end of the ring. */
  #enterRing(member: Party<Waiter>): void {
    const turn = this.#turn
    if (!turn) {
      this.#turn = member
      return
    }
    member.#next = turn
    member.#previous = turn.#previous
    turn.#previous.#next = member
    turn.#previous = member
  }

  #leaveRing(member: Party<Waiter>): void {
    if (this.#turn === member) this.#turn = member.#next === member ? undefined : member.#next
    member.#previous.#next = member.#next
    member.#next.#previous = member.#previous
    member.#next = member
    member.#previous = member
  }

  #enterSize(member: Party<Waiter>): void {
    this.#bySize ??= []
    const first = this.#bySize[member.size]
    member.#sameSizeNext = first
    if (first) first.#sameSizePrevious = member
    this.#bySize[member.size] = member
    if (member.size > this.#largest) this.#largest = member.size
  }

  #leaveSize(member: Party<Waiter>, size: number): void {
    const previous = member.#sameSizePrevious
    const next = member.#sameSizeNext
    if (previous) previous.#sameSizeNext = next
    else if (this.#bySize) this.#bySize[size] = next
    if (next) next.#sameSizePrevious = previous
    member.#sameSizeNext = undefined
    member.#sameSizePrevious = undefined
  }
}
