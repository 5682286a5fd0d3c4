import { askFor } from './load.ts'
import { median, quantile, type Spread, spread } from './statistics.ts'
import { cpuOf, type Subject } from './subject.ts'

export const CONNECTIONS = 16

/** A subject and the bytes that ask it the question at hand. */
export interface Contender {
  subject: Subject
  request: Buffer
  /** Bytes of its right answer. */
  length: number
}

/** One round of one subject. */
export interface Sample {
  perSecond: number
  /** Milliseconds of processor time for each request, on all threads of the process. */
  cpu: number
  /** The share of the time that the process was on a processor: 1 where nothing but itself kept it from answering more. */
  busy: number
  /** Milliseconds. */
  p50: number
  p99: number
}

export interface Options {
  rounds: number
  seconds: number
}

/** Milliseconds of processor time that a subject gets before anything counts: its code is compiled while it runs. */
const WARM_UP = 4_000
/** Seconds after which it is warm enough on a machine that does not let it run. */
const LONGEST_WARM_UP = 15

/**
 * Measures several subjects in turn, round by round, so that what the machine does hits all alike. Throws when an answer
 * is not the one that was checked before.
 * @returns the samples of each subject, in the order of the subjects
 */
export async function compare(contenders: readonly Contender[], options: Options): Promise<Sample[][]> {
  for (const contender of contenders) await warmUp(contender)
  const samples: Sample[][] = contenders.map(() => [])
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      samples[index]?.push(await measure(contender, options.seconds))
    }
  }
  return samples
}

async function warmUp(contender: Contender): Promise<void> {
  const before = cpuOf(contender.subject.pid)
  for (let second = 0; second < LONGEST_WARM_UP; second++) {
    await measure(contender, 1)
    if (cpuOf(contender.subject.pid) - before > WARM_UP) return
  }
}

async function measure({ subject, request, length }: Contender, seconds: number): Promise<Sample> {
  const before = cpuOf(subject.pid)
  const asked = await askFor(subject.port, { connections: CONNECTIONS, seconds, next: () => request, length })
  const cpu = cpuOf(subject.pid) - before
  if (asked.failures.length > 0) throw new Error(`${subject.name}: ${asked.failures[0]}`)
  const { latencies } = asked
  return {
    perSecond: latencies.length / asked.seconds,
    cpu: cpu / latencies.length,
    busy: cpu / (asked.seconds * 1_000),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

/** What one measure of a subject is to the same measure of another in the same round. */
export function ratios(own: readonly Sample[], other: readonly Sample[], of: keyof Sample): Spread {
  return spread(own.map((sample, round) => sample[of] / (other[round]?.[of] ?? Number.NaN)))
}

export const middle = (samples: readonly Sample[], of: keyof Sample) => median(samples.map((sample) => sample[of]))
