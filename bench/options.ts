/** What is given to each table. */
export interface BenchOptions {
  /** Rounds of each subject. */
  rounds: number
  /** Seconds of a round. */
  seconds: number
  /** Minutes of the long run under load. */
  minutes: number
  /** Print what is measured and leave docs/performance.md as it is. */
  trial: boolean
  /** A checkout with another build, to compare with. */
  against: string | undefined
}
