import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { get, open } from './load.ts'

/** A program that is measured, or the upstream. */
export interface Subject {
  name: string
  port: number
  pid: number
  /** Ends it; some of the peers take their time when they are asked politely. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Subjects have one core; the upstream and the load have another, as far as there are two. */
export const SUBJECTS_CORE = '0'
export const OTHER_CORE = '1'
export const pinned = availableParallelism() > 1

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** Puts this process, which makes the load, on the other core. */
export function pinLoad(): void {
  if (process.platform !== 'linux') throw new Error('The benchmarks read /proc, so they run on Linux only.')
  if (pinned) spawn('taskset', ['-a', '-cp', OTHER_CORE, String(process.pid)], { stdio: 'ignore' })
}

const here = (file: string) => new URL(file, import.meta.url).pathname

export interface StartOptions {
  env?: Record<string, string>
  core?: string
  /** A module of this folder that is loaded before the program. */
  preload?: string
  /** Flags of Node. */
  flags?: readonly string[]
}

/** Starts a program of this folder and waits for the port that it prints. */
export async function start(name: string, file: string, options: StartOptions = {}): Promise<Subject> {
  const { env = {}, core = SUBJECTS_CORE, preload, flags = [] } = options
  const node = [process.execPath, ...flags, ...(preload ? ['--import', here(preload)] : []), here(file)]
  const [command = '', ...args] = pinned ? ['taskset', '-c', core, ...node] : node
  // Nothing of this shell's environment but where programs are: no setting may change what is measured.
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    await exited
    running.delete(child)
  }
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /(\d+)(?:\/graphql"\})?$/.exec(line)?.[1]
    if (!port) continue
    // What it says later is nobody's, and must not fill the pipe.
    child.stdout.resume()
    return { name, port: Number(port), pid: child.pid ?? 0, stop }
  }
  throw new Error(`${name} did not start.`)
}

export const startUpstream = (env: Record<string, string> = {}) =>
  start('upstream', 'upstream.ts', { env, core: OTHER_CORE })

/** The gateway as it is built, with every default but the sharing of reads and the port. */
export const startGateway = (upstream: Subject, env: Record<string, string> = {}, flags: readonly string[] = []) =>
  start('gateway', '../dist/main.js', { env: { ...environmentFor(upstream), ...env }, flags })

/** The same of another checkout that was built. */
export const startGatewayOf = (checkout: string, upstream: Subject) =>
  start('the other gateway', `${checkout}/dist/main.js`, { env: environmentFor(upstream) })

export const startCeiling = (upstream: Subject) => start('ceiling', 'ceiling.ts', { env: environmentFor(upstream) })

/** What tells a subject where the upstream is. */
export const environmentFor = (upstream: Subject) => ({
  UPSTREAM: `http://127.0.0.1:${upstream.port}`,
  CAMUNDA_REST_ADDRESS: `http://127.0.0.1:${upstream.port}`,
  PORT: '0',
  GATEWAY_SHARE_READS: 'false',
  GATEWAY_DRAIN_DELAY_MS: '0',
})

/** Milliseconds of processor time that a process has used, on all threads. */
export function cpuOf(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = rest.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Mebibytes that a process holds in memory now, and the most that it ever has. */
export function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1_024
  return { now: read('VmRSS'), most: read('VmHWM') }
}

/** What the upstream sees while something is done. */
export async function watch<T>(
  upstream: Subject,
  act: () => Promise<T>,
): Promise<{ result: T; calls: string[]; most: number }> {
  const connection = await open(upstream.port)
  try {
    await connection.ask(get('/watch'))
    const result = await act()
    const seen: unknown = JSON.parse((await connection.ask(get('/seen'))).toString())
    const { calls, most } = seen as { calls: string[]; most: number }
    return { result, calls, most }
  } finally {
    connection.close()
  }
}
