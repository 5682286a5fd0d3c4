import { open } from './load.ts'
import { median } from './statistics.ts'
import { cpuOf, type Subject } from './subject.ts'

/** What a question costs when few are asked at once. */
export interface Cost {
  /** Milliseconds until the answer is there. */
  latency: number
  /** Milliseconds of processor time, on all threads. */
  cpu: number
  /** Bytes of the answer. */
  length: number
}

/**
 * Asks over a few connections, on each one question after the other, for at least so long and at least three times each:
 * processor time is counted in hundredths of a second. With a single connection the process would fall asleep between
 * small questions, and waking up would cost more than they do.
 */
export async function askAFew(
  subject: Subject,
  request: Buffer,
  { milliseconds, connections }: { milliseconds: number; connections: number },
): Promise<Cost> {
  const latencies: number[] = []
  let length = 0
  const before = cpuOf(subject.pid)
  const until = performance.now() + milliseconds
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await open(subject.port)
      for (let times = 0; times < 3 || performance.now() < until; times++) {
        const asked = performance.now()
        const answer = await connection.ask(request)
        latencies.push(performance.now() - asked)
        length = answer.length
        if (answer.includes('"errors":')) throw new Error(`${subject.name}: ${answer.subarray(0, 500)}`)
      }
      connection.close()
    }),
  )
  return { latency: median(latencies), cpu: (cpuOf(subject.pid) - before) / latencies.length, length }
}
