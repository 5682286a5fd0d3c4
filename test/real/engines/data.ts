import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Everything that engines leave behind: what was built, and the data of those that run. Safe to delete while none does. */
export const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/real-engines', import.meta.url))

/** A fresh folder for what this process writes. */
export function dataFolder(): string {
  mkdirSync(CACHE, { recursive: true })
  sweep()
  return mkdtempSync(join(CACHE, `run-${process.pid}-`))
}

/** Deletes the folders of processes that were killed before they could. */
export function sweep(): void {
  for (const name of readdirSync(CACHE)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) rmSync(join(CACHE, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Whether a process is left, or with a negative id any process of that group. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
