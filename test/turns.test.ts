import { setImmediate as immediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Turns } from '../src/admission/turns.ts'

/** Keeps the thread for so many milliseconds. */
function work(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** The rounds of the event loop until something holds. */
async function roundsUntil(holds: () => boolean): Promise<number> {
  let rounds = 0
  for (; !holds() && rounds < 1_000; rounds++) await immediate()
  return rounds
}

describe('turns', () => {
  test('go round among owners, however much one of them has to do', async () => {
    const turns = new Turns()
    const done: string[] = []
    for (let n = 0; n < 20; n++) turns.later('greedy', () => done.push('greedy'))
    turns.later('modest', () => done.push('modest'))
    await roundsUntil(() => done.length === 21)
    expect(done.indexOf('modest')).toBe(1)
  })

  test('end when what their steps set going by promises has taken the time', async () => {
    const turns = new Turns()
    let done = 0
    for (let n = 0; n < 8; n++) {
      turns.later(n, () => {
        void Promise.resolve()
          .then(() => {})
          .then(() => {
            work(20)
            done++
          })
      })
    }
    await immediate()
    await immediate()
    expect(done).toBeLessThanOrEqual(2)
    await roundsUntil(() => done === 8)
    expect(done).toBe(8)
  })

  test('are over when their time is up, for all who ask in one round of the event loop', async () => {
    const turns = new Turns()
    expect(turns.isOver).toBe(false)
    work(12)
    expect(turns.isOver).toBe(true)
    await immediate()
    expect(turns.isOver).toBe(false)
  })

  test('are short while connections arrive', async () => {
    const turns = new Turns()
    let done = 0
    for (let n = 0; n < 100; n++) {
      turns.later(n, () => {
        work(0.4)
        turns.noteArrival()
        done++
      })
    }
    turns.noteArrival()
    await immediate()
    expect(done).toBeLessThan(15)
    await roundsUntil(() => done === 100)
    expect(done).toBe(100)
  })
})
