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

  test('take short steps before heavy ones, and leave heavy ones their part', async () => {
    const turns = new Turns()
    let heavy = 0
    let short = 0
    const goOn = () => {
      work(12)
      heavy++
      if (heavy < 1_000 && short < 200) turns.later('heavy', goOn)
    }
    for (let n = 0; n < 50; n++) turns.later(n, goOn)
    await immediate()
    for (let n = 0; n < 200; n++) {
      turns.soon(n % 7, () => {
        // Longer than all of a turn, as a crowd of small questions is.
        work(n % 50 === 0 ? 15 : 0.1)
        short++
      })
    }
    await roundsUntil(() => short === 200)
    expect(short).toBe(200)
    // Some hundred short ones are taken in the time of each heavy one, and not one for each.
    expect(heavy).toBeGreaterThan(1)
    expect(heavy).toBeLessThan(150)
  })

  test('are busy when their time is up, and while short steps wait: nobody overtakes them', async () => {
    const turns = new Turns()
    expect(turns.isBusy).toBe(false)
    work(12)
    expect(turns.isBusy).toBe(true)
    let done = 0
    turns.soon('a', () => done++)
    await Promise.resolve()
    expect([turns.isBusy, done]).toEqual([true, 0])
    await roundsUntil(() => done === 1)
    await immediate()
    expect(turns.isBusy).toBe(false)
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
