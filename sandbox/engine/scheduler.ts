/** Something that is due at a time. */
export interface Scheduled {
  readonly at: number
  cancel(): void
}

interface Entry extends Scheduled {
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** What is to happen later: leases that run out, back-offs, timers. It waits for nobody: its owner calls `runDue`. */
export class Scheduler {
  /** A binary heap with the earliest entry on top. */
  readonly #heap: Entry[] = []
  #order = 0

  /** Remembers to `run` at time `at`. */
  schedule(at: number, run: () => void): Scheduled {
    const entry: Entry = {
      at,
      run,
      order: this.#order++,
      cancelled: false,
      cancel: () => {
        entry.cancelled = true
      },
    }
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return entry
  }

  /** When the next entry is due, or null when there is none. */
  nextDue(): number | null {
    while (this.#heap[0]?.cancelled) this.#pop()
    return this.#heap[0]?.at ?? null
  }

  /** Runs what is due at `now`, in order. */
  runDue(now: number): void {
    for (let due = this.nextDue(); due !== null && due <= now; due = this.nextDue()) this.#pop()?.run()
  }

  #pop(): Entry | undefined {
    const top = this.#heap[0]
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink(0)
    }
    return top
  }

  #rise(start: number): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#before(index, parent)) return
      this.#swap(index, parent)
      index = parent
    }
  }

  #sink(start: number): void {
    let index = start
    for (;;) {
      let child = index * 2 + 1
      if (child >= this.#heap.length) return
      if (child + 1 < this.#heap.length && this.#before(child + 1, child)) child++
      if (!this.#before(child, index)) return
      this.#swap(index, child)
      index = child
    }
  }

  #before(left: number, right: number): boolean {
    const a = this.#heap[left] as Entry
    const b = this.#heap[right] as Entry
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #swap(left: number, right: number): void {
    const entry = this.#heap[left] as Entry
    this.#heap[left] = this.#heap[right] as Entry
    this.#heap[right] = entry
  }
}
