import { onTestFinished, vi } from 'vitest'

export interface Clock {
  /** Puts the clocks forward, both the wall's and the process's own; timers run as ever. */
  pass(seconds: number): void
  /** Sets the wall's clock alone, as administrators and time servers do. */
  set(seconds: number): void
}

/** The clocks of a test, until it has ended. They go on by themselves, too. */
export function useClock(): Clock {
  const [process, wall] = [performance.now.bind(performance), Date.now]
  let passed = 0
  let moved = 0
  const spies = [
    vi.spyOn(performance, 'now').mockImplementation(() => process() + passed),
    vi.spyOn(Date, 'now').mockImplementation(() => wall() + passed + moved),
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return {
    pass(seconds) {
      passed += seconds * 1_000
    },
    set(seconds) {
      moved += seconds * 1_000
    },
  }
}
