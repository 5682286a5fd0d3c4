import type { Camunda7 } from './camunda-7.ts'
import type { Camunda86 } from './camunda-8.6.ts'

/** The engines that tests can ask for, with what tests get. */
export interface Engines {
  /** With logins and permissions. */
  'camunda-7': Camunda7
  /** Without. */
  'camunda-7-open': Camunda7
  /** All in one process. */
  'camunda-8.6': Camunda86
  /** The broker in one process, Operate and Tasklist in another. */
  'camunda-8.6-split': Camunda86
}

export type Kind = keyof Engines

/** The program of each, and the lowest version of Java that it runs on. */
export const ENGINES: Readonly<Record<Kind, { program: string; args: readonly string[]; java: number }>> = {
  'camunda-7': { program: 'camunda-7.ts', args: [], java: 17 },
  'camunda-7-open': { program: 'camunda-7.ts', args: ['--open'], java: 17 },
  'camunda-8.6': { program: 'camunda-8.6.ts', args: [], java: 21 },
  'camunda-8.6-split': { program: 'camunda-8.6.ts', args: ['--split'], java: 21 },
}
