/** Who waits, or has something: callers of one group share what is the group's. */
export interface CallerName {
  /** What nobody can make up: a verified subject, or the address that the request came from. */
  readonly group: string
  /** Which of the group's callers; empty where nothing tells them apart. */
  readonly name: string
}

/** Where a waiter stands. */
export interface Place<Waiter> {
  readonly waiter: Waiter
  /** In whose line. */
  readonly caller: CallerName
  /** Milliseconds, as `performance.now()` counts them. */
  readonly since: number
}

/** What a caller has, for `giveBack`. */
export interface Share {
  readonly held: number
}

interface FairQueueOptions<Waiter> {
  /** How many may wait. */
  room: number
  /** Told of a place that went to a caller with fewer of them. */
  onPushedOut(place: Place<Waiter>): void
}

/** Of what is waited for, who has a quarter comes after those who have less. */
const SHARES = 4

/** A quarter, and at least one. */
export const shareOf = (all: number): number => Math.max(1, Math.floor(all / SHARES))

/**
 * A queue that is fair to callers, not to what they ask for: their turns go round, first among groups, then among the
 * callers of a group, and each caller's own waiters come in their order. So a thousand waiters of one caller delay
 * another's by one turn, and who makes up names shares the turns of his address.
 *
 * It also keeps count of what callers have, so that who has his share already comes after those who do not. Each step
 * costs the same however many wait.
 */
export class FairQueue<Waiter> {
  readonly #options: FairQueueOptions<Waiter>
  readonly #all = new Party<Waiter>('', undefined)
  /** By their arrival. */
  #oldest: Entry<Waiter> | undefined
  #newest: Entry<Waiter> | undefined

  constructor(options: FairQueueOptions<Waiter>) {
    this.#options = options
  }

  /** How many wait. */
  get size(): number {
    return this.#all.size
  }

  /** Who waits longest; undefined where nobody waits. */
  get oldest(): Place<Waiter> | undefined {
    return this.#oldest
  }

  /**
   * Lets somebody wait. All the room is for whoever comes; once it is full the newest waiter of who has most of them, in
   * a group that has most, makes room for a caller with fewer. Undefined where nobody has more than this one.
   * @param since not before that of who was added last
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

  /** Takes a waiter out, whoever's turn it is. Answers whether it still had its place. */
  remove(place: Place<Waiter>): boolean {
    if (!(place instanceof Entry) || !place.line) return false
    this.#takeOut(place)
    return true
  }

  /**
   * Takes out whose turn it is.
   * @param share who has less than this comes before who has not
   */
  next(share = Number.POSITIVE_INFINITY): Place<Waiter> | undefined {
    const entry = this.#all.nextEntry(share)
    if (entry) this.#takeOut(entry)
    return entry
  }

  /** Takes out who waits longest, where that is since before a time. */
  expired(before: number): Place<Waiter> | undefined {
    const entry = this.#oldest
    if (!entry || entry.since >= before) return undefined
    this.#takeOut(entry)
    return entry
  }

  /** Notes that a caller got one more of what is waited for. */
  hold({ group, name }: CallerName): Share {
    const caller = this.#all.member(group).member(name)
    caller.addHeld(1)
    return caller
  }

  /** How much a caller has, and his group. */
  heldBy({ group, name }: CallerName): { group: number; caller: number } {
    const found = this.#all.find(group)
    return { group: found?.held ?? 0, caller: found?.find(name)?.held ?? 0 }
  }

  /** Notes that it was given back. */
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
    // What has left must not lead to what is still here, or the other way round.
    entry.older = undefined
    entry.newer = undefined
    line?.drop(entry)
    line?.leaveIfIdle()
  }
}

/** A waiter in its caller's line, and in the line of all. */
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

/** All callers, a group of them, or one: what its members have it has, too. */
class Party<Waiter> implements Share {
  readonly key: string
  readonly above: Party<Waiter> | undefined
  /** How many wait. */
  size = 0
  held = 0
  // Made when there is something to hold: most have no members, and callers come and go with each request.
  #members: Map<string, Party<Waiter>> | undefined
  /** The member whose turn it is, of those with somebody who waits: they stand in a ring. */
  #turn: Party<Waiter> | undefined
  #next: Party<Waiter> = this
  #previous: Party<Waiter> = this
  /** Members by how many of theirs wait: the first of a chain for each number. */
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

  /** Is forgotten where nobody waits and nothing is had. */
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

  /** Whose turn it is: its member's then passes on. */
  nextEntry(share: number): Entry<Waiter> | undefined {
    if (!this.#turn) return this.#first
    let member = this.#turn
    // As many as have their share already: it is so large that these are few.
    while (member.held >= share) {
      member = member.#next
      if (member === this.#turn) break
    }
    const entry = member.nextEntry(share)
    if (member === this.#turn) this.#turn = member.#next
    else {
      // Those who were passed over keep their turn; this one's comes after all others'.
      this.#leaveRing(member)
      this.#enterRing(member)
    }
    return entry
  }

  /** The member with most waiters, of a group with most: undefined where these are hardly more than the caller's own. */
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

  /** As the last whose turn comes. */
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
