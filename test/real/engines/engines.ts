import type { Camunda7 } from './camunda-7.ts'

/** The engines that tests can ask for, with what tests get. */
export interface Engines {
  /** With logins and permissions. */
  'camunda-7': Camunda7
  /** Without. */
  'camunda-7-open': Camunda7
}

export type Kind = keyof Engines

/** The program of each, and the lowest version of Java that it runs on. */
export const ENGINES: Readonly<Record<Kind, { program: string; args: readonly string[]; java: number }>> = {
  'camunda-7': { program: 'camunda-7.ts', args: [], java: 17 },
  'camunda-7-open': { program: 'camunda-7.ts', args: ['--open'], java: 17 },
}
